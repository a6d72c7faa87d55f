import orjson
import pytest

from llm.chunks import TurnFolder
from llm.errors import (
    ModelCutOff,
    ModelError,
    ModelProtocolError,
    ModelRateLimited,
    ModelRejected,
    ModelUnavailable,
)
from llm.types import ArgumentsDelta, TextDelta, ToolRequested, TurnEnded, Usage


def chunk(delta: object = None, reason: str | None = None, **more: object) -> bytes:
    return orjson.dumps({"choices": [{"delta": delta, "finish_reason": reason}], **more})


def fragment(index: int | None, call_id: str | None, name: str | None, arguments: str) -> bytes:
    function = {"name": name, "arguments": arguments}
    return chunk({"tool_calls": [{"index": index, "id": call_id, "function": function}]})


def end_of(*payloads: bytes) -> list[ToolRequested | TurnEnded]:
    folder = TurnFolder()
    folder.fold(payloads)
    return folder.finish()


def test_the_texts_of_one_read_become_one_delta_that_counts_them() -> None:
    folder = TurnFolder()
    read = [chunk({"content": "你"}), chunk({"content": ""}), chunk({"content": "好"})]
    assert folder.fold(read) == TextDelta("你好", chunks=2)


def test_a_read_without_text_gives_no_delta() -> None:
    assert TurnFolder().fold([chunk({"role": "assistant", "content": None}), chunk()]) is None


def test_a_refusal_is_text() -> None:
    assert TurnFolder().fold([chunk({"content": None, "refusal": "No."})]) == TextDelta("No.")


def test_the_end_says_why_and_how_much() -> None:
    usage = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
    counted = orjson.dumps({"choices": [], "usage": usage})
    assert end_of(chunk({}, "length"), counted, b"[DONE]") == [TurnEnded("length", Usage(3, 2))]


@pytest.mark.parametrize("usage", [None, [], "many", {"prompt_tokens": "x"}])
def test_odd_usage_is_no_reason_to_fail(usage: object) -> None:
    assert end_of(chunk({}, "stop", usage=usage))[-1] in (
        TurnEnded("stop"),
        TurnEnded("stop", Usage(0, 0)),
    )


def test_done_without_a_reason_is_a_stop() -> None:
    assert end_of(chunk({"content": "x"}), b"[DONE]") == [TurnEnded("stop")]


def test_tool_calls_are_put_together_by_index() -> None:
    folder = TurnFolder()
    folder.fold([fragment(0, "a", "weather", ""), fragment(1, "b", "news", "")])
    folder.fold([fragment(0, None, None, '{"city"'), fragment(1, None, None, "{}")])
    folder.fold([fragment(0, None, None, ':"上海"}'), b"[DONE]"])
    assert folder.finish() == [
        ToolRequested("a", "weather", '{"city":"上海"}'),
        ToolRequested("b", "news", "{}"),
        TurnEnded("tool_calls"),
    ]


@pytest.mark.parametrize("index", [0, None])
def test_tool_calls_under_one_index_are_told_apart_by_their_ids(index: int | None) -> None:
    folder = TurnFolder()
    folder.fold([fragment(index, "a", "weather", "{"), fragment(index, None, None, "}")])
    folder.fold([fragment(index, "b", "news", "{}"), b"[DONE]"])
    assert folder.finish()[:-1] == [
        ToolRequested("a", "weather", "{}"),
        ToolRequested("b", "news", "{}"),
    ]


def test_a_tool_call_without_an_id_gets_one() -> None:
    request = end_of(fragment(0, None, "weather", "{}"), b"[DONE]")[0]
    assert isinstance(request, ToolRequested)
    assert request.call_id.startswith("call_")


@pytest.mark.parametrize(
    ("payloads", "error"),
    [
        ([], ModelProtocolError),
        ([chunk({"role": "assistant"})], ModelUnavailable),
        ([chunk({"content": "x"})], ModelCutOff),
    ],
)
def test_a_stream_that_just_ends_is_an_error(
    payloads: list[bytes], error: type[ModelError]
) -> None:
    with pytest.raises(error):
        end_of(*payloads)


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"message": "slow down", "type": "rate_limit_error"}, ModelRateLimited),
        ({"message": "paid?", "code": "insufficient_quota"}, ModelRateLimited),
        ({"message": "slow down", "code": 429}, ModelRateLimited),
        ({"message": "too long", "code": "context_length_exceeded"}, ModelRejected),
        ({"message": "bad", "code": 400, "type": "BadRequestError"}, ModelRejected),
        ({"message": "oops", "type": "server_error"}, ModelUnavailable),
        ("oops", ModelUnavailable),
    ],
)
def test_an_error_in_the_stream_is_raised_as_ours(told: object, error: type[ModelError]) -> None:
    with pytest.raises(error):
        end_of(orjson.dumps({"error": told}))


def test_an_error_beside_choices_and_an_old_form_of_it_are_seen() -> None:
    with pytest.raises(ModelUnavailable):
        end_of(chunk({"content": ""}, "error", error={"code": 502}))
    with pytest.raises(ModelRejected):
        end_of(b'{"object": "error", "message": "no", "code": 404}')


def test_a_server_error_after_text_cuts_the_answer_off_and_the_text_is_kept() -> None:
    folder = TurnFolder()
    read = [
        chunk({"content": "x"}),
        b'{"error": {"type": "server_error"}}',
        chunk({"content": "y"}),
    ]
    assert folder.fold(read) == TextDelta("x")
    assert folder.done
    with pytest.raises(ModelCutOff):
        folder.finish()


@pytest.mark.parametrize(
    "payload",
    [
        b"{",
        b"<html>",
        b"[]",
        b"null",
        b'{"choices": 1}',
        b'{"choices": [1]}',
        b'{"choices": [{"delta": "x"}]}',
        b'{"choices": [{"delta": {"content": ["x"]}}]}',
        b'{"choices": [{"delta": {"tool_calls": {}}, "x": 1}, 2], "choices": [{"delta": 5}]}',
        b'{"choices": [{"delta": {"tool_calls": [7]}}]}',
        b'{"choices": [{"delta": {"tool_calls": [{"function": "f"}]}}]}',
        b'{"choices": [{"delta": {}, "finish_reason": 5}]}',
    ],
)
def test_what_is_no_chunk_is_a_protocol_error(payload: bytes) -> None:
    with pytest.raises(ModelProtocolError):
        end_of(payload)


def test_arguments_are_told_as_they_grow_a_call_at_a_time_and_once() -> None:
    folder = TurnFolder()
    folder.fold([fragment(0, "a", "weather", '{"ci'), fragment(1, None, None, "{")])
    assert list(folder.grown()) == [ArgumentsDelta(0, "a", "weather", '{"ci')]
    assert list(folder.grown()) == []
    folder.fold([fragment(1, None, "news", "}"), fragment(0, None, None, 'ty"')])
    folder.fold([fragment(0, None, None, ":1}")])
    assert sorted(folder.grown(), key=lambda delta: delta.call) == [
        ArgumentsDelta(0, "a", "weather", 'ty":1}'),
        ArgumentsDelta(1, "", "news", "{}"),
    ]
    folder.fold([chunk({"content": "x"}), b"[DONE]"])
    assert list(folder.grown()) == []
    whole = [request.arguments_json for request in folder.finish()[:-1]]  # type: ignore[union-attr]
    assert whole == ['{"city":1}', "{}"]
