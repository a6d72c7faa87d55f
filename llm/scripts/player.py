"""Plays a reply: steps become the bytes of a Chat Completions stream."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from itertools import count
from typing import Any

from llm import wire
from llm.pacing import Pace
from llm.scripts.steps import CallTool, Disconnect, Fail, Finish, Raw, Reply, Stall, Step, Tokens


class DisconnectedError(Exception):
    """The script says: cut the connection now."""


async def play(reply: Reply, request: dict[str, Any]) -> AsyncGenerator[bytes, None]:
    """Yield what to write, each piece in a write of its own. Raises DisconnectedError."""
    writer = _Writer(reply, request)
    for step in _with_finish(reply):
        if isinstance(step, Stall):
            await asyncio.Event().wait()
        if isinstance(step, Disconnect):
            raise DisconnectedError
        pace = Pace(step.delay if isinstance(step, Tokens | CallTool) else 0)
        for written in writer.writes(step):
            await pace.next()
            yield written


def _with_finish(reply: Reply) -> Reply:
    """Add the usual end to a reply that does not end in its own way."""
    own_end = isinstance(reply[-1], Finish | Raw | Stall | Disconnect)
    return reply if own_end else (*reply, Finish())


class _Writer:
    """The bytes of a reply's steps, all under the id of one completion."""

    def __init__(self, reply: Reply, request: dict[str, Any]) -> None:
        self._reply = reply
        self._request = request
        self._completion = wire.Completion("scripted")
        self._indexes = count()

    def writes(self, step: Step) -> Iterator[bytes]:
        """Yield what a step writes; steps that write nothing have been seen to before."""
        match step:
            case Tokens():
                yield from self._text(step)
            case CallTool():
                yield from self._call(step, next(self._indexes))
            case Raw():
                yield step.data
            case Finish():
                yield self._finish(step)
            case Fail() | Stall() | Disconnect():
                raise ValueError(f"{step} stands where it cannot be played")

    def _text(self, step: Tokens) -> Iterator[bytes]:
        a_write = 1 if step.delay else step.a_write
        for start in range(0, len(step.texts), a_write):
            yield b"".join(map(self._completion.text, step.texts[start : start + a_write]))

    def _call(self, step: CallTool, index: int) -> Iterator[bytes]:
        yield self._completion.tool_call_begins(index, step.call_id, step.name)
        size = -(-len(step.arguments_json) // step.pieces) or 1
        for start in range(0, len(step.arguments_json), size):
            piece = step.arguments_json[start : start + size]
            yield self._completion.tool_call_goes_on(index, piece)

    def _finish(self, step: Finish) -> bytes:
        called = any(isinstance(other, CallTool) for other in self._reply)
        end = self._completion.finish(step.reason or ("tool_calls" if called else "stop"))
        options = self._request.get("stream_options") or {}
        if step.usage and options.get("include_usage"):
            read = len(self._request.get("messages", ()))
            spoken = sum(len(other.texts) for other in self._reply if isinstance(other, Tokens))
            end += self._completion.usage(wire.usage(read, spoken))
        return end + wire.DONE if step.done else end
