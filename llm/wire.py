"""The server's side of Chat Completions: what the offline model and the scripted one send.

Sources: https://platform.openai.com/docs/api-reference/chat/object (whole answers),
https://platform.openai.com/docs/api-reference/chat-streaming/streaming (chunks),
https://platform.openai.com/docs/guides/error-codes (errors).
"""

import time
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

import orjson

DONE = b"data: [DONE]\n\n"

EVENT_STREAM = "text/event-stream; charset=utf-8"


def event(data: Any) -> bytes:
    """One server-sent event that carries `data` as JSON."""
    return b"data: " + orjson.dumps(data) + b"\n\n"


def tool_call(call_id: str, name: str, arguments_json: str) -> dict[str, Any]:
    """A call of a tool as a message holds it."""
    function = {"name": name, "arguments": arguments_json}
    return {"id": call_id, "type": "function", "function": function}


def usage(prompt_tokens: int, completion_tokens: int) -> dict[str, int]:
    """A usage object."""
    return {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": completion_tokens,
        "total_tokens": prompt_tokens + completion_tokens,
    }


def error(message: str, kind: str = "invalid_request_error", code: str | None = None) -> bytes:
    """The body of a response that is not 2xx."""
    return orjson.dumps({"error": {"message": message, "type": kind, "param": None, "code": code}})


def models(*names: str) -> bytes:
    """The body that lists models."""
    listed = [{"id": name, "object": "model", "created": 0, "owned_by": "llm"} for name in names]
    return orjson.dumps({"object": "list", "data": listed})


@dataclass(frozen=True)
class Completion:
    """One answer, in chunks or whole; all parts carry the same id."""

    model: str
    id: str = field(default_factory=lambda: f"chatcmpl-{token_hex(12)}")
    created: int = field(default_factory=lambda: int(time.time()))

    def role(self) -> bytes:
        """The first chunk."""
        return self._chunk({"role": "assistant", "content": ""})

    def text(self, text: str) -> bytes:
        """A chunk of text."""
        return self._chunk({"content": text})

    def tool_call_begins(self, index: int, call_id: str, name: str) -> bytes:
        """The chunk that opens a tool call; its arguments follow."""
        return self._chunk({"tool_calls": [{"index": index, **tool_call(call_id, name, "")}]})

    def tool_call_goes_on(self, index: int, arguments: str) -> bytes:
        """A piece of a tool call's arguments."""
        return self._chunk({"tool_calls": [{"index": index, "function": {"arguments": arguments}}]})

    def finish(self, reason: str) -> bytes:
        """The chunk that says why the model stopped."""
        return self._chunk({}, reason)

    def usage(self, counts: dict[str, int]) -> bytes:
        """The chunk after the finish that `stream_options.include_usage` asks for."""
        return event({**self._head("chat.completion.chunk"), "choices": [], "usage": counts})

    def whole(self, message: dict[str, Any], reason: str, counts: dict[str, int]) -> bytes:
        """The body of an answer that is not streamed."""
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": reason}
        return orjson.dumps({**self._head("chat.completion"), "choices": [choice], "usage": counts})

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self.id, "object": kind, "created": self.created, "model": self.model}

    def _chunk(self, delta: dict[str, Any], reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        return event({**self._head("chat.completion.chunk"), "choices": [choice]})
