"""The SDK's hooks, as events. The SDK awaits them, so that no event overtakes another, or text."""

from dataclasses import dataclass, field
from typing import Any

from agents import Agent as SdkAgent
from agents import FunctionTool, RunContextWrapper, RunHooks
from agents import Tool as SdkTool
from agents.tool_context import ToolContext

from llm.agents.talk import Talk
from llm.tools import Tool, ToolOutcome
from llm.types import HandedOff


@dataclass
class AppTool(FunctionTool):
    """An app's tool in the SDK's form."""

    ours: Tool[Any, Any] = field(kw_only=True)


async def run_app_tool(wrapper: ToolContext[Talk], _arguments_json: str) -> ToolOutcome:
    """Run the tool that was called: the SDK gives the model `str` of what this returns."""
    talk: Talk = wrapper.context
    return await talk.tool_runs(wrapper.tool_call_id)


class TellingHooks(RunHooks[Talk]):
    """Tells the listener of tools and handoffs."""

    async def on_tool_start(
        self, context: RunContextWrapper[Talk], agent: SdkAgent[Talk], tool: SdkTool
    ) -> None:
        if isinstance(context, ToolContext) and isinstance(tool, AppTool):
            talk, sent = context.context, context.tool_arguments
            await talk.tool_begins(context.tool_call_id, tool.ours, sent)

    async def on_tool_end(
        self, context: RunContextWrapper[Talk], agent: SdkAgent[Talk], tool: SdkTool, result: object
    ) -> None:
        if isinstance(context, ToolContext) and isinstance(result, ToolOutcome):
            await context.context.tool_ends(context.tool_call_id, result)

    async def on_handoff(
        self,
        context: RunContextWrapper[Talk],
        from_agent: SdkAgent[Talk],
        to_agent: SdkAgent[Talk],
    ) -> None:
        await context.context.tell(HandedOff(from_agent.name, to_agent.name))
