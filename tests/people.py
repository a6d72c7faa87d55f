"""Users, sessions and tickets of a server that runs as a process of its own."""

import json
from dataclasses import dataclass

from tests.server import ServerProcess, manage

_MAKE = """
import json
from django.contrib.auth import get_user_model, login
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from realtime.access import Actor, ticket_for
from realtime.access.sessions import user_actor
from realtime.keys import RoomKey
service, kind = {rooms!r}
made = []
for name in {names!r}:
    request = HttpRequest()
    request.session = SessionStore()
    user, _ = get_user_model().objects.get_or_create(username=name)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session.save()
    room = RoomKey(service, kind, name)
    ticket, _ = ticket_for(user_actor(user, room), room)
    made.append([user.pk, request.session.session_key, ticket])
print(json.dumps(made))
"""

_KNOWN = """
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
user = get_user_model().objects.get(pk={key})
session = Session.objects.get(pk={session!r})
"""


_SIGNS_OUT = """
from django.contrib.auth import logout
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
request = HttpRequest()
request.session, request.user = SessionStore(session.session_key), user
logout(request)
"""

#: What may happen to a user, and whether it ends the tickets that they have got as well.
DEEDS = {
    "signs out": (_SIGNS_OUT, True),
    "is deactivated": ("user.is_active = False\nuser.save()", True),
    "is deactivated among many": (
        "get_user_model().objects.filter(pk=user.pk).update(is_active=False)",
        True,
    ),
    "is deleted": ("user.delete()", True),
    "gets a new password": ("user.set_password('another one')\nuser.save()", True),
    "has a session that is deleted": ("session.delete()", False),
    "has a session that expires": (
        "from django.utils import timezone\nsession.expire_date = timezone.now()\nsession.save()",
        False,
    ),
}


@dataclass(frozen=True, slots=True)
class Person:
    """A user who is signed in, and has got a ticket for the room that is named like them."""

    server: ServerProcess
    name: str
    key: int
    session: str
    ticket: str

    @property
    def cookie(self) -> dict[str, str]:
        return {"Cookie": f"sessionid={self.session}"}

    @property
    def known(self) -> str:
        """Python that finds this person's `user` and `session`."""
        return _KNOWN.format(key=self.key, session=self.session)


def signed_in(
    server: ServerProcess, *names: str, rooms: tuple[str, str] = ("typewriter", "user")
) -> list[Person]:
    """Make users, signed in with sessions of their own; users of these names may be there."""
    made = json.loads(happens(server, _MAKE.format(names=names, rooms=rooms)))
    return [Person(server, name, *facts) for name, facts in zip(names, made, strict=True)]


def happens(server: ServerProcess, python: str) -> str:
    """Run code in the server's project, as another process would; return what it prints."""
    return _manage(server, "shell", "--no-imports", "-c", python)


def ticket(server: ServerProcess, room: str, *more: str) -> str:
    """Issue a ticket for a room of the typewriter chat."""
    return _manage(server, "issue_ticket", "typewriter", room, *more).strip()


def revoke(server: ServerProcess, *whose: str) -> None:
    """Void the tickets of an actor or a user."""
    _manage(server, "revoke_tickets", *whose)


def _manage(server: ServerProcess, *arguments: str) -> str:
    done = manage(server.folder, *arguments, ACCESS="ticket")
    if done.returncode:
        raise RuntimeError(f"{arguments[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout
