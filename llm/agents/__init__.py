"""Agents: who answers, with which tools, who takes over from whom, what is refused beforehand.

    declared     Agent, Guardrail, Team: what an app writes down
    conversation converse(): a team answers, every event awaited by its listener
      hooks        the SDK's awaited hooks → events
      team         what an app wrote down, as the SDK knows it
      turns        the SDK's Model, over llm.reader: text passes it by, it sees whole turns
        messages     the SDK's items → Chat Completions messages (pure)
      talk         what one conversation knows while it runs

The SDK is `openai-agents`. Importing it takes a second of CPU and 45 MB, so that of these modules
only `conversation`, `hooks`, `team` and `turns` do, and they are loaded by `prepare` or by the
first `converse`, never by an app's own imports.
"""

import asyncio
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from llm.agents.declared import Agent, Guardrail, Team, Verdict
from llm.agents.talk import DraftListener, Listener, Talk
from llm.client import model_client
from llm.conf import model_settings
from llm.metering import Meter
from llm.tools import Context
from llm.types import Message

if TYPE_CHECKING:
    from openai import AsyncOpenAI

_loaded = False

__all__ = [
    "Agent",
    "DraftListener",
    "Guardrail",
    "Listener",
    "Team",
    "Verdict",
    "converse",
    "prepare",
]


async def prepare() -> None:
    """Load what answering needs, when a server starts: the SDKs and the loop's client."""
    await _load()
    model_client()


async def _load() -> None:
    """Import the SDKs once, in a thread: the loop has other things to do for that second."""
    global _loaded
    if not _loaded:
        await asyncio.to_thread(import_module, "llm.agents.conversation")
        _loaded = True


async def converse(
    team: Team[Context],
    messages: Sequence[Message],
    context: Context,
    listener: Listener,
    *,
    meter: Meter | None = None,
    client: "AsyncOpenAI | None" = None,
    max_rounds: int | None = None,
    draft_listener: DraftListener | None = None,
) -> None:
    """Let a team answer `messages` (users' and assistants', oldest first; they stay unchanged).

    Awaits `listener` with each event before anything else happens, so a slow listener slows the
    model down: text as it arrives, a ToolCalled and a ToolReturned around each tool, HandedOff
    between two agents, and at last one TurnEnded with the usage of all requests together. Where an
    input guardrail trips, GuardrailTripped and TurnEnded are all, and no model was asked.

    `draft_listener` is awaited in the same way with the arguments of tool calls while the model
    writes them; a call that it heard of may still turn out to be none that can be made.

    `meter` is asked before each request and told after it what it has cost.

    `context` is handed to tools, guardrails and instructions as it is. What `listener` raises ends
    the answer and is raised here. Raises ModelError, perhaps after text; TooManyToolRounds after
    `max_rounds` turns (`MAX_TOOL_ROUNDS` unless given) that ended in tools or handoffs. Being
    cancelled ends the request to the model and the running tool before this returns.
    """
    await _load()
    from llm.agents.conversation import hold

    talk = Talk(context, listener, client or model_client(), meter, draft_listener)
    await hold(team, messages, talk, max_rounds or model_settings().max_tool_rounds)
