"""What the writer commits: what runs say, and units of work."""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Generic, NamedTuple, TypeVar

from realtime.entries import is_text, pieces, text_named
from realtime.errors import StorageBusy
from realtime.log import Append

T = TypeVar("T")
R = TypeVar("R")


class Said(NamedTuple):
    """An event of a running run, on its way into the log."""

    room: int
    run: str
    lease: str
    kind: str
    data: dict[str, Any]


class Unit(Generic[T, R]):
    """Work that commits whole or not at all; its future resolves on the loop afterwards.

    `work` may be tried several times, each after a rollback: it touches nothing but the
    database. `then` turns its result into the future's; it runs on the loop before anything
    that was committed later is reported there. `deadline` is a time of the monotonic clock,
    None for as long as it takes.
    """

    def __init__(
        self,
        work: Callable[[], T],
        then: Callable[[T], R],
        future: "asyncio.Future[R]",
        deadline: float | None,
    ) -> None:
        self.work = work
        self.then = then
        self.future = future
        self.deadline = deadline
        self.result: T
        self.error: Exception | None = None

    def attempt(self) -> None:
        self.error = None
        self.result = self.work()

    def expire(self) -> bool:
        """Return whether the deadline has passed; the error is then set."""
        if self.deadline is None or time.monotonic() < self.deadline:
            return False
        self.error = StorageBusy()
        return True

    def resolve(self) -> None:
        """Hand result or error to whoever waits; on the loop."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.then(self.result))


Item = Said | Unit[Any, Any]
Step = list[Append] | Unit[Any, Any]


def planned(batch: Iterable[Item]) -> Iterator[Step]:
    """Gather what runs said between two units, by run. Order within a run is kept."""
    said: dict[tuple[str, str], list[Said]] = {}
    for item in batch:
        if isinstance(item, Said):
            said.setdefault((item.run, item.lease), []).append(item)
            continue
        if said:
            yield _appends(said)
            said = {}
        yield item
    if said:
        yield _appends(said)


def _appends(said: dict[tuple[str, str], list[Said]]) -> list[Append]:
    return [
        Append(items[0].room, run, list(_events(items)), lease)
        for (run, lease), items in said.items()
    ]


def _events(items: Sequence[Said]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Join neighbouring texts; usually there is one event, which is whole as it was said."""
    if len(items) == 1:
        yield items[0].kind, items[0].data
        return
    for text, group in groupby(items, _text_of):
        if text is None:
            yield from ((item.kind, item.data) for item in group)
            continue
        first, *others = group
        whole = "".join([first.data["text"], *(item.data["text"] for item in others)])
        for piece in pieces(whole):
            yield first.kind, {**first.data, "text": piece}


def _text_of(item: Said) -> Any:
    """Return which text an item is a piece of, None for what is no text."""
    return text_named(item.kind, item.data) if is_text(item.kind) else None
