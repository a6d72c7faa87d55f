from django.apps import AppConfig


class VideoConfig(AppConfig):
    name = "video"
    verbose_name = "Videos"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from llm.offline.skills import register_skill
        from realtime.access import register_rooms
        from realtime.kinds import register
        from video import checks, rooms  # noqa: F401  (registers the system check)
        from video.offline import skills
        from video.runs import VideoChatRun

        register(VideoChatRun())
        register_rooms(rooms.SERVICE, rooms.CODE, rooms.owned_by_nobody)
        for skill in skills():
            register_skill(skill)
