import asyncio
import traceback
from collections.abc import Callable
from contextlib import aclosing
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from openai import AsyncOpenAI

from llm import attempts
from llm.conf import ModelSettings
from llm.errors import (
    ModelCutOff,
    ModelError,
    ModelProtocolError,
    ModelRateLimited,
    ModelRejected,
    ModelUnavailable,
)
from llm.reader import read_turn
from llm.scripts import (
    CallTool,
    Disconnect,
    Fail,
    Finish,
    Raw,
    Reply,
    Script,
    ScriptedUpstream,
    Stall,
    tokens,
)
from llm.tests.conftest import Upstreams
from llm.tests.doubles import collect
from llm.types import TextDelta, ToolRequested, TurnEnded, TurnEvent, Usage

ASKED = [{"role": "user", "content": "查询我的物业费账单"}]


async def read(client: AsyncOpenAI) -> tuple[str, list[TurnEvent]]:
    """Return the text of a turn and the events after it."""
    events = await collect(read_turn(client, ASKED))
    deltas = [event for event in events if isinstance(event, TextDelta)]
    return "".join(delta.text for delta in deltas), events[len(deltas) :]


async def test_text_comes_whole_with_its_end_and_usage(upstreams: Upstreams) -> None:
    upstream, client = await upstreams.start(tokens("你好", "，", "world", "🙂"))
    assert await read(client) == ("你好，world🙂", [TurnEnded("stop", Usage(1, 4))])
    assert upstream.requests[0].body["messages"] == ASKED


async def test_every_token_is_counted_however_reads_merge_them(upstreams: Upstreams) -> None:
    _, client = await upstreams.start(tokens(*["字"] * 5000))
    deltas = [event async for event in read_turn(client, ASKED) if isinstance(event, TextDelta)]
    assert sum(delta.chunks for delta in deltas) == 5000
    assert len(deltas) < 5000


async def test_a_tool_call_split_over_chunks_is_put_together(upstreams: Upstreams) -> None:
    call = CallTool("weather", '{"city": "上海"}', "call_7", pieces=5)
    _, client = await upstreams.start((tokens("看看"), call))
    requested = ToolRequested("call_7", "weather", '{"city": "上海"}')
    assert await read(client) == ("看看", [requested, TurnEnded("tool_calls", Usage(1, 1))])


async def test_a_server_may_leave_out_usage_and_done(upstreams: Upstreams) -> None:
    _, client = await upstreams.start((tokens("x"), Finish("length", usage=False, done=False)))
    assert await read(client) == ("x", [TurnEnded("length")])


async def test_a_character_may_be_cut_anywhere(upstreams: Upstreams) -> None:
    line = 'data: {"choices": [{"delta": {"content": "物业费"}, "finish_reason": "stop"}]}'
    raw = line.encode()
    pieces = tuple(Raw(raw[start:end]) for start, end in pairwise(range(len(raw) + 1)))
    _, client = await upstreams.start(pieces)
    assert await read(client) == ("物业费", [TurnEnded("stop")])


async def test_a_disconnect_in_mid_stream_cuts_the_answer_off(upstreams: Upstreams) -> None:
    upstream, client = await upstreams.start((tokens("a", "b"), Disconnect()))
    with pytest.raises(ModelCutOff):
        await read(client)
    assert upstream.script.calls == 1


@pytest.fixture
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "FIRST_WAIT", 0.0)


OVERLOADED = Raw(b'data: {"error": {"type": "overloaded", "code": 503}}\n\n')
THINKS = Raw(b'data: {"choices": [{"delta": {"reasoning_content": "hm"}}]}\n\n')


@pytest.mark.usefixtures("_no_waiting")
@pytest.mark.parametrize("broken", [(Disconnect(),), (OVERLOADED,), (THINKS, Disconnect())])
async def test_a_stream_that_breaks_before_the_first_token_is_asked_for_again(
    upstreams: Upstreams, broken: Reply
) -> None:
    upstream, client = await upstreams.start(broken, broken, tokens("ok"))
    assert (await read(client))[0] == "ok"
    assert upstream.script.calls == 3


