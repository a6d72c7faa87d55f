"""Names of rooms, and how they map onto the channel layer."""

from hashlib import sha256
from typing import NamedTuple

#: Longest name of a room, in characters: what its database column holds.
MAX_NAME_LENGTH = 255


class RoomKey(NamedTuple):
    """Who hears what. Two services never share a room, whatever the names say."""

    service: str
    kind: str
    name: str

    @property
    def group(self) -> str:
        """The channel-layer group: ASCII and under 100 characters, whatever the name holds."""
        digest = sha256("\0".join(self).encode()).hexdigest()
        return f"room.{self.service}.{digest[:40]}"
