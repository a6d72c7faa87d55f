"""The chunks of one streamed completion, folded into what they mean. Pure: bytes in, events out.

Source: https://platform.openai.com/docs/api-reference/chat-streaming/streaming

Compatible servers differ from it, and these differences are taken as they are meant: chunks without
choices, null for absent, no usage, no index or one index for several tool calls, no ids, no
`[DONE]`, errors in place of a chunk.

A refusal (`delta.refusal`) is the answer's text: it is what the model says. What a model thinks
aloud (`delta.reasoning_content`, `delta.reasoning`) is no part of its answer and is passed over; it
keeps the model from counting as silent, and a failure in the middle of it may still be retried.
"""

import re
from collections.abc import Iterable, Iterator
from secrets import token_hex
from typing import Any

import orjson

from llm.errors import (
    ModelCutOff,
    ModelError,
    ModelProtocolError,
    ModelRateLimited,
    ModelRejected,
    ModelUnavailable,
)
from llm.types import ArgumentsDelta, TextDelta, ToolRequested, TurnEnded, Usage

_DONE = b"[DONE]"
_OVERLOADED = re.compile(r"^429\b|rate_?limit|quota")
_REFUSED = re.compile(r"^4\d\d\b|invalid_request|invalid_api_key|content_filter|context_length")


class TurnFolder:
    """Give it payloads as they come, ask it at the end what tools were requested and how it ended.

    `begun` tells whether the model has said anything; `done` that nothing more is to be read;
    `growing` holds the calls whose arguments have grown since `grown` was asked last.
    """

    __slots__ = (
        "_calls",
        "_empty",
        "_failure",
        "_finish_reason",
        "_model",
        "_usage",
        "begun",
        "done",
        "growing",
    )

    def __init__(self) -> None:
        self.begun = False
        self.done = False
        self.growing: dict[int, _OpenCall] = {}
        self._empty = True
        self._calls: list[_OpenCall] = []
        self._finish_reason = ""
        self._model = ""
        self._usage: Usage | None = None
        self._failure: ModelError | None = None

    def fold(self, payloads: Iterable[bytes]) -> TextDelta | None:
        """Take one read's payloads; return their text as one delta, None where they hold none.

        Never raises: an error waits for `finish`, so that the text before it is not lost.
        """
        texts: list[str] = []
        try:
            for payload in payloads:
                if payload == _DONE:
                    self.done = True
                    break
                text = self._take(_decode(payload))
                if text:
                    self.begun = True
                    texts.append(text)
        except ModelError as error:
            self._failure = error
            self.done = True
        return TextDelta("".join(texts), len(texts)) if texts else None

    def grown(self) -> Iterator[ArgumentsDelta]:
        """Yield what has come of each call's arguments since this was asked last."""
        growing, self.growing = self.growing, {}
        for number, call in growing.items():
            if call.name and (text := call.rest()):
                yield ArgumentsDelta(number, call.call_id, call.name, text)

    def finish(self) -> list[ToolRequested | TurnEnded]:
        """Return the tool requests, in order, and how the turn ended.

        Raises the error that a server sent instead of a chunk, ModelCutOff or ModelUnavailable if
        the stream ended before the model did, and ModelProtocolError for what was no stream of
        chunks: a page, an answer that is not streamed.
        """
        if self._failure is not None:
            raise self._failure
        if self._empty:
            raise ModelProtocolError(detail="the response holds no chunk")
        if not (self.done or self._finish_reason):
            broken = ModelCutOff if self.begun else ModelUnavailable
            raise broken(detail="the stream ended without a finish")
        requests = [call.whole() for call in self._calls]
        reason = self._finish_reason or ("tool_calls" if requests else "stop")
        return [*requests, TurnEnded(reason, self._usage, self._model)]

    def _take(self, chunk: dict[str, Any]) -> str:
        """Take a chunk and return its text."""
        if self._empty:
            self._empty = False
            self._model = str(chunk.get("model") or "")
        choices = chunk.get("choices")
        if not choices or "error" in chunk:
            _raise_error(chunk, begun=self.begun)
        if chunk.get("usage"):
            self._usage = _usage(chunk["usage"])
        return self._take_choice(_first(choices)) if choices else ""

    def _take_choice(self, choice: dict[str, Any]) -> str:
        reason = choice.get("finish_reason")
        if reason:
            self._finish_reason = _text(reason)
        delta = choice.get("delta")
        if not delta:
            return ""
        if not isinstance(delta, dict):
            raise ModelProtocolError(detail="delta is no object")
        if delta.get("tool_calls"):
            self._take_fragments(delta["tool_calls"])
        return _text(delta.get("content") or delta.get("refusal") or "")

    def _take_fragments(self, fragments: object) -> None:
        self.begun = True
        for fragment in _objects(fragments):
            function = fragment.get("function") or {}
            if not isinstance(function, dict):
                raise ModelProtocolError(detail="function is no object")
            call_id = _text(fragment.get("id") or "")
            name = _text(function.get("name") or "")
            call = self._call_at(fragment.get("index"), call_id, name)
            call.name = call.name or name
            call.arguments.append(_text(function.get("arguments") or ""))
            self.growing[call.number] = call

    def _call_at(self, index: object, call_id: str, name: str) -> "_OpenCall":
        """Find the call that a fragment continues, or open the one that it begins.

        Only a call's first fragment brings an id and a name: they tell calls apart where a server
        leaves the index out, or gives all the same.
        """
        same = (call for call in reversed(self._calls) if index is None or call.index == index)
        latest = next(same, None)
        if latest is None or (name and call_id and call_id != latest.call_id):
            latest = _OpenCall(len(self._calls), index, call_id)
            self._calls.append(latest)
        return latest


