"""Who is there to hear a broadcast."""

from collections.abc import Mapping
from typing import NamedTuple

from chatstream.assistant.rooms import SERVICE, room_id_of
from realtime.keys import RoomKey
from realtime.models import Presence, Room


class Audience(NamedTuple):
    """Rooms, by id and by the name that clients know, and how many sockets are in them."""

    rooms: list[tuple[int, str]]
    sockets: int


def audience(only: RoomKey | None, here: Mapping[int, int], process: str) -> Audience:
    """Return who hears a broadcast, to one room or to all.

    `here` counts this process's sockets by room; of others' the rows tell.
    """
    present = Presence.objects.filter(room__service=SERVICE).exclude(process=process)
    rooms = Room.objects.filter(service=SERVICE)
    if only is not None:
        rooms = rooms.filter(kind=only.kind, name=only.name)
        present = present.filter(room__in=rooms)
    else:
        rooms = rooms.filter(pk__in={*here, *present.values_list("room", flat=True)})
    found = list(rooms)
    sockets = present.count() + sum(here.get(room.pk, 0) for room in found)
    return Audience([(room.pk, room_id_of(room.key)) for room in found], sockets)
