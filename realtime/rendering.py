"""Renderings: how a service words its log for its sockets.

Most word each entry by itself: a function is enough. One whose frames tell more than their entry,
such as snapshots of all that a run has said, remembers what came before; one that shall not send
text as fast as it is written has a pace.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, ClassVar

from realtime.entries import Entry
from realtime.frames import EventFrame

#: Words an entry in a dialect. It is called once an entry and rendering, however many sockets
#: hear the result.
Renderer = Callable[[Entry], Iterable[EventFrame]]


class Rendering:
    """One way to word a service's log; each instance is shared by all sockets that hear it."""

    #: Whether text may have to wait for more of it, as `wait` says.
    paced: ClassVar[bool] = False
    #: Whether `frames` needs what `fold` has made of the run's earlier entries.
    remembers: ClassVar[bool] = False

    def wait(self, told: int, waiting: int, seconds: float) -> float:
        """Return for how many seconds a run's text must still wait for more, 0 or less for none.

        `told` characters of it were told, more than none, the last of them `seconds` ago; `waiting`
        were not. The first text of a run never waits, and an event takes along what waits.
        """
        return 0.0

    def fold(self, known: Any, entry: Entry) -> Any:
        """Return what is known of a run after an entry; `known` is None before its first.

        A value, never changed: sockets that are elsewhere in the log hold earlier ones.
        """
        return None

    def frames(self, entry: Entry, known: Any) -> Iterable[EventFrame]:
        """Word an entry. `known` is what `fold` has made of its run, with this entry."""
        raise NotImplementedError


class _ByEntry(Rendering):
    """Words each entry by itself."""

    def __init__(self, render: Renderer) -> None:
        self._render = render

    def frames(self, entry: Entry, known: Any) -> Iterable[EventFrame]:
        return self._render(entry)


@cache
def rendering(worded: Renderer | Rendering) -> Rendering:
    """Return a rendering for what a service declares: the same one each time."""
    return worded if isinstance(worded, Rendering) else _ByEntry(worded)
