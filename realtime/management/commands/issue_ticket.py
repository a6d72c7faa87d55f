from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from realtime.access.actors import Actor
from realtime.access.owners import known_rooms
from realtime.access.sessions import fingerprint
from realtime.access.tickets import ticket_for
from realtime.conf import realtime_settings
from realtime.keys import MAX_NAME_LENGTH, RoomKey


class Command(BaseCommand):
    help = (
        "Print a ticket for a room, for a program or for trying things out. The ticket alone goes "
        "to standard output. Whoever holds it may enter: treat it as a password."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("service", choices=sorted({service for service, _ in known_rooms()}))
        parser.add_argument("room", help="the room's name, such as a user id")
        parser.add_argument("--kind", help="the kind of room, where a service has several")
        parser.add_argument("--actor", help="who speaks (default: the room's name)")
        parser.add_argument(
            "--user", help="a Django user name: the ticket ends with that account or its password"
        )
        parser.add_argument(
            "--minutes",
            type=float,
            default=realtime_settings().ticket_minutes,
            help="how long it is good for (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["minutes"] > 0:
            raise CommandError("--minutes must be above 0")
        room = _room(options["service"], options["kind"], options["room"])
        actor = _actor(options["actor"] or options["user"] or room.name, options["user"])
        ticket, until = ticket_for(actor, room, minutes=options["minutes"])
        ends = datetime.fromtimestamp(until, UTC)
        self.stderr.write(
            f"For {actor.name!r} in {':'.join(room)}, until {ends:%Y-%m-%d %H:%M:%S} UTC. Show it "
            "as ?ticket=, as `Authorization: Bearer`, as a subprotocol, or in the first frame: "
            '{"type":"auth","ticket":"…"}.'
        )
        if realtime_settings().access == "open":
            self.stderr.write(self.style.WARNING("ACCESS=open: nobody asks for it."))
        self.stdout.write(ticket)


def _room(service: str, kind: str | None, name: str) -> RoomKey:
    if not 0 < len(name) <= MAX_NAME_LENGTH or "\0" in name:
        raise CommandError(f"A room's name has 1 to {MAX_NAME_LENGTH} characters.")
    kinds = [known for each, known in known_rooms() if each == service]
    if kind is not None and kind not in kinds:
        raise CommandError(f"{service} has no rooms of kind {kind!r}, only: {', '.join(kinds)}")
    return RoomKey(service, kind or kinds[0], name)


def _actor(name: str, username: str | None) -> Actor:
    if username is None:
        return Actor(name)
    model = get_user_model()
    user = model._default_manager.filter(**{model.USERNAME_FIELD: username}).first()
    if user is None or not user.is_active:
        raise CommandError(f"There is no active user {username!r}.")
    return Actor(name, user=str(user.pk), fingerprint=fingerprint(user))
