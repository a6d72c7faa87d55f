"""Attacks on a service of your own, in-process: what the engine promises must hold for it too.

    SERVICE = Service("/ws/parrot/left", {"text": "hello"}, text=said, ends=is_type("ended"))

    async def test_cuts_cost_nothing(running_engine):
        assert await survives_cuts(SERVICE) > 3

Each raises AssertionError where the promise does not hold. Those on whole processes, networks and
databases are the project's own: `make faults`.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any
from unittest import TestCase

from realtime.errors import CloseCode
from realtime.testing import Client, Frame, with_query

#: What no client should send. Some of it may be a fine command to a service: it is answered then.
NONSENSE = (
    *("", "{", "[]", "null", "7", '"text"', "[" * 5_000, '{"a":' * 200 + "1" + "}" * 200),
    *('{"type":"room.notice"}', '{"type":"websocket.send"}', '{"type":"__init__"}', '{"type":7}'),
    *('{"client_message_id":7}', '{"client_message_id":""}', '{"type":"stop","run":[]}'),
    *('{"text":"\\u0000"}', '{"text":"\\ud800"}', '{"text":1e400}', '{"text":{"text":[null]}}'),
)


@dataclass(frozen=True)
class Service:
    """A service as its clients know it, and one question to it."""

    path: str
    command: Frame
    #: The text that a frame adds to an answer; "" for all other frames.
    text: Callable[[Frame], str]
    #: Whether a frame ends an answer.
    ends: Callable[[Frame], bool]


@dataclass
class _Reader:
    """A client that keeps its place. Offsets must grow, and nothing may be missing."""

    service: Service
    epoch: str = ""
    offset: int = 0
    answer: str = ""
    ended: bool = False
    connections: int = 0
    runs: set[str] = field(default_factory=set)

    def connected(self) -> Client:
        place: dict[str, Any] = {"since": self.offset}
        if self.epoch:
            place["epoch"] = self.epoch
        self.connections += 1
        return Client(with_query(self.service.path, place))

    async def enter(self, client: Client) -> None:
        """Hear where it stands, on a connection of its own."""
        resumed = await client.receive()
        assert resumed["type"] == "resumed", f"the first frame is {resumed}"
        assert resumed["recovered"] or not self.epoch, f"not recovered from {self.offset}"
        self.epoch = resumed["epoch"]
        if not resumed["recovered"]:
            self.offset = (await client.receive())["offset"]

    def hear(self, frame: Frame) -> bool:
        """Take in a frame; return whether it has a place in the room's log."""
        if "offset" not in frame or frame["type"] == "accepted":
            return False
        assert frame["offset"] > self.offset, f"after {self.offset} came {frame}"
        self.offset = frame["offset"]
        if "run" not in frame:  # an app's own: a message, who is there
            return True
        self.runs.add(frame["run"])
        self.answer += self.service.text(frame)
        self.ended = self.ended or self.service.ends(frame)
        return True

    async def read(self, client: Client, frames: float = float("inf")) -> None:
        """Hear an answer's frames, so many or to its end."""
        while frames > 0 and not self.ended:
            frames -= self.hear(await client.receive())


async def survives_cuts(service: Service, *, frames: int = 1) -> int:
    """Ask once and hang up after every so many frames; return how often that was.

    What is put together over all connections must be what one undisturbed client heard.
    """
    witness, traveller = _Reader(service), _Reader(service)
    async with witness.connected() as still:
        await witness.enter(still)
        async with traveller.connected() as client:
            await traveller.enter(client)
            await client.send(**service.command)
            await traveller.read(client, frames)
        while not traveller.ended:
            async with traveller.connected() as client:
                await traveller.enter(client)
                await traveller.read(client, frames)
        await witness.read(still)
    assert witness.answer, "the answer has no text"
    assert traveller.answer == witness.answer, f"{traveller.answer!r} is not {witness.answer!r}"
    return traveller.connections - 1


async def sends_once(service: Service, *, times: int = 3) -> None:
    """Send one command so many times at once, each on a socket of its own: one run answers it."""
    command = {**service.command, "client_message_id": token_hex(8)}
    reader = _Reader(service)
    async with reader.connected() as witness:
        await reader.enter(witness)
        told = await asyncio.gather(*(_accepted(service, command) for _ in range(times)))
        await reader.read(witness)
        told.append(await _accepted(service, command))
        assert await witness.hears_nothing(), "it was answered again"
    assert {frame["run"] for frame in told} == reader.runs, f"{told} is more than one run"
    assert sum(not frame["repeat"] for frame in told) == 1, f"{told} is more than one first time"


async def _accepted(service: Service, command: Frame) -> Frame:
    async with Client(service.path) as client:
        await client.send(**command)
        return (await client.until(lambda frame: frame["type"] == "accepted"))[-1]


async def stands_nonsense(service: Service) -> None:
    """Send what no client should; each time it must answer or close, and log no failure of its own.

    Then it must still answer the question.
    """
    with TestCase().assertNoLogs("realtime", "ERROR"):
        for text in NONSENSE:
            async with Client(service.path) as client:
                await client.send_text(text)
                assert await _answers(client), f"{text[:60]} was met with silence"
    reader = _Reader(service)
    async with reader.connected() as client:
        await reader.enter(client)
        await client.send(**service.command)
        await reader.read(client)


async def _answers(client: Client) -> bool:
    """Return whether the server says something, or closes for a reason of the client's."""
    try:
        return await client.hear() not in (1011, CloseCode.INTERNAL)
    except TimeoutError:
        return False
