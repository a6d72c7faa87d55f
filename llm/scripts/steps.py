"""What a scripted model does: steps make a reply, replies make a script."""

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Tokens:
    """Text, a chunk for each of `texts`, one every `delay` seconds.

    Without a delay `a_write` of them leave in one write, so that the upstream is always ahead.
    """

    texts: tuple[str, ...]
    delay: float = 0.0
    a_write: int = 64


def tokens(*texts: str, delay: float = 0.0) -> Tokens:
    """Say `texts`, one chunk each."""
    return Tokens(texts, delay)


@dataclass(frozen=True, slots=True)
class CallTool:
    """Ask for a tool, the arguments cut into `pieces` chunks, one every `delay` seconds.

    `arguments_json` may be anything.
    """

    name: str
    arguments_json: str = "{}"
    call_id: str = "call_1"
    pieces: int = 1
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Fail:
    """Answer with an HTTP error instead. Only as a reply's first step.

    The client does not wait before its retries: `retry-after-ms` says so.
    """

    status: int
    body: bytes = b'{"error": {"message": "scripted", "type": "scripted", "code": null}}'
    headers: Mapping[str, str] = field(default_factory=lambda: {"retry-after-ms": "1"})


@dataclass(frozen=True, slots=True)
class Raw:
    """Send these bytes as they are."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Stall:
    """Say nothing more, and keep the connection open until the client leaves."""


@dataclass(frozen=True, slots=True)
class Disconnect:
    """Cut the connection in the middle of the response."""


@dataclass(frozen=True, slots=True)
class Finish:
    """The end that every reply has by itself. Written out, it says what is unlike the usual.

    `reason` None: `tool_calls` if the reply has some, or else `stop`.
    """

    reason: str | None = None
    usage: bool = True
    done: bool = True


Step = Tokens | CallTool | Fail | Raw | Stall | Disconnect | Finish
Reply = tuple[Step, ...]


@dataclass(slots=True)
class Received:
    """A request that reached a script. `over` is set when its reply has ended, either way.

    `peer` names the connection that it came by, "" in-process; `path` holds its query too.
    """

    body: dict[str, Any]
    headers: Mapping[str, str]
    peer: str = ""
    path: str = ""
    closed_early: bool = False
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Script:
    """One reply for each request, in order; the last one answers all further requests too.

    `calls` counts requests; `requests` keeps the last 1,000 of them; `asked` is set by the first.
    """

    def __init__(self, *replies: Reply | Step) -> None:
        self._replies: list[Reply] = [
            reply if isinstance(reply, tuple) else (reply,) for reply in replies
        ]
        self.calls = 0
        self.requests: deque[Received] = deque(maxlen=1000)
        self.asked = asyncio.Event()

    def receive(
        self, body: dict[str, Any], headers: Mapping[str, str], peer: str = "", path: str = ""
    ) -> tuple[Received, Reply]:
        """Note a request and return the reply to play."""
        reply = self._replies[min(self.calls, len(self._replies) - 1)]
        received = Received(body, headers, peer, path)
        self.calls += 1
        self.requests.append(received)
        self.asked.set()
        return received, reply
