from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from realtime.access.actors import actor_subject, user_subject
from realtime.access.revocation import tickets_revoke


class Command(BaseCommand):
    help = (
        "Void all tickets that were issued up to now to an actor or a Django user; sockets that "
        "showed one are closed within seconds. Sessions stay: sign the user out, or deactivate it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--actor", help="an actor's name, as the ticket was issued for")
        whose.add_argument("--user", help="a Django user name")

    def handle(self, *args: Any, **options: Any) -> None:
        tickets_revoke(_subject(options["actor"], options["user"]))
        self.stdout.write("Revoked.")


def _subject(actor: str | None, username: str | None) -> str:
    if actor is not None:
        return actor_subject(actor)
    model = get_user_model()
    user = model._default_manager.filter(**{model.USERNAME_FIELD: username}).first()
    if user is None:
        raise CommandError(f"There is no user {username!r}.")
    return user_subject(user.pk)