class _OpenCall:
    """A tool call whose arguments are still arriving."""

    __slots__ = ("_told", "arguments", "call_id", "index", "name", "number")

    def __init__(self, number: int, index: object, call_id: str) -> None:
        self.number = number
        self.index = index
        self.call_id = call_id
        self.name = ""
        self.arguments: list[str] = []
        self._told = 0

    def rest(self) -> str:
        """Return the arguments that have come since this was asked last."""
        fragments = self.arguments[self._told :]
        self._told = len(self.arguments)
        return "".join(fragments)

    def whole(self) -> ToolRequested:
        call_id = self.call_id or f"call_{token_hex(12)}"
        return ToolRequested(call_id, self.name, "".join(self.arguments))


def _decode(payload: bytes) -> dict[str, Any]:
    try:
        chunk = orjson.loads(payload)
    except orjson.JSONDecodeError:
        raise ModelProtocolError(detail="a chunk is no JSON") from None
    if not isinstance(chunk, dict):
        raise ModelProtocolError(detail="a chunk is no object")
    return chunk


def _first(choices: object) -> dict[str, Any]:
    if isinstance(choices, list) and isinstance(choices[0], dict):
        return choices[0]
    raise ModelProtocolError(detail="choices is no list of objects")


def _objects(items: object) -> list[dict[str, Any]]:
    if isinstance(items, list) and all(isinstance(item, dict) for item in items):
        return items
    raise ModelProtocolError(detail="tool_calls is no list of objects")


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise ModelProtocolError(detail="a text is no string")


def _usage(usage: object) -> Usage | None:
    if not isinstance(usage, dict):
        return None
    counts = usage.get("prompt_tokens"), usage.get("completion_tokens")
    return Usage(*(count if isinstance(count, int) else 0 for count in counts))


def _raise_error(chunk: dict[str, Any], *, begun: bool) -> None:
    """Raise the error that a server sends in place of a chunk; a chunk without choices is none.

    OpenAI, LiteLLM and vLLM send `{"error": {"message", "type", "code"}}`, `code` a word or an HTTP
    status; OpenRouter the same beside empty choices; older vLLM `{"object": "error", "code", …}`.
    """
    error = chunk if chunk.get("object") == "error" else chunk.get("error")
    if not error:
        return
    facts = error if isinstance(error, dict) else {}
    raise error_told(facts.get("code"), facts.get("type"), begun=begun)


def error_told(code: object, kind: object, *, begun: bool) -> ModelError:
    """Choose the error for a server's own `code` and `type`; neither is repeated: it may be any."""
    words = f"{code} {kind}".lower()
    detail = "the server sent an error in its stream"
    if _OVERLOADED.search(words):
        return ModelRateLimited(detail=detail)
    if _REFUSED.search(words):
        return ModelRejected(detail=detail)
    return ModelCutOff(detail=detail) if begun else ModelUnavailable(detail=detail)
