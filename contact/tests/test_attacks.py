"""What the engine promises holds for the contact desk, within one process."""

from realtime.testing import Frame
from realtime.testing.attacks import Service, sends_once, stands_nonsense, survives_cuts


def said(frame: Frame) -> str:
    return str(frame["text"]) if frame["type"] == "delta" else ""


DESK = Service(
    "/contact?client_id=0b5b8a52-9d0f-4f5e-8a3c-6d1f8f6f2c11&stream=delta",
    {"type": "chat_message", "message": "hello"},
    said,
    lambda frame: frame["type"] == "answer_ended",
)


async def test_hanging_up_costs_nothing(offline) -> None:
    assert await survives_cuts(DESK) > 1


async def test_what_is_sent_often_is_said_once(offline) -> None:
    await sends_once(DESK)


async def test_nonsense_is_answered(offline) -> None:
    await stands_nonsense(DESK)
