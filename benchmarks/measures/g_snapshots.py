"""(g) Bytes: what an answer of the assistant costs on the wire, at 50 tokens a second.

A snapshot tells all of the text so far, a delta only what is new. Counted are the bytes of all
frames' payloads, and of the deltas' those that carry text, beside the bytes of the text itself.
"""

import orjson

from benchmarks.figures import Figure, Sample
from benchmarks.hearing import answered, crowd, rooms
from benchmarks.loads import Load
from benchmarks.measures.base import Measure, warm
from benchmarks.peers import ASSISTANT_DELTAS, ASSISTANT_SNAPSHOTS, Peer
from benchmarks.serving import Bench, Server

RATE = 50
ALL_BYTES = Figure("bytes sent, a byte of text")
TEXT_BYTES = Figure("bytes of frames with text, a byte of text")
FRAMES = Figure("frames")


def round_of(bench: Bench, peer: Peer, quick: bool) -> list[Sample]:
    with bench.serving(peer) as server:
        return bench.run(_answers(server, quick))


async def _answers(server: Server, quick: bool) -> list[Sample]:
    await warm(server)
    sizes = (50, 100) if quick else (200, 1_000, 4_000)
    return [await _answer(server, tokens) for tokens in sizes]


async def _answer(server: Server, tokens: int) -> Sample:
    load = Load(tokens, rate=RATE)
    async with crowd(server.dialect, server.port, rooms(server.dialect.chat, 1, f"g{tokens}-")) as (
        listener,
    ):
        complete = await answered([listener], load)
    payloads = [payload for _, payload in listener.frames]
    text = sum(len(server.dialect.text(payload).encode()) for payload in payloads)
    figures = {
        ALL_BYTES: sum(map(len, payloads)) / max(1, text),
        TEXT_BYTES: sum(len(p) for p in payloads if _tells_text(p)) / max(1, text),
        FRAMES: float(len(payloads)),
    }
    notes = () if complete else ("the answer did not end",)
    name = f"an answer of {tokens:,} tokens"
    return Sample(name, server.peer.name, figures, lost=listener.lost(load), notes=notes)


def _tells_text(payload: bytes) -> bool:
    frame = orjson.loads(payload)
    if frame["type"] == "ai_response":
        return bool(frame["content"]["raw_response"])
    return bool(frame["type"] == "ai_delta")


MEASURE = Measure("g", "bytes of an answer", (ASSISTANT_SNAPSHOTS, ASSISTANT_DELTAS), round_of)
