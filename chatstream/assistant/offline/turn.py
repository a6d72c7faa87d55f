"""One question to the offline model: what is to be done next, and what is said at the end."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from chatstream.assistant.offline import talk
from chatstream.assistant.offline.intents import Intent
from chatstream.assistant.offline.reading import TALK, wanted
from chatstream.assistant.offline.wording import worded
from chatstream.assistant.team import TEAM, TRIAGE
from llm.offline.skills import PlannedCall, Question, ToolResult

_AGENT_OF = {tool.name: agent for agent in TEAM.agents for tool in agent.tools}


@dataclass(frozen=True)
class Turn:
    """One question, and what has been done about it."""

    question: Question

    @cached_property
    def intents(self) -> list[Intent]:
        return wanted(self.question.messages, timezone.localdate())

    @cached_property
    def pending(self) -> list[Intent]:
        """What has not been asked for yet."""
        asked = Counter(result.name for result in self.question.results)
        left = []
        for intent in self.intents:
            asked[intent.tool] -= 1
            if intent.tool in _AGENT_OF and asked[intent.tool] < 0:
                left.append(intent)
        return left

    def calls(self) -> Sequence[PlannedCall]:
        """Return the next round: tools, or a handoff; nothing where there is something to say."""
        if not self.pending:
            return ()
        agent = _AGENT_OF[self.pending[0].tool]
        offered = self.question.offered
        if self.pending[0].tool in offered:
            mine = [intent for intent in self.pending if _AGENT_OF[intent.tool] is agent]
            return [PlannedCall(intent.tool, intent.arguments) for intent in mine]
        ways = (agent.handoff_tool, TEAM[TRIAGE].handoff_tool)
        return [PlannedCall(way, {}) for way in ways if way in offered][:1]

    def words(self) -> str:
        text = self.question.text
        told = [worded(intent, result, text) for intent, result in self._answered()]
        if told:
            return "\n\n".join(told)
        if self.intents[0].tool == TALK:
            return talk.small_talk(text)
        return talk.belongs_to_none(text)

    def _answered(self) -> list[tuple[Intent, ToolResult]]:
        """Pair each intent with its result: the first call of a tool is the first intent's."""
        results = list(self.question.results)
        pairs = []
        for intent in self.intents:
            found = next((each for each in results if each.name == intent.tool), None)
            if found is not None:
                results.remove(found)
                pairs.append((intent, found))
        return pairs
