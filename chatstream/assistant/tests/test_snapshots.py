"""The fold and the pacing: plain functions."""

from itertools import pairwise

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatstream.assistant import folding, frames
from chatstream.assistant.deltas import LEAST_CHARACTERS, MOST_SECONDS, Deltas
from chatstream.assistant.folding import folded
from chatstream.assistant.snapshots import Snapshots, response_of
from chatstream.assistant.tests.logs import BEGUN, CALL, FACTS, heard, log_of, logs, paced, said
from realtime.entries import TEXT, TEXT_ENDED, text_of
from realtime.frames import EventFrame
from realtime.states import RunState

AGENTS = [{"name": "Triage Agent", "tools": []}]
#: A machine that has much else to do takes longer than hypothesis allows.
patiently = settings(deadline=None)

SNAPSHOTS, DELTAS = Snapshots("Triage Agent", AGENTS), Deltas()
PROSE = (
    "The weather in Shanghai will stay mild through the weekend , with light rain on Saturday "
    "evening and a fresh wind from the north east ; take a thin jacket along if you are out late . "
)


def without_times(frame: EventFrame) -> dict[str, object]:
    return frame.model_dump(exclude={"timestamp"})


@patiently
@given(logs())
def test_the_last_snapshot_tells_all_that_the_log_holds(log) -> None:
    known = folded(log)
    assert known is not None
    assert known.text == text_of(log)
    assert "".join(message["content"] for message in known.messages) == known.text
    kinds = [entry.kind for entry in log]
    events = [event["type"] for event in known.events]
    assert events.count("tool_call") == kinds.count(frames.TOOL_CALLED)
    assert events.count("handoff") == kinds.count(frames.HANDED_OFF)
    assert events.count("message") == len(known.messages)
    assert len({event["id"] for event in known.events}) == len(known.events)


@patiently
@given(logs())
def test_each_snapshot_holds_the_one_before(log) -> None:
    contents = [frame.content for frame in heard(SNAPSHOTS, log) if hasattr(frame, "content")]
    told = [content for content in contents if isinstance(content, frames.ChatResponse)]
    for one, two in pairwise(told):
        assert two.raw_response.startswith(one.raw_response)
        assert two.events[: len(one.events)] == one.events
        assert two.messages[: len(one.messages)] == one.messages


@patiently
@given(logs(), st.data())
def test_who_comes_back_anywhere_gets_the_same_end(log, data) -> None:
    """The rest of a log, told by whoever folded its beginning, ends like the whole one."""
    place = data.draw(st.integers(0, len(log) - 1))
    for rendering in (SNAPSHOTS, DELTAS):
        known = None
        for entry in log[:place]:
            known = rendering.fold(known, entry)
        rest: list[EventFrame] = []
        for entry in log[place:]:
            known = rendering.fold(known, entry)
            rest += rendering.frames(entry, known)
        whole = heard(rendering, log)
        assert without_times(rest[-1]) == without_times(whole[-1])


@patiently
@given(logs())
def test_deltas_put_together_are_the_last_snapshot(log) -> None:
    texts, messages, events = "", [], []
    begun = 0
    for frame in heard(DELTAS, log):
        if isinstance(frame, frames.AiDelta):
            texts += frame.content
        elif isinstance(frame, frames.AiEvent) and frame.content["type"] != "context":
            events.append(frame.content)
            if frame.content["type"] == "message":
                messages.append({"content": texts[begun:], "agent": frame.content["agent"]})
                begun = len(texts)
    known = folded(log)
    assert known is not None
    assert (texts, messages) == (known.text, list(known.messages))
    plain = [{**event, "content": ""} for event in events if event["type"] == "message"]
    assert len(plain) == len(messages)
    assert [event["id"] for event in events] == [event["id"] for event in known.events]


@patiently
@given(logs(), st.floats(0.001, 2.0))
def test_pacing_loses_nothing_and_events_never_wait(log, second) -> None:
    for rendering in (SNAPSHOTS, DELTAS):
        sent = [(at, orjson.loads(frame)) for at, frame in paced(rendering, log, second)]
        last = [entry.offset for entry in log if entry.kind != TEXT]
        told = {frame["offset"]: at for at, frame in sent if "offset" in frame}
        for offset in last:
            assert offset not in told or told[offset] == (offset - 1) * second
        assert max(told) == log[-1].offset
        offsets = [frame["offset"] for _, frame in sent if "offset" in frame]
        assert offsets == sorted(set(offsets))


