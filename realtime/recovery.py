"""Whether a client that comes back can be given exactly what it missed."""

from typing import NamedTuple

#: Digits of the largest offset that a database holds; `int` refuses texts of more than 4,300.
OFFSET_DIGITS = 19


class Place(NamedTuple):
    """Where a client says that it was."""

    epoch: str
    offset: int

    @classmethod
    def asked(cls, since: str, epoch: str) -> "Place":
        """Read `?since=&epoch=`; what is no offset counts as never having been here."""
        given = since.isascii() and since.isdecimal() and len(since) <= OFFSET_DIGITS
        return cls(epoch, int(since) if given else 0)


class Log(NamedTuple):
    """What the room's log still has: offsets above `pruned_to`, up to `offset`."""

    epoch: str
    offset: int
    pruned_to: int


def recoverable(place: Place, log: Log) -> bool:
    """Return True if every event after `place` is in the log; never partially."""
    return (
        place.offset > 0
        and place.epoch == log.epoch
        and log.pruned_to <= place.offset <= log.offset
    )
