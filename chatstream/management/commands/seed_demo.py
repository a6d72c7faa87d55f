from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from chatstream.property.services import demo_seed

#: The chat page's user, and the one in the document's examples.
DEMO_USERS = ["demo", "user123"]


class Command(BaseCommand):
    help = "Give residents bills and parking records to ask about. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "user_ids",
            nargs="*",
            default=DEMO_USERS,
            help=f"ids as in /ws/chat/{{user_id}} (default: {' '.join(DEMO_USERS)})",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for user_id in options["user_ids"]:
            made = demo_seed(user_id)
            if options["verbosity"]:
                self.stdout.write(f"{user_id}: {made} new rows")