@patiently
@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=200), st.floats(0.001, 0.4))
def test_snapshots_of_a_growing_text_keep_their_distance(texts, second) -> None:
    log = said(texts)
    sent = [(at, orjson.loads(frame)) for at, frame in paced(SNAPSHOTS, log, second)]
    ends = (len(texts) + 0.5) * second  # then the message's end is told, at once
    growing = [(at, len(f["content"]["raw_response"])) for at, f in sent if at < ends][1:]
    assert growing[0][0] == second  # the first text, at once
    for (before, shorter), (at, longer) in pairwise(growing):
        assert at - before >= 0.05 - 1e-9
        assert (longer - shorter) * 32 >= shorter or at - before >= 1.0 - 1e-9


@pytest.mark.parametrize("tokens", [200, 1_000, 4_000])
def test_bytes_stay_in_proportion_to_the_text_at_50_tokens_a_second(tokens) -> None:
    words = [f"{word} " for word in PROSE.split()]
    log = said([words[number % len(words)] for number in range(tokens)])
    text = text_of(log)
    snapshots = sum(len(frame.encode()) for _, frame in paced(SNAPSHOTS, log, 0.02))
    deltas = [frame for _, frame in paced(DELTAS, log, 0.02) if '"ai_delta"' in frame]
    assert "".join(orjson.loads(frame)["content"] for frame in deltas) == text
    assert snapshots <= 60 * len(text)
    assert sum(map(len, deltas)) <= 2 * len(text)


@patiently
@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=60), st.floats(0.001, 0.1))
def test_a_delta_is_mostly_text_unless_its_model_is_slow(texts, second) -> None:
    log = said(texts)
    sent = [(at, orjson.loads(frame)) for at, frame in paced(DELTAS, log, second)]
    deltas = [(at, frame) for at, frame in sent if frame["type"] == "ai_delta"]
    assert deltas[0][0] == second
    for (before, _), (at, frame) in pairwise(deltas):
        ends = at > (len(texts) + 0.5) * second
        assert (
            len(frame["content"]) >= LEAST_CHARACTERS or at - before >= MOST_SECONDS - 1e-9 or ends
        )


def test_no_frame_outgrows_what_clients_take() -> None:
    """A very long text of the longest letters, and tools that say much, all at once."""
    result = {**CALL, "ok": True, "result": "\x01" * 8_000, "at": 1}
    call = {**CALL, "arguments": {"place": "长" * 1_000}, "at": 1}
    tools = [(frames.TOOL_CALLED, call), (frames.TOOL_RETURNED, result)] * 50
    context = {"notes": "\x01" * 4_900}
    text: dict[str, object] = {"text": "\x01" * 50_000}
    log = log_of(
        BEGUN,
        (frames.CONTEXT_TOLD, {"context": context, "changed": ["notes"], "at": 1}),
        *tools,
        *[(TEXT, text)] * 4,
        (TEXT_ENDED, {"characters": 1}),
        (RunState.COMPLETED, {**FACTS, "reason": ""}),
    )
    told = heard(SNAPSHOTS, log)
    assert max(len(frame.encoded().encode()) for frame in told) < 768_000
    completion = told[-1]
    assert isinstance(completion, frames.AiCompletion)
    assert completion.metadata == {"truncated": True}
    assert 0 < len(completion.content["raw_response"]) * 6 <= folding.TEXT_BYTES
    assert completion.content["events"][-1]["metadata"] is None
    assert max(len(frame.encoded().encode()) for frame in heard(DELTAS, log)) < 768_000


def test_a_run_that_was_stopped_before_it_began_ends_in_words() -> None:
    log = log_of((TEXT_ENDED, {"characters": 0}), (RunState.STOPPED, {**FACTS, "reason": ""}))
    [completion] = heard(SNAPSHOTS, log)
    content = completion.model_dump()["content"]
    assert (content["stopped"], content["current_agent"]) == (True, "Triage Agent")
    assert completion.model_dump()["room_id"] == FACTS["room_id"]
    [ended] = heard(DELTAS, log)
    assert ended.model_dump()["content"]["stopped"] is True


def test_a_snapshot_is_worded_as_the_document_has_it() -> None:
    known = folded(log_of(BEGUN, (TEXT, {"text": "今天是晴天"})))
    assert known is not None
    assert response_of(known).model_dump() == {
        "conversation_id": "0" * 32,
        "current_agent": "Triage Agent",
        "messages": (),
        "events": (),
        "context": {},
        "agents": (),
        "raw_response": "今天是晴天",
        "guardrails": (),
    }
