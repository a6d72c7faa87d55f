"""A team answers, from the messages to the last event: the SDK's runner, with everything ours."""

from collections.abc import Sequence
from copy import copy
from typing import Any

from agents import (
    InputGuardrailTripwireTriggered,
    MaxTurnsExceeded,
    ModelProvider,
    RunConfig,
    Runner,
    ToolErrorFormatterArgs,
    ToolExecutionConfig,
    set_tracing_disabled,
)
from agents.exceptions import AgentsException
from agents.tracing import set_trace_provider
from agents.tracing.provider import DefaultTraceProvider

from llm.agents.declared import Team
from llm.agents.hooks import TellingHooks
from llm.agents.talk import Talk
from llm.agents.team import first_agent
from llm.agents.turns import TurnModel
from llm.errors import ModelProtocolError, TooManyToolRounds
from llm.tools import error_text
from llm.types import GuardrailTripped, Message, TurnEnded

# By default conversations go to OpenAI's tracing endpoint, whatever the base URL. This provider has
# no exporter, so that there is nothing that could send; and it is switched off.
set_trace_provider(DefaultTraceProvider())
set_tracing_disabled(True)


class _NoProvider(ModelProvider):
    """The SDK's own provider would build clients of its own; each conversation brings its model."""

    def get_model(self, model_name: str | None) -> TurnModel:
        raise LookupError(model_name)


def _no_such_tool(given: ToolErrorFormatterArgs[Any]) -> str:
    return error_text("no such tool", offered=sorted(given.run_context.context.offered))


_HOOKS = TellingHooks()
_CONFIG = RunConfig(
    model_provider=_NoProvider(),
    tracing_disabled=True,
    tool_execution=ToolExecutionConfig(max_function_tool_concurrency=1),
    tool_not_found_behavior="return_error_to_model",
    tool_error_formatter=_no_such_tool,
)


async def hold(
    team: Team[Any],
    messages: Sequence[Message],
    talk: Talk,
    max_rounds: int,
) -> None:
    """Hold a conversation; `llm.agents.converse` says what comes of it."""
    try:
        await _run(team, messages, talk, max_rounds)
    except InputGuardrailTripwireTriggered as tripped:
        await _refuse(talk, team, tripped)
    except MaxTurnsExceeded:
        raise TooManyToolRounds from None
    except AgentsException as error:
        if talk.failure is not None:
            raise talk.failure from None
        raise ModelProtocolError(detail=type(error).__name__) from error
    finally:
        await talk.close()
    await talk.tell(talk.ended)


async def _run(team: Team[Any], messages: Sequence[Message], talk: Talk, max_rounds: int) -> None:
    asked: list[Any] = [dict(message) for message in messages]
    model, agent = TurnModel(talk), first_agent(team)
    # Most answers are one turn of text: a quarter of their CPU would go into the SDK's bookkeeping.
    if not agent.input_guardrails and not await model.begin(team.agents[0], agent, asked):
        return
    config = copy(_CONFIG)  # building one takes 0.25 ms
    config.model = model
    await Runner.run(
        agent,
        asked,
        context=talk,
        max_turns=max_rounds + 1,
        hooks=_HOOKS,
        run_config=config,
    )


async def _refuse(talk: Talk, team: Team[Any], tripped: InputGuardrailTripwireTriggered) -> None:
    guardrail, verdict = tripped.guardrail_result.output.output_info
    agent = team.agents[0].name
    talk.ended = TurnEnded("guardrail")
    refusal = verdict.refusal or guardrail.refusal
    await talk.tell(GuardrailTripped(agent, guardrail.name, refusal, verdict.reasoning))
