from django.apps import AppConfig


class CodegenConfig(AppConfig):
    name = "codegen"
    verbose_name = "Code generation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from codegen.offline.skills import skills
        from codegen.rooms import ROOM_KIND, SERVICE, owns_project
        from codegen.runs import GenerationRun
        from llm.offline.skills import register_skill
        from realtime.access import register_rooms
        from realtime.kinds import register

        register(GenerationRun())
        register_rooms(SERVICE, ROOM_KIND, owns_project)
        for skill in skills():
            register_skill(skill)
