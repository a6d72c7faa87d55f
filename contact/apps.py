from django.apps import AppConfig


class ContactConfig(AppConfig):
    name = "contact"
    verbose_name = "Contact desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from contact import rooms, services
        from contact.inbox import services as inbox
        from contact.inbox.broadcasts import BroadcastRun
        from contact.knowledge.offline import HelpSkill
        from contact.mail.asking import mail_ask, mail_is_due
        from contact.mail.runs import MailRun
        from contact.runs import ContactRun
        from contact.silence import silent_rooms_due, silent_rooms_remove
        from llm.offline.skills import register_skill
        from realtime.access import register_rooms
        from realtime.chores import Chore, register_chore
        from realtime.kinds import register
        from realtime.presence import follow_presence

        for kind in (ContactRun(), MailRun(), BroadcastRun()):
            register(kind)
        register_chore(Chore("contact.mail", mail_is_due, mail_ask))
        register_chore(Chore("contact.silence", silent_rooms_due, silent_rooms_remove))
        register_skill(HelpSkill())
        register_rooms(rooms.SERVICE, rooms.VISITOR, rooms.owned_by_nobody)
        register_rooms(rooms.SERVICE, rooms.INBOX_KIND, rooms.owned_by_staff)
        follow_presence(rooms.SERVICE, rooms.VISITOR, services.presence_follow, instead=True)
        follow_presence(rooms.SERVICE, rooms.INBOX_KIND, inbox.presence_follow)
