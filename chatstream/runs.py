"""How the typewriter chat answers: one run, from a question to a stored message."""

from contextlib import aclosing
from typing import Any, assert_never

from chatstream import selectors, services
from chatstream.frames import TOOL_CALLED, TOOL_RETURNED
from chatstream.property.tools import PROPERTY_TOOLS, Resident
from llm.client import close_clients, model_client
from llm.errors import ModelError
from llm.tools import Tool
from llm.turns import answer
from llm.types import TextDelta, ToolCalled, ToolReturned, TurnEnded
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


class TypewriterRun(RunKind):
    """Answers a resident's question, with the property desk's tools."""

    name = "chatstream.typewriter"

    async def prepare(self) -> None:
        model_client()  # importing the SDK takes a second: not in front of the first question

    async def release(self) -> None:
        await close_clients()

    async def perform(self, run: RunContext) -> None:
        history = await read(selectors.history, run.key)
        resident = Resident(services.user_of(run.input), token=str(run.private.get("token") or ""))
        messages = [{"role": "system", "content": INSTRUCTIONS}, *history]
        try:
            async with aclosing(answer(messages, PROPERTY_TOOLS, resident)) as events:
                async for event in events:
                    await _say(run, event)
        except ModelError as error:
            raise RunFailed(error.reason) from error

    def opening(self, run: Run) -> dict[str, Any]:
        return {"query": run.input["query"]}

    def queued(self, run: Run) -> None:
        services.question_record(run)

    def ended(self, run: Run, ending: Ending) -> None:
        services.answer_record(run, ending)


async def _say(run: RunContext, event: TextDelta | ToolCalled | ToolReturned | TurnEnded) -> None:
    match event:
        case TextDelta():
            await run.say(event.text)
        case ToolCalled():
            message = event.tool.calling_message
            await run.tell(TOOL_CALLED, _tool_facts(event.tool, event.call_id, message))
        case ToolReturned():
            message = event.tool.completed_message if event.ok else "工具执行失败"
            await run.tell(TOOL_RETURNED, _tool_facts(event.tool, event.call_id, message))
        case TurnEnded():
            pass
        case _:
            assert_never(event)


def _tool_facts(tool: Tool[Any, Any], call_id: str, message: str) -> dict[str, Any]:
    return {
        "message": message,
        "tool": tool.name,
        "call_id": call_id,
        "display_name": tool.display_name,
        "icon": tool.icon,
        "category": tool.category,
    }