@pytest.mark.usefixtures("_no_waiting")
async def test_a_stream_that_always_breaks_is_given_up(upstreams: Upstreams) -> None:
    upstream, client = await upstreams.start(Disconnect())
    with pytest.raises(ModelUnavailable) as caught:
        await read(client)
    assert caught.value.retryable
    assert upstream.script.calls == 3


NO_TEMPERATURE = Fail(
    400,
    b'{"error": {"message": "Unsupported value: \'temperature\' does not support 0.1 with this '
    b'model.", "type": "invalid_request_error", "param": "temperature", '
    b'"code": "unsupported_value"}}',
)
NO_OPTIONS = Fail(
    422, b'{"detail": [{"loc": ["body", "stream_options"], "msg": "Extra inputs not permitted"}]}'
)


async def test_what_a_model_refuses_is_left_out_and_remembered(upstreams: Upstreams) -> None:
    upstream, client = await upstreams.start(NO_TEMPERATURE, NO_OPTIONS, tokens("ok"))
    for _ in range(2):
        assert (await read(client))[0] == "ok"
    sent = [{"temperature", "stream_options"} & set(request.body) for request in upstream.requests]
    assert sent == [{"temperature", "stream_options"}, {"stream_options"}, set(), set()]


async def test_what_one_server_refused_is_asked_of_the_next_at_its_address(
    connect: Callable[[ModelSettings], AsyncOpenAI],
) -> None:
    port = 0
    for reply in (NO_OPTIONS, tokens("ok")):
        script = Script(reply, tokens("ok"))
        async with (
            ScriptedUpstream(script, port) as upstream,
            connect(upstream.settings()) as client,
        ):
            port = urlsplit(upstream.base_url).port or 0
            await read(client)
            assert "stream_options" in upstream.requests[0].body


async def test_the_longest_answer_is_asked_for_by_the_name_that_the_model_knows(
    upstreams: Upstreams,
) -> None:
    names = ("max_tokens", "max_completion_tokens")
    refusals = [
        Fail(400, b'{"error": {"message": "Unsupported parameter: \'max_tokens\' is not supported '
             b'with this model. Use \'max_completion_tokens\' instead.", "param": "max_tokens"}}'),
        Fail(400, b'{"error": {"message": "max_completion_tokens is too large: 8192"}}'),
    ]  # fmt: skip
    upstream, client = await upstreams.start(*refusals, tokens("ok"))
    for _ in range(2):
        assert (await read(client))[0] == "ok"
    sent = [[request.body.get(name) for name in names] for request in upstream.requests]
    assert sent == [[8192, None], [None, 8192], [None, None], [None, None]]


async def test_a_400_that_only_talks_of_temperature_is_no_reason_to_leave_it_out(
    upstreams: Upstreams,
) -> None:
    told = b'{"error": {"message": "bad input: what is the temperature?"}}'
    upstream, client = await upstreams.start(Fail(400, told))
    with pytest.raises(ModelRejected):
        await read(client)
    assert upstream.script.calls == 1


@pytest.mark.parametrize(
    "told",
    [
        b'{"error": {"message": "x", "code": "context_length_exceeded"}}',
        b'{"error": {"message": "This model\'s maximum context length is 4096 tokens."}}',
        b'{"error": {"message": "the request exceeds the available context size"}}',
    ],
)
async def test_a_conversation_that_is_too_long_is_called_so(
    upstreams: Upstreams, told: bytes
) -> None:
    _, client = await upstreams.start(Fail(400, told))
    with pytest.raises(ModelRejected, match="too long for the model"):
        await read(client)


async def test_what_a_model_thinks_aloud_is_not_its_answer(upstreams: Upstreams) -> None:
    other = Raw(b'data: {"choices": [{"delta": {"reasoning": "hm", "content": null}}]}\n\n')
    _, client = await upstreams.start((THINKS, other, tokens("42")))
    assert (await read(client))[0] == "42"


async def test_a_stream_that_ends_without_a_finish_is_cut_off(upstreams: Upstreams) -> None:
    _, client = await upstreams.start((tokens("a"), Raw(b": and no more\n\n")))
    with pytest.raises(ModelCutOff):
        await read(client)


