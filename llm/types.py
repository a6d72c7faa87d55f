"""What a stream yields, and the messages it is asked with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from llm.tools import Tool

Message = Mapping[str, Any]
"""A message in the form of Chat Completions: `{"role": "user", "content": "…"}`, and so on.

Source: https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages
"""


@dataclass(frozen=True, slots=True)
class TextDelta:
    """Text that arrived. One read of the socket gives at most one of these.

    `chunks` counts the pieces (a model's tokens, for most servers) that were merged into it.
    """

    text: str
    chunks: int = 1


@dataclass(frozen=True, slots=True)
class ArgumentsDelta:
    """The next piece of a tool call's arguments, as the model writes it: JSON that breaks off.

    Only for who asks for it. `call` counts the calls of one turn from 0. One read of the socket
    gives at most one of these for a call, and none for a call that has no name yet.
    """

    call: int
    call_id: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ToolRequested:
    """A whole tool call as the model wrote it: not yet checked, so not for a client's eyes."""

    call_id: str
    name: str
    arguments_json: str


@dataclass(frozen=True, slots=True)
class ToolCalled:
    """A tool is about to run. `arguments` passed its argument model; {} where they did not."""

    call_id: str
    tool: Tool[Any, Any]
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ToolReturned:
    """A tool has ended. `result_text` is what the model is told; not `ok`: it is an error's."""

    call_id: str
    tool: Tool[Any, Any]
    result_text: str
    ok: bool


@dataclass(frozen=True, slots=True)
class HandedOff:
    """Another agent takes over; both are named."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class GuardrailTripped:
    """A guardrail of `agent` has refused what was asked; no model has heard it.

    `refusal` is what the person is told, `reasoning` why; either may be shown.
    """

    agent: str
    guardrail: str
    refusal: str
    reasoning: str


@dataclass(frozen=True, slots=True)
class Usage:
    """The model's own count of its tokens."""

    prompt_tokens: int
    completion_tokens: int

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
        )


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The model is done: always the last event, exactly once.

    `finish_reason` is the server's word (`stop`, `length`, `tool_calls`, `content_filter` …), or
    ours: `guardrail`. `usage` is None where the server does not count. `model` is the name that the
    server gave to what answered; "" where it gave none, or was not asked.
    """

    finish_reason: str
    usage: Usage | None = None
    model: str = field(default="", compare=False)


TurnEvent = TextDelta | ArgumentsDelta | ToolRequested | TurnEnded
"""What one request to a model yields (`llm.reader`)."""

AnswerEvent = TextDelta | ToolCalled | ToolReturned | HandedOff | GuardrailTripped | TurnEnded
"""What a whole answer, tools and handoffs included, consists of (`llm.agents`)."""
