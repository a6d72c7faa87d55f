"""A whole answer: the model speaks, asks for tools, reads their results, and speaks again."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, assert_never

from pydantic import BaseModel

from llm.client import model_client
from llm.conf import model_settings
from llm.errors import TooManyToolRounds
from llm.reader import read_turn
from llm.tools import (
    BadArgumentsError,
    Context,
    Tool,
    ToolOutcome,
    error_text,
    parse_arguments,
    run_tool,
)
from llm.types import (
    AnswerEvent,
    Message,
    TextDelta,
    ToolCalled,
    ToolRequested,
    ToolReturned,
    TurnEnded,
    TurnEvent,
    Usage,
)

if TYPE_CHECKING:
    from openai import AsyncOpenAI


async def answer(
    messages: Sequence[Message],
    tools: Sequence[Tool[Context, Any]],
    context: Context,
    *,
    client: "AsyncOpenAI | None" = None,
) -> AsyncGenerator[AnswerEvent, None]:
    """Answer `messages`, running the tools that the model asks for, one after another.

    Yields text as it arrives, a ToolCalled and a ToolReturned around each tool, and at last one
    TurnEnded with the usage of all requests together. `messages` is not changed. `context` is
    handed to the tools as it is. Raises ModelError, perhaps after text.

    Leave early through `contextlib.aclosing`, or by being cancelled: the request ends at once.
    """
    client = client or model_client()
    offered = {tool.name: tool for tool in tools}
    conversation = list(messages)
    usage: Usage | None = None
    for _ in range(model_settings().max_tool_rounds + 1):
        heard = _Heard()
        async with aclosing(read_turn(client, conversation, tools)) as turn:
            async for event in turn:
                heard.add(event)
                if isinstance(event, TextDelta):
                    yield event
        usage = _sum(usage, heard.ended.usage)
        if not heard.requests:
            yield TurnEnded(heard.ended.finish_reason, usage)
            return
        async with aclosing(_run_calls(heard, offered, context, conversation)) as outcomes:
            async for outcome in outcomes:
                yield outcome
    raise TooManyToolRounds


@dataclass(slots=True)
class _Heard:
    """What one request brought, gathered while its text is passed on."""

    text: list[str] = field(default_factory=list)
    requests: list[ToolRequested] = field(default_factory=list)
    ended: TurnEnded = TurnEnded("")

    def add(self, event: TurnEvent) -> None:
        match event:
            case TextDelta():
                self.text.append(event.text)
            case ToolRequested():
                self.requests.append(event)
            case TurnEnded():
                self.ended = event
            case _:
                assert_never(event)


@dataclass(frozen=True, slots=True)
class _Call:
    """A request for a tool after its check: either `given`, or a `refusal` for the model."""

    request: ToolRequested
    tool: Tool[Any, Any] | None
    given: BaseModel | None = None
    refusal: str = ""

    @property
    def wire(self) -> dict[str, Any]:
        # Arguments that are no JSON go back as none: some servers' templates parse them.
        arguments = "{}" if self.given is None else self.request.arguments_json or "{}"
        function = {"name": self.request.name, "arguments": arguments}
        return {"id": self.request.call_id, "type": "function", "function": function}


def _check(request: ToolRequested, offered: Mapping[str, Tool[Any, Any]]) -> _Call:
    tool = offered.get(request.name)
    if tool is None:
        return _Call(request, None, refusal=error_text("no such tool", offered=sorted(offered)))
    try:
        return _Call(request, tool, given=parse_arguments(tool, request.arguments_json))
    except BadArgumentsError as refused:
        return _Call(request, tool, refusal=refused.told)


async def _run_calls(
    heard: _Heard,
    offered: Mapping[str, Tool[Context, Any]],
    context: Context,
    conversation: list[Message],
) -> AsyncGenerator[ToolCalled | ToolReturned, None]:
    """Run what was asked for, in order, and write requests and results into the conversation."""
    calls = [_check(request, offered) for request in heard.requests]
    conversation.append(
        {
            "role": "assistant",
            "content": "".join(heard.text) or None,
            "tool_calls": [call.wire for call in calls],
        }
    )
    for call in calls:
        call_id = call.request.call_id
        outcome = ToolOutcome(call.refusal, ok=False)
        if call.tool is not None:
            yield ToolCalled(call_id, call.tool, _shown(call.given))
            if call.given is not None:
                outcome = await run_tool(call.tool, context, call.given)
            yield ToolReturned(call_id, call.tool, outcome.text, outcome.ok)
        conversation.append({"role": "tool", "tool_call_id": call_id, "content": outcome.text})


def _shown(given: BaseModel | None) -> dict[str, Any]:
    return {} if given is None else given.model_dump(mode="json")


def _sum(total: Usage | None, more: Usage | None) -> Usage | None:
    return total + more if total and more else total or more