@pytest.mark.parametrize(
    ("reply", "error"), [((tokens("a"), Stall()), ModelCutOff), (Stall(), ModelUnavailable)]
)
async def test_a_silent_model_is_given_up(
    upstreams: Upstreams, reply: tuple[Stall, ...], error: type[ModelError]
) -> None:
    upstream, client = await upstreams.start(reply, model_timeout=0.05)
    with pytest.raises(error):
        await read(client)
    assert upstream.script.calls == 1


async def test_nobody_listening_is_unavailable(upstreams: Upstreams) -> None:
    _, client = await upstreams.start(tokens("x"))
    nobody = client.with_options(base_url="http://127.0.0.1:1/v1", max_retries=0)
    with pytest.raises(ModelUnavailable):
        await read(nobody)


@pytest.mark.parametrize(
    ("status", "error", "calls"),
    [
        (400, ModelRejected, 1),
        (401, ModelRejected, 1),
        (404, ModelRejected, 1),
        (429, ModelRateLimited, 3),
        (500, ModelUnavailable, 3),
        (503, ModelUnavailable, 3),
    ],
)
async def test_http_errors_become_ours_after_the_retries_that_make_sense(
    upstreams: Upstreams, status: int, error: type[ModelError], calls: int
) -> None:
    upstream, client = await upstreams.start(Fail(status))
    with pytest.raises(error) as caught:
        await read(client)
    assert caught.value.detail == f"HTTP {status}"
    assert upstream.script.calls == calls


async def test_a_failure_that_passes_is_not_noticed(upstreams: Upstreams) -> None:
    _, client = await upstreams.start(Fail(500), Fail(429), tokens("ok"))
    assert (await read(client))[0] == "ok"


async def test_no_error_repeats_what_the_server_said(upstreams: Upstreams) -> None:
    secret = b'{"error": {"message": "key sk-canary", "code": "sk-canary", "type": "sk-canary"}}'
    in_stream = Raw(b"data: " + secret + b"\n\n")
    _, client = await upstreams.start(Fail(401, secret), in_stream)
    for _ in range(2):
        with pytest.raises(ModelError) as caught:
            await read(client)
        assert "canary" not in "".join(traceback.format_exception(caught.value))


async def test_an_error_in_the_stream_is_raised(upstreams: Upstreams) -> None:
    told = Raw(b'data: {"error": {"message": "x", "type": "rate_limit_error"}}\n\n')
    _, client = await upstreams.start((tokens("a"), told))
    with pytest.raises(ModelRateLimited):
        await read(client)


async def test_a_page_instead_of_a_stream_is_no_answer(upstreams: Upstreams) -> None:
    page, broken = Raw(b"<html><body>Login</body></html>"), Raw(b"data: <html>\n\n")
    _, client = await upstreams.start(page, broken)
    for _ in range(2):
        with pytest.raises(ModelProtocolError):
            await read(client)


async def test_a_server_that_stays_on_the_line_after_done_is_not_waited_for(
    upstreams: Upstreams,
) -> None:
    _, client = await upstreams.start((tokens("a"), Raw(b"data: [DONE]\n\n"), Stall()))
    assert await read(client) == ("a", [TurnEnded("stop")])


async def test_leaving_early_closes_the_upstream_request(upstreams: Upstreams) -> None:
    upstream, client = await upstreams.start((tokens("a"), Stall()))
    async with aclosing(read_turn(client, ASKED)) as turn:
        assert await anext(turn) == TextDelta("a")
    request = upstream.requests[0]
    await asyncio.wait_for(request.over.wait(), 1)
    assert request.closed_early


async def test_being_cancelled_closes_the_upstream_request(upstreams: Upstreams) -> None:
    upstream, client = await upstreams.start((tokens("a"), Stall()))
    begun = asyncio.Event()

    async def consume() -> None:
        async for _ in read_turn(client, ASKED):
            begun.set()

    task = asyncio.create_task(consume())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    request = upstream.requests[0]
    await asyncio.wait_for(request.over.wait(), 1)
    assert request.closed_early


async def test_a_connection_is_used_again(upstreams: Upstreams) -> None:
    upstream, client = await upstreams.start(tokens("a", "b"))
    for _ in range(3):
        await read(client)
    assert len({request.peer for request in upstream.requests}) == 1
