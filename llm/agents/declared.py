"""What an app writes down about its agents. Nothing here knows the SDK, nor loads it."""

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from llm.tools import Context, Tool
from llm.types import Message


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a guardrail found. `reasoning` may be shown.

    `refusal` takes the place of the guardrail's own: in the language of what was asked, say.
    """

    passed: bool
    reasoning: str = ""
    refusal: str = ""


@dataclass(frozen=True)
class Guardrail(Generic[Context]):
    """A check of what was asked, before any model hears it.

    `check` gets the context and the messages. Where it does not pass, the answer is the verdict's
    refusal or else this one; where it raises, nothing is answered: what could not be checked is not
    let through.
    """

    name: str
    check: Callable[[Context, Sequence[Message]], Awaitable[Verdict]]
    refusal: str


@dataclass(frozen=True)
class Agent(Generic[Context]):
    """One part that a model plays.

    `instructions` may be made of the context, anew for each request. `handoffs` are the names of
    the agents that may take over; these read `description` when they choose. `input_guardrails`
    count for the team's first agent only: what it let in, the others take.
    """

    name: str
    instructions: str | Callable[[Context], str]
    tools: tuple[Tool[Context, Any], ...] = ()
    handoffs: tuple[str, ...] = ()
    description: str = ""
    input_guardrails: tuple[Guardrail[Context], ...] = ()

    def instructed(self, context: Context) -> str:
        """Return what this agent is told in a conversation with this context."""
        said = self.instructions
        return said if isinstance(said, str) else said(context)

    @property
    def handoff_tool(self) -> str:
        """The tool by which a model hands over to this agent: `transfer_to_weather_agent`."""
        return "transfer_to_" + re.sub(r"[^a-z0-9]+", "_", self.name.lower()).strip("_")


class Team(Generic[Context]):
    """Agents that know each other by name; the first one begins. Declared once, at import.

    Raises ValueError where a name is unknown, or where two agents or tools cannot be told apart.
    """

    def __init__(self, *agents: Agent[Context]) -> None:
        self.agents = agents
        self._by_name = {agent.name: agent for agent in agents}
        if not agents:
            raise ValueError("a team without agents")
        _refuse_doubles(agent.name for agent in agents)
        _refuse_doubles(agent.handoff_tool for agent in agents)
        for agent in agents:
            _refuse_doubles([*(tool.name for tool in agent.tools), *self._ways_on(agent)])

    def __getitem__(self, name: str) -> Agent[Context]:
        return self._by_name[name]

    def _ways_on(self, agent: Agent[Context]) -> list[str]:
        unknown = set(agent.handoffs) - set(self._by_name)
        if unknown:
            raise ValueError(f"{agent.name} hands off to {sorted(unknown)}, who are not there")
        return [self[name].handoff_tool for name in agent.handoffs]


def _refuse_doubles(names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"two are called {name}")
        seen.add(name)
