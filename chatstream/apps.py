from django.apps import AppConfig


class ChatstreamConfig(AppConfig):
    name = "chatstream"
    verbose_name = "Conversations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from chatstream.assistant import checks  # noqa: F401  (registers the system checks)
        from chatstream.assistant.offline.skill import skills as assistant_skills
        from chatstream.assistant.rooms import SERVICE as ASSISTANT
        from chatstream.assistant.rooms import SHARED, USER, opens_shared_rooms
        from chatstream.assistant.runs import AssistantRun
        from chatstream.property.offline import skills as property_skills
        from chatstream.runs import TypewriterRun
        from chatstream.services import SERVICE
        from llm.offline.skills import register_skill
        from realtime.access import register_rooms
        from realtime.kinds import register

        register(TypewriterRun())
        register(AssistantRun())
        register_rooms(SERVICE, "user")
        register_rooms(ASSISTANT, USER)
        register_rooms(ASSISTANT, SHARED, opens_shared_rooms)
        for skill in (*property_skills(), *assistant_skills()):
            register_skill(skill)
