"""How the offline model plays the agents: hands over, asks tools, words what they said."""

from collections.abc import Sequence
from dataclasses import dataclass

from llm.offline.skills import PlannedCall, Question, Skill

_SURE = 1_000.0
"""More than any number of keywords gives: where these agents are, the question is theirs."""

_WAYS = {"transfer_to_triage_agent", "transfer_to_weather_agent"}
"""Handoffs of which each of the agents is offered one."""


def skills() -> tuple[Skill, ...]:
    """Return the skills in which the assistant instructs the offline model."""
    return (AssistantSkill(),)


@dataclass(frozen=True)
class AssistantSkill:
    """Takes every question that one of the assistant's agents is asked.

    What is wanted of another agent goes there by way of the triage; what is wanted of one agent is
    asked for at once. When all has been asked, the last agent tells all of it.
    """

    def matches(self, question: Question) -> float:
        return _SURE if _WAYS & question.offered.keys() else 0

    def plan(self, question: Question) -> Sequence[PlannedCall]:
        from chatstream.assistant.offline.turn import Turn  # its words take 0.1 s to compile

        return Turn(question).calls()

    def word(self, question: Question) -> str:
        from chatstream.assistant.offline.turn import Turn

        return Turn(question).words()
