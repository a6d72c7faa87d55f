"""Logs of runs, made up; and what a socket is sent of one, on a clock that the test owns."""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from hypothesis import strategies as st

from chatstream.assistant import frames
from realtime.entries import STARTED, TEXT, TEXT_ENDED, Entry, merged
from realtime.frames import EventFrame
from realtime.hub import render_all
from realtime.pacing import Pacer
from realtime.rendering import Rendering
from realtime.states import ENDINGS, RunState

RUN = "Na05YxT0jMbgjU0Q"
FACTS = {
    "conversation_id": "0" * 32,
    "user_id": "user123",
    "room_id": "user_user123_room",
    "query": "你好",
}
BEGUN = (STARTED, {**FACTS, "agent": "Triage Agent", "at": 1})
WEATHER = {"source": "Triage Agent", "target": "Weather Agent", "at": 2}
CALL = {"tool": "get_weather", "call_id": "call_1"}

_texts = st.text(min_size=1, max_size=30).map(lambda text: (TEXT, {"text": text}))
_events = st.sampled_from(
    [
        (frames.MESSAGE_ENDED, {"at": 3}),
        (frames.HANDED_OFF, WEATHER),
        (frames.TOOL_CALLED, {**CALL, "arguments": {"place": "上海"}, "at": 4}),
        (frames.TOOL_RETURNED, {**CALL, "ok": True, "result": '{"sky":"晴"}', "at": 5}),
        (frames.CONTEXT_TOLD, {"context": {"notes": [1]}, "changed": ["notes"], "at": 6}),
        (frames.CONTEXT_TOLD, {"context": {"notes": []}, "changed": None, "at": 7}),
    ]
)


def log_of(*said: tuple[str, Any]) -> list[Entry]:
    """Return events of one run as a log."""
    offsets = count(1)
    return [Entry(1, next(offsets), RUN, kind, data) for kind, data in said]


@st.composite
def logs(draw: st.DrawFn) -> list[Entry]:
    """Runs that begin, say and do things, and end."""
    middle = draw(st.lists(st.one_of(_texts, _texts, _events), max_size=25))
    end = draw(st.sampled_from(sorted(ENDINGS)))
    return log_of(BEGUN, *middle, (TEXT_ENDED, {"characters": 1}), (end, {**FACTS, "reason": "r"}))


def said(text: Sequence[str]) -> list[Entry]:
    """Return the log of an answer that says these texts and nothing else."""
    texts = [(TEXT, {"text": token}) for token in text]
    end = (TEXT_ENDED, {"characters": 1}), (RunState.COMPLETED, {**FACTS, "reason": ""})
    return log_of(BEGUN, *texts, (frames.MESSAGE_ENDED, {"at": 9}), *end)


def heard(rendering: Rendering, log: Iterable[Entry]) -> list[EventFrame]:
    """Return all frames of a log to somebody who hears it whole, text merged."""
    found: list[EventFrame] = []
    known = None
    for entry in merged(log):
        known = rendering.fold(known, entry)
        found += rendering.frames(entry, known)
    return found


def paced(rendering: Rendering, log: Sequence[Entry], second: float) -> list[tuple[float, str]]:
    """Return what a socket is sent, and when, where an entry comes every so many seconds."""
    pacer = Pacer(rendering.wait, 0)
    sent: list[tuple[float, str]] = []
    position, known = 0, dict[str, Any]()

    def send(now: float) -> None:
        nonlocal position, known
        news = render_all(rendering, log[position : pacer.reach], known)
        sent.extend((now, frame) for _, encoded in news.told for frame in encoded)
        position, known = pacer.reach, dict(news.known)

    for number, entry in enumerate(log):
        now = number * second
        while pacer.due is not None and pacer.due <= now:
            at = pacer.due
            pacer.release(at)
            send(at)
        pacer.hear(entry, now)
        send(now)
    return sent
