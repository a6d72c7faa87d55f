"""How the typewriter chat answers: one run, from a question to a stored message."""

import asyncio
import time
from dataclasses import asdict
from typing import Any, assert_never

from chatstream import conversations, selectors, services
from chatstream.frames import TOOL_CALLED, TOOL_RETURNED
from chatstream.property.tools import PROPERTY_TOOLS, Resident
from llm.agents import Agent, Team, converse, prepare
from llm.client import close_clients
from llm.errors import ModelError
from llm.tools import Tool
from llm.types import (
    AnswerEvent,
    GuardrailTripped,
    HandedOff,
    TextDelta,
    ToolCalled,
    ToolReturned,
    TurnEnded,
)
from realtime import log
from realtime.errors import RunFailed
from realtime.kinds import Ending, RunContext, RunKind
from realtime.models import Run
from realtime.transactions import read

INSTRUCTIONS = (
    "你是住宅小区的物业客服助手。用用户的语言简洁、友好地回答。"
    "账单、停车和报修的事实只来自工具，不要编造。用户没有说明哪里坏了时，先登记报修，再请他补充。\n"
    "You are the assistant of a housing estate's property desk. Answer in the user's language, "
    "briefly and kindly. Facts about bills, parking and repairs come from the tools only."
)

#: Between an answer's first text and its end. The document's React client renders once a tick;
#: told of both within one, it renders a null and its page is gone.
LEAST_SECONDS = 0.03

DESK = Team(Agent("Property Desk", INSTRUCTIONS, PROPERTY_TOOLS))


class TypewriterRun(RunKind):
    """Answers a resident's question, with the property desk's tools."""

    name = "chatstream.typewriter"

    async def prepare(self) -> None:
        await prepare()  # importing the SDKs takes seconds: not in front of the first question

    async def release(self) -> None:
        await close_clients()

    async def perform(self, run: RunContext) -> None:
        history = await read(selectors.history, run.key)
        resident = Resident(services.user_of(run.input), token=str(run.private.get("token") or ""))
        voice = Voice(run)
        try:
            await converse(DESK, history, resident, voice.tell, meter=run)
        except ModelError as error:
            raise RunFailed(error.reason) from error
        finally:
            await voice.pause()
        run.result = {"tools": list(voice.tools.values())}

    def opening(self, run: Run) -> dict[str, Any]:
        return {"query": run.input["query"]}

    def queued(self, run: Run) -> None:
        conversations.question_record(run, services.SERVICE, services.user_of(run.input))

    def ended(self, run: Run, ending: Ending) -> None:
        details = ending.result or {"tools": selectors.tools_of(log.read_run(run))}
        conversations.answer_record(run, ending, details)


class Voice:
    """Lets a run say what a conversation tells."""

    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._first_text_at: float | None = None
        self.tools: selectors.Tools = {}

    async def tell(self, event: AnswerEvent) -> None:
        match event:
            case TextDelta():
                await self._say(event.text)
            case GuardrailTripped():
                await self._say(event.refusal)
            case ToolCalled():
                message = event.tool.calling_message
                await self._tell(TOOL_CALLED, _tool_facts(event.tool, event.call_id, message))
            case ToolReturned():
                message = event.tool.completed_message if event.ok else "工具执行失败"
                await self._tell(TOOL_RETURNED, _tool_facts(event.tool, event.call_id, message))
            case HandedOff():
                pass  # the desk is one agent
            case TurnEnded():
                self._run.facts.update(_answer_facts(event))
            case _:
                assert_never(event)

    async def _tell(self, kind: str, data: dict[str, Any]) -> None:
        selectors.tool_put(self.tools, kind, data)
        await self._run.tell(kind, data)

    async def _say(self, text: str) -> None:
        if self._first_text_at is None:
            self._first_text_at = time.monotonic()
        await self._run.say(text)

    async def pause(self) -> None:
        """Wait until the first text has been shown for a moment; usually it has."""
        if self._first_text_at is not None:
            await asyncio.sleep(self._first_text_at + LEAST_SECONDS - time.monotonic())


def _answer_facts(ended: TurnEnded) -> dict[str, Any]:
    """What the run's row keeps: who answered, why it ended there, what it cost."""
    usage = asdict(ended.usage) if ended.usage else None
    return {"model": ended.model, "finish_reason": ended.finish_reason, "usage": usage}


def _tool_facts(tool: Tool[Any, Any], call_id: str, message: str) -> dict[str, Any]:
    return {
        "message": message,
        "tool": tool.name,
        "call_id": call_id,
        "display_name": tool.display_name,
        "icon": tool.icon,
        "category": tool.category,
    }
