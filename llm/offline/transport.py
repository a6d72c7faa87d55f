"""The offline model's server: an in-process transport in place of the network."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from secrets import token_hex
from typing import Any

import httpx2
import orjson

from llm import wire
from llm.conf import OFFLINE_MODEL
from llm.offline.brain import reply, text_of, understand
from llm.offline.skills import PlannedCall, Question, Skill, registered_skills
from llm.pacing import Pace, pieces

#: Characters of a call's arguments that come at a time: code is seen to grow, and soon there.
ARGUMENTS_PIECE = 100


class OfflineTransport(httpx2.AsyncBaseTransport):
    """Answers `POST …/chat/completions` and `GET …/models`, as a server of OpenAI's kind would.

    `words_per_second` paces streamed answers, 0: not at all. `skills` are those that the apps have
    registered, unless given.
    """

    def __init__(self, words_per_second: float, skills: Sequence[Skill] | None = None) -> None:
        self._seconds = 1 / words_per_second if words_per_second > 0 else 0.0
        self._skills = skills

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.path
        if request.method == "POST" and path.endswith("/chat/completions"):
            return self._complete(await request.aread())
        if request.method == "GET" and path.endswith("/models"):
            return _json(200, wire.models(OFFLINE_MODEL))
        return _json(404, wire.error(f"Unknown request URL: {request.method} {path}"))

    def _complete(self, body: bytes) -> httpx2.Response:
        try:
            request = orjson.loads(body)
            question = understand(request)
        except (AttributeError, KeyError, TypeError, ValueError):
            return _json(400, wire.error("The request is not in the form of Chat Completions."))
        skills = registered_skills() if self._skills is None else self._skills
        answer = _Answer(request, question, reply(question, skills))
        if not request.get("stream"):
            return _json(200, answer.whole())
        stream = _Stream(answer.chunks(self._seconds))
        return httpx2.Response(200, headers={"content-type": wire.EVENT_STREAM}, stream=stream)


class _Answer:
    """A reply on its way to the wire."""

    def __init__(
        self, request: Mapping[str, Any], question: Question, said: tuple[PlannedCall, ...] | str
    ) -> None:
        self._request = request
        self._question = question
        self._completion = wire.Completion(OFFLINE_MODEL)
        self._text = said if isinstance(said, str) else ""
        self._calls = [] if isinstance(said, str) else [_call(planned) for planned in said]
        self._reason = "stop" if isinstance(said, str) else "tool_calls"

    def whole(self) -> bytes:
        """The body of an answer that is not streamed."""
        message: dict[str, Any] = {"role": "assistant", "content": self._text or None}
        if self._calls:
            message["tool_calls"] = self._calls
        return self._completion.whole(message, self._reason, self._usage())

    async def chunks(self, seconds: float) -> AsyncGenerator[bytes, None]:
        """The events of a streamed answer, a piece of text or arguments every `seconds`."""
        yield self._completion.role()
        pace = Pace(seconds)
        for piece in pieces(self._text):
            await pace.next()
            yield self._completion.text(piece)
        for index, call in enumerate(self._calls):
            function = call["function"]
            yield self._completion.tool_call_begins(index, call["id"], function["name"])
            arguments = function["arguments"]
            for start in range(0, len(arguments), ARGUMENTS_PIECE):
                await pace.next()
                piece = arguments[start : start + ARGUMENTS_PIECE]
                yield self._completion.tool_call_goes_on(index, piece)
        yield self._completion.finish(self._reason)
        if (self._request.get("stream_options") or {}).get("include_usage"):
            yield self._completion.usage(self._usage())
        yield wire.DONE

    def _usage(self) -> dict[str, int]:
        read = sum(len(pieces(text_of(message))) for message in self._question.messages)
        return wire.usage(read, len(pieces(self._text)))


def _call(planned: PlannedCall) -> dict[str, Any]:
    arguments_json = orjson.dumps(dict(planned.arguments)).decode()
    return wire.tool_call(f"call_{token_hex(12)}", planned.name, arguments_json)


class _Stream(httpx2.AsyncByteStream):
    """A response's body that ends with its request: closing it stops the answer."""

    def __init__(self, chunks: AsyncGenerator[bytes, None]) -> None:
        self._chunks = chunks

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._chunks

    async def aclose(self) -> None:
        await self._chunks.aclose()


def _json(status: int, body: bytes) -> httpx2.Response:
    return httpx2.Response(status, headers={"content-type": "application/json"}, content=body)
