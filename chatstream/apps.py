from django.apps import AppConfig


class ChatstreamConfig(AppConfig):
    name = "chatstream"
    verbose_name = "Conversations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from chatstream.property.offline import skills
        from chatstream.runs import TypewriterRun
        from chatstream.services import SERVICE
        from llm.offline.skills import register_skill
        from realtime.access import register_rooms
        from realtime.kinds import register

        register(TypewriterRun())
        register_rooms(SERVICE, "user")
        for skill in skills():
            register_skill(skill)
