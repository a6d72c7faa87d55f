"""A client that comes back: it asks for what it missed, and notes how long that took."""

import time
from collections.abc import Sequence
from typing import NamedTuple

import orjson

from benchmarks.hearing import Listener, all_ended, answered
from benchmarks.loads import Load
from benchmarks.serving import Server


class Cut(NamedTuple):
    """Where a client was when its connection broke, and what it had heard until then."""

    path: str
    heard: list[tuple[int, bytes]]
    offset: int
    epoch: str
    #: Events of the log after that place.
    missed: int


class Return(NamedTuple):
    """How long a return took in seconds, from connecting on; and tokens that were lost by it."""

    first: float
    everything: float
    lost: int


async def cut_off(server: Server, room: str, load: Load) -> Cut:
    """Have an answer from its beginning to its end; return as if cut after its first text."""
    path = server.dialect.chat.format(room=room)
    listener = Listener(server.dialect, ends=lambda payload: b'"type":"state"' in payload)
    await listener.connect(server.port, f"{path}?since=0")
    try:
        if not await all_ended([listener]):
            raise RuntimeError("no state came")
        epoch = orjson.loads(listener.frames[0][1])["epoch"]
        if not await answered([listener], load):
            raise RuntimeError("the answer did not end")
    finally:
        listener.leave()
    return _cut(path, listener, epoch)


def _cut(path: str, listener: Listener, epoch: str) -> Cut:
    frames = [(came, orjson.loads(payload)) for came, payload in listener.frames]
    place = next(at for at, (_, frame) in enumerate(frames) if frame["type"] == "chunk")
    offset = frames[place][1]["offset"]
    return Cut(path, listener.frames[: place + 1], offset, epoch, frames[-1][1]["offset"] - offset)


async def come_back(server: Server, cut: Cut, load: Load) -> Return:
    """Reconnect with offset and epoch; return when the answer's end has come."""
    listener, began = Listener(server.dialect), time.time_ns()
    await listener.connect(server.port, f"{cut.path}?since={cut.offset}&epoch={cut.epoch}")
    ended = await all_ended([listener])
    listener.leave()
    if not ended or not orjson.loads(listener.frames[0][1])["recovered"]:
        return Return(0.0, 0.0, load.tokens)
    first, everything = listener.frames[1][0] - began, listener.frames[-1][0] - began
    listener.frames[:0] = cut.heard
    return Return(first / 1e9, everything / 1e9, listener.lost(load))


async def come_back_often(server: Server, cut: Cut, load: Load, times: int) -> Sequence[Return]:
    """Come back again and again, one return after the other."""
    return [await come_back(server, cut, load) for _ in range(times)]
