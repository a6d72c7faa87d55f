"""What an app wrote down, as the SDK knows it. A team is translated once."""

from typing import Any
from weakref import WeakKeyDictionary

from agents import Agent as SdkAgent
from agents import (
    GuardrailFunctionOutput,
    Handoff,
    InputGuardrail,
    ModelSettings,
    RunContextWrapper,
    handoff,
)

from llm.agents.declared import Agent, Guardrail, Team
from llm.agents.hooks import AppTool, run_app_tool
from llm.agents.messages import chat_messages
from llm.agents.talk import Talk
from llm.tools import Tool

_translated: "WeakKeyDictionary[Team[Any], SdkAgent[Talk]]" = WeakKeyDictionary()


def first_agent(team: Team[Any]) -> SdkAgent[Talk]:
    """Return the agent that begins, in the SDK's form, with all those it may hand off to."""
    if team not in _translated:
        _translated[team] = _translate(team)
    return _translated[team]


def _translate(team: Team[Any]) -> SdkAgent[Talk]:
    agents = {agent.name: _agent(agent) for agent in team.agents}
    for agent in team.agents:
        agents[agent.name].handoffs = [_handoff(team[to], agents[to]) for to in agent.handoffs]
    return agents[team.agents[0].name]


def _agent(agent: Agent[Any]) -> SdkAgent[Talk]:
    def instructions(wrapper: RunContextWrapper[Talk], _agent: SdkAgent[Talk]) -> str:
        return agent.instructed(wrapper.context.context)

    return SdkAgent(
        name=agent.name,
        instructions=instructions,
        handoff_description=agent.description,
        tools=[_tool(tool) for tool in agent.tools],
        input_guardrails=[_guardrail(guardrail) for guardrail in agent.input_guardrails],
        model_settings=ModelSettings(),
    )


def _tool(tool: Tool[Any, Any]) -> AppTool:
    return AppTool(
        name=tool.name,
        description=tool.description,
        params_json_schema=tool.wire["function"]["parameters"],
        on_invoke_tool=run_app_tool,
        strict_json_schema=False,  # strict schemas have no defaults, and not all servers know them
        ours=tool,
    )


def _handoff(to: Agent[Any], agent: SdkAgent[Talk]) -> Handoff[Talk, SdkAgent[Talk]]:
    description = f"Hand over to {to.name}. {to.description}".strip()
    return handoff(agent, tool_name_override=to.handoff_tool, tool_description_override=description)


def _guardrail(guardrail: Guardrail[Any]) -> InputGuardrail[Talk]:
    async def check(
        wrapper: RunContextWrapper[Talk], _agent: SdkAgent[Any], asked: str | list[Any]
    ) -> GuardrailFunctionOutput:
        items = [{"role": "user", "content": asked}] if isinstance(asked, str) else asked
        verdict = await guardrail.check(wrapper.context.context, chat_messages(None, items))
        return GuardrailFunctionOutput((guardrail, verdict), not verdict.passed)

    # Before the model and not beside it: a question that is refused costs no request.
    return InputGuardrail(check, name=guardrail.name, run_in_parallel=False)
