"""Which rooms a signed-in user owns: each service says it once, when its app is ready."""

from collections.abc import Callable

from django.contrib.auth.base_user import AbstractBaseUser

from realtime.keys import RoomKey

#: Whether a user owns the room of this name. It may ask the database; it runs in a thread.
OwnerRule = Callable[[AbstractBaseUser, str], bool]

_rules: dict[tuple[str, str], OwnerRule] = {}


def bears_its_name(user: AbstractBaseUser, name: str) -> bool:
    """The rule for rooms of users: they are named like them."""
    return user.get_username() == name


def register_rooms(service: str, kind: str, owned_by: OwnerRule = bears_its_name) -> None:
    """Make a service's kind of room known, and who of the signed-in users owns one."""
    _rules[service, kind] = owned_by


def known_rooms() -> tuple[tuple[str, str], ...]:
    """Return service and kind of all rooms that there can be."""
    return tuple(_rules)


def owns(user: AbstractBaseUser, room: RoomKey) -> bool:
    """Return whether a user owns a room; False for rooms that no service knows."""
    rule = _rules.get((room.service, room.kind))
    return rule is not None and rule(user, room.name)
