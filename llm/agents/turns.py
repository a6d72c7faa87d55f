"""The SDK's Model over our reader: text passes it by, the SDK sees whole turns."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import aclosing
from typing import Any, assert_never

from agents import Agent as SdkAgent
from agents import FunctionTool, Handoff, Model, ModelResponse, Tool, Usage
from agents.items import TResponseOutputItem, TResponseStreamEvent
from openai.types.responses import (
    ResponseFunctionToolCall,
    ResponseOutputMessage,
    ResponseOutputText,
)

from llm import conf
from llm.agents.declared import Agent
from llm.agents.messages import chat_messages
from llm.agents.talk import Talk
from llm.metering import metered
from llm.reader import read_turn
from llm.tools import function_wire
from llm.types import ArgumentsDelta, Message, TextDelta, ToolRequested, TurnEnded
from llm.window import fitting

_UNCOUNTED = Usage()
"""What the SDK is told of usage: `Talk` counts."""


class TurnModel(Model):
    """One conversation's model: each turn is one request of `llm.reader`."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._begun: ModelResponse | None = None

    async def begin(self, declared: Agent[Any], agent: SdkAgent[Talk], asked: list[Any]) -> bool:
        """Ask for the first turn, which the SDK gets when it asks; return whether it is needed.

        It is not where the turn is an answer. Raises ModelError.
        """
        instructions = declared.instructed(self._talk.context)
        turn = await self.get_response(
            instructions, asked, None, agent.tools, None, [*_handoffs(agent)]
        )
        self._begun = turn
        return any(isinstance(item, ResponseFunctionToolCall) for item in turn.output)

    async def get_response(
        self,
        system_instructions: str | None,
        input: str | Sequence[Any],  # noqa: A002  (the SDK passes it by name)
        model_settings: object,
        tools: Sequence[Tool],
        output_schema: object,
        handoffs: Sequence[Handoff[Any, Any]],
        *_more: object,
        **_ids: object,
    ) -> ModelResponse:
        """Ask once; the listener hears text as it arrives. Raises ModelError."""
        if self._begun is not None:
            begun, self._begun = self._begun, None
            return begun
        items: Sequence[Any] = [_asked(input)] if isinstance(input, str) else input
        wires = [*_tool_wires(tools), *_handoff_wires(handoffs)]
        tokens = conf.model_settings().model_context_tokens
        self._talk.offered = [wire["function"]["name"] for wire in wires]
        return await self._ask(
            fitting(chat_messages(system_instructions, items), tokens, wires), wires
        )

    def stream_response(
        self, *_all: object, **_named: object
    ) -> AsyncIterator[TResponseStreamEvent]:
        """Refuse: through the SDK's stream, events of tools and text could overtake each other."""
        raise NotImplementedError

    async def _ask(self, messages: list[Message], wires: list[dict[str, Any]]) -> ModelResponse:
        talk = self._talk
        texts: list[str] = []
        calls: list[TResponseOutputItem] = []
        async with (
            metered(talk.meter, messages, wires) as bill,
            aclosing(read_turn(talk.client, messages, wires, drafts=talk.drafts)) as turn,
        ):
            async for event in turn:
                bill.count(event)
                match event:
                    case TextDelta():
                        texts.append(event.text)
                        await talk.tell(event)
                    case ArgumentsDelta():
                        await talk.drafted(event)
                    case ToolRequested():
                        calls.append(_call(talk.own_id(len(calls), event.call_id), event))
                    case TurnEnded():
                        talk.turn_ended(event)
                    case _:
                        assert_never(event)
        return ModelResponse([*_said("".join(texts)), *calls], _UNCOUNTED, response_id=None)


def _handoffs(agent: SdkAgent[Talk]) -> Iterator[Handoff[Any, Any]]:
    return (way for way in agent.handoffs if isinstance(way, Handoff))


def _asked(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def _tool_wires(tools: Sequence[Tool]) -> Iterator[dict[str, Any]]:
    for tool in tools:
        if isinstance(tool, FunctionTool):
            yield function_wire(tool.name, tool.description, tool.params_json_schema)


def _handoff_wires(handoffs: Sequence[Handoff[Any, Any]]) -> Iterator[dict[str, Any]]:
    for way in handoffs:
        yield function_wire(way.tool_name, way.tool_description, way.input_json_schema)


def _said(text: str) -> Iterator[TResponseOutputItem]:
    if text:
        part = ResponseOutputText.model_construct(type="output_text", text=text, annotations=[])
        yield ResponseOutputMessage.model_construct(
            id="", type="message", role="assistant", status="completed", content=[part]
        )


def _call(call_id: str, request: ToolRequested) -> TResponseOutputItem:
    return ResponseFunctionToolCall.model_construct(
        type="function_call", call_id=call_id, name=request.name, arguments=request.arguments_json
    )
