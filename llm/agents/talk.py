"""What one conversation knows while it runs. Knows nothing of the SDK."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from llm.metering import Meter
from llm.tools import BadArgumentsError, Tool, ToolOutcome, parse_arguments, run_tool
from llm.types import AnswerEvent, ArgumentsDelta, ToolCalled, ToolReturned, TurnEnded, Usage

if TYPE_CHECKING:
    from openai import AsyncOpenAI

Listener = Callable[[AnswerEvent], Awaitable[None]]
"""Who hears a conversation's events, one at a time, in order."""

DraftListener = Callable[[ArgumentsDelta], Awaitable[None]]
"""Who hears how the arguments of calls grow, before they are whole and checked."""

_PATIENCE = 1.0
"""Seconds that cancelled tools get to end: they must stand being cancelled (`llm.tools`)."""


class Talk:
    """Carries events to the listener, and keeps what the SDK's parts have to know of each other."""

    def __init__(
        self,
        context: Any,
        listener: Listener,
        client: "AsyncOpenAI",
        meter: Meter | None = None,
        draft_listener: DraftListener | None = None,
    ) -> None:
        self.context = context
        self.client = client
        self.meter = meter
        self.failure: Exception | None = None
        self.ended = TurnEnded("")
        self.offered: list[str] = []
        self._listener = listener
        self._draft_listener = draft_listener
        self._call_ids: set[str] = set()
        self._turns_ids: dict[int, str] = {}
        self._calls: dict[str, _Call] = {}
        self._tools: set[asyncio.Task[Any]] = set()

    async def tell(self, event: AnswerEvent) -> None:
        """Let the listener hear an event. What it raises is kept: the SDK would wrap it."""
        try:
            await self._listener(event)
        except Exception as error:
            self.failure = error
            raise

    @property
    def drafts(self) -> bool:
        """Whether somebody wants to hear arguments while they are written."""
        return self._draft_listener is not None

    async def drafted(self, event: ArgumentsDelta) -> None:
        """Let arguments be heard, under the id that their call will have."""
        if self._draft_listener is None:
            return
        own_id = self.own_id(event.call, event.call_id)
        try:
            await self._draft_listener(
                event if own_id == event.call_id else replace(event, call_id=own_id)
            )
        except Exception as error:
            self.failure = error
            raise

    def turn_ended(self, turn: TurnEnded) -> None:
        """Count a turn in: the last one says how the answer ended."""
        usage = _sum(self.ended.usage, turn.usage)
        self.ended = TurnEnded(turn.finish_reason, usage, turn.model)
        self._turns_ids.clear()

    def own_id(self, call: int, call_id: str) -> str:
        """Return an id that no other call of this conversation has: some servers count anew.

        `call` counts the calls of the present turn; each keeps the id that it was given first.
        """
        if call not in self._turns_ids:
            if not call_id or call_id in self._call_ids:
                call_id = f"call_{token_hex(12)}"
            self._call_ids.add(call_id)
            self._turns_ids[call] = call_id
        return self._turns_ids[call]

    async def tool_begins(self, call_id: str, tool: Tool[Any, Any], arguments_json: str) -> None:
        """Check what the model sent, and tell of the call."""
        call = self._calls[call_id] = _Call(tool, arguments_json)
        await self.tell(ToolCalled(call_id, tool, call.shown))

    async def tool_runs(self, call_id: str) -> ToolOutcome:
        """Run the tool whose arguments `tool_begins` has checked."""
        task = asyncio.current_task()
        if task is not None:
            self._tools.add(task)
            task.add_done_callback(self._tools.discard)
        return await self._calls[call_id].outcome(self.context)

    async def tool_ends(self, call_id: str, outcome: ToolOutcome) -> None:
        """Tell what came of it."""
        tool = self._calls.pop(call_id).tool
        await self.tell(ToolReturned(call_id, tool, outcome.text, outcome.ok))

    async def close(self) -> None:
        """Wait for tools that were cancelled with the conversation: the SDK does not."""
        if self._tools:
            await asyncio.wait(self._tools, timeout=_PATIENCE)


class _Call:
    """A call of a tool after its check: either `given`, or a `refusal` for the model."""

    def __init__(self, tool: Tool[Any, Any], arguments_json: str) -> None:
        self.tool = tool
        self._given: BaseModel | None = None
        self._refusal = ""
        try:
            self._given = parse_arguments(tool, arguments_json)
        except BadArgumentsError as refused:
            self._refusal = refused.told

    @property
    def shown(self) -> dict[str, Any]:
        return {} if self._given is None else self._given.model_dump(mode="json")

    async def outcome(self, context: Any) -> ToolOutcome:
        if self._given is None:
            return ToolOutcome(self._refusal, ok=False)
        return await run_tool(self.tool, context, self._given)


def _sum(total: Usage | None, more: Usage | None) -> Usage | None:
    return total + more if total and more else total or more
