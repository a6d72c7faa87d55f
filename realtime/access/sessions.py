"""A browser's session as a right to speak. Called in threads: it reads the database."""

from collections.abc import Collection, Iterable
from importlib import import_module
from math import inf
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from realtime.access.actors import Actor
from realtime.access.owners import owns
from realtime.errors import NotAllowed, NotAuthenticated
from realtime.keys import RoomKey


class _Copy(dict[str, Any]):
    """A session's contents: what Django's get_user wants to change of it stays here.

    No response goes out in which a new session key could travel.
    """

    def flush(self) -> None:
        self.clear()

    def cycle_key(self) -> None:
        return


def session_store() -> type[SessionBase]:
    """Return the class of sessions that the project has chosen."""
    store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
    return store


def session_actor(key: str, room: RoomKey) -> Actor:
    """Return who a session speaks for in a room.

    Raises NotAuthenticated where nobody is signed in, NotAllowed where the room is another's.
    """
    session = session_store()(key)
    user: Any = get_user(SimpleNamespace(session=_Copy(session.items())))  # type: ignore[arg-type]
    if not (user.is_authenticated and user.is_active):
        raise NotAuthenticated("nobody is signed in")
    until = inf if _can_be_asked() else session.get_expiry_date().timestamp()
    return user_actor(user, room, session=key, until=until)


def user_actor(
    user: AbstractBaseUser, room: RoomKey, *, session: str = "", until: float = inf
) -> Actor:
    """Return a signed-in user as an actor in a room that is theirs. Raises NotAllowed."""
    if not owns(user, room):
        raise NotAllowed("this room is another user's")
    return Actor(
        user.get_username(),
        user=str(user.pk),
        fingerprint=fingerprint(user),
        session=session,
        until=until,
    )


def fingerprint(user: AbstractBaseUser) -> str:
    """Return what changes with a user's password, or with being staff; its beginning tells."""
    staff = "s" if getattr(user, "is_staff", False) else ""
    return user.get_session_auth_hash()[:16] + staff


def _can_be_asked() -> bool:
    """Whether a session's end can be seen from outside: cookies that hold it all cannot be."""
    return not settings.SESSION_ENGINE.endswith("signed_cookies")


def living_sessions(keys: Collection[str]) -> set[str]:
    """Return the keys of sessions that are still there."""
    store = session_store()
    if not _can_be_asked():
        return set(keys)
    if hasattr(store, "get_model_class"):  # rows: one query for all
        rows = store.get_model_class().objects.filter(expire_date__gt=timezone.now())
        return set(rows.only("session_key").in_bulk(list(keys)))
    return set(_existing(store(), keys))


def _existing(store: SessionBase, keys: Iterable[str]) -> Iterable[str]:
    return (key for key in keys if store.exists(key))
