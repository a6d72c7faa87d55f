"""The assistant's rooms: one of each user's own, and shared ones that a name opens."""

from typing import NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser

from realtime.keys import RoomKey

SERVICE = "assistant"
USER, SHARED = "user", "room"

#: Under which service a room's conversation is kept: a user and a room may bear one name.
CONVERSATIONS = {USER: "assistant", SHARED: "assistant-room"}

_BEGIN, _END = "user_", "_room"


def private_room(user_id: str) -> RoomKey:
    """Return the room in which all sockets of one user are."""
    return RoomKey(SERVICE, USER, user_id)


def room_named(room_id: str) -> RoomKey:
    """Return the room that clients know by a name: `user_<id>_room` is that user's own."""
    private = room_id.startswith(_BEGIN) and room_id.endswith(_END)
    user_id = room_id[len(_BEGIN) : -len(_END)]
    if private and user_id:
        return private_room(user_id)
    return RoomKey(SERVICE, SHARED, room_id)


def room_id_of(room: RoomKey) -> str:
    """Return the name by which clients know a room."""
    return f"{_BEGIN}{room.name}{_END}" if room.kind == USER else room.name


class Conversing(NamedTuple):
    """Whose conversation it is: what its row is found by."""

    service: str
    name: str


def conversing(room: RoomKey) -> Conversing:
    """Return where a room's conversation is kept."""
    return Conversing(CONVERSATIONS[room.kind], room.name)


def room_of(service: str, name: str) -> RoomKey | None:
    """Return the room of a conversation, None for one of another service."""
    kinds = {kept: kind for kind, kept in CONVERSATIONS.items()}
    return RoomKey(SERVICE, kinds[service], name) if service in kinds else None


def opens_shared_rooms(user: AbstractBaseUser, _room_id: str) -> bool:
    """The rule for signed-in users: staff may enter shared rooms; others need a ticket for one."""
    return bool(getattr(user, "is_staff", False))
