"""What the engine promises holds for the assistant."""

from chatstream.assistant.tests.asking import ended, path
from llm.scripts import tokens
from realtime.testing import Frame
from realtime.testing.attacks import Service, sends_once, stands_nonsense, survives_cuts

ASK = {"type": "chat", "content": "你好"}
WORDS = tuple(f"{number}。" for number in range(30))


def said(frame: Frame) -> str:
    return str(frame["content"]) if frame["type"] == "ai_delta" else ""


SNAPSHOTS = Service(path("ada"), ASK, lambda frame: "", ended)
DELTAS = Service(path("ada", stream="delta"), ASK, said, ended)


async def test_hanging_up_costs_nothing(upstream) -> None:
    await upstream((tokens(*WORDS, delay=0.02),))
    assert await survives_cuts(DELTAS) > 1


async def test_what_is_asked_often_is_answered_once(upstream) -> None:
    await upstream((tokens(*WORDS),))
    await sends_once(SNAPSHOTS)


async def test_nonsense_is_answered(offline) -> None:
    await stands_nonsense(SNAPSHOTS)
