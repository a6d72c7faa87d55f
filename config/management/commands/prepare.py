from io import StringIO
from secrets import token_urlsafe
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand

from realtime.access import tickets_count

STAFF_NAME = "admin"


class Command(BaseCommand):
    help = (
        "Make the database ready to serve: migrate, and the first time make a staff user "
        "and something to ask about. Safe to repeat."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        users = get_user_model().objects
        if not users.filter(is_staff=True).exists():
            password = token_urlsafe(9)
            users.create_superuser(STAFF_NAME, password=password)
            call_command("seed_demo", verbosity=0)
            self.stdout.write(
                f"Made the staff user {STAFF_NAME!r} for /admin/ with the password {password}\n"
                "(shown only now; `manage.py changepassword admin` sets another)"
            )
            if not tickets_count():
                self._bring_samples()

    def _bring_samples(self) -> None:
        """For trying out: visitors of a real site are not to be told of one that does not exist."""
        call_command("import_articles", "--samples", stdout=StringIO())
        self.stdout.write(
            "The contact desk answers from sample articles; before visitors come:\n"
            "  manage.py import_articles --samples --drop"
        )
