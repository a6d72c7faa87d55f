"""What a request to a model costs, and who is asked before it is sent."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol

from llm.conf import model_settings
from llm.errors import ModelError
from llm.types import Message, TextDelta, ToolRequested, TurnEnded, TurnEvent
from llm.window import estimated_tokens, request_tokens


class Meter(Protocol):
    """Who pays for the requests of a conversation."""

    async def reserve(self, tokens: int) -> None:
        """Hold the most that a request may cost. What it raises ends the answer: no request."""

    def settle(self, reserved: int, used: int) -> None:
        """Count what it has cost, and give the rest back."""


class Bill:
    """One request: the most that it may cost, and what it came to."""

    def __init__(self, messages: Sequence[Message], tools: Sequence[dict[str, Any]]) -> None:
        self._prompt = request_tokens(messages, tools)
        self._said: list[str] = []
        self._ended: TurnEnded | None = None
        self.broken_off = False
        self.most = self._prompt + model_settings().max_answer_tokens

    def count(self, event: TurnEvent) -> None:
        """Take note of what the model sends."""
        match event:
            case TextDelta():
                self._said.append(event.text)
            case ToolRequested():
                self._said.append(event.arguments_json)
            case TurnEnded():
                self._ended = event

    @property
    def cost(self) -> int:
        """The model's own count; an estimate where it gave none; 0 for what it refused."""
        if self._ended is not None and self._ended.usage is not None:
            return self._ended.usage.prompt_tokens + self._ended.usage.completion_tokens
        if self._said or self._ended is not None or self.broken_off:
            return self._prompt + estimated_tokens("".join(self._said))
        return 0


@asynccontextmanager
async def metered(
    meter: Meter | None, messages: Sequence[Message], tools: Sequence[dict[str, Any]]
) -> AsyncIterator[Bill]:
    """Reserve before a request and settle after it, however it ends."""
    bill = Bill(messages, tools)
    if meter is not None:
        await meter.reserve(bill.most)
    try:
        yield bill
    except ModelError:
        raise
    except BaseException:  # stopped: the model has worked on it all the same
        bill.broken_off = True
        raise
    finally:
        if meter is not None:
            meter.settle(bill.most, bill.cost)
