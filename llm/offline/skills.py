"""What the offline model understands. Apps contribute skills in their `AppConfig.ready`."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import orjson

_CJK = re.compile(r"[㐀-鿿豈-﫿]")


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """A tool that the offline model asks for."""

    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool that was asked for since the question has answered."""

    name: str
    text: str

    @property
    def data(self) -> Any:
        """The result as JSON; its text where it is none."""
        try:
            return orjson.loads(self.text)
        except orjson.JSONDecodeError:
            return self.text

    @property
    def error(self) -> str:
        """What went wrong in the tool, or ""."""
        data = self.data
        return str(data["error"]) if isinstance(data, dict) and "error" in data else ""


@dataclass(frozen=True)
class Question:
    """What the offline model is asked: the user's last message and what has come of it since.

    `offered` maps the tools of the request to their descriptions; `messages` is the conversation as
    it was sent, for skills that look back.
    """

    text: str
    offered: Mapping[str, str]
    results: tuple[ToolResult, ...] = ()
    messages: tuple[Mapping[str, Any], ...] = ()

    @cached_property
    def chinese(self) -> bool:
        """True if the user writes Chinese, so that the answer does too."""
        return bool(_CJK.search(self.text))

    def mentions(self, keyword: str) -> bool:
        """True if the text holds `keyword`, a Latin one at the beginning of a word."""
        start = r"\b" if keyword[:1].isascii() else ""
        return bool(re.search(start + re.escape(keyword), self.text, re.IGNORECASE))


class Skill(Protocol):
    """Something that the offline model can do.

    For each request the best match is asked to `plan`; no plan, or a tool that is not offered:
    it is asked to `word` the answer. So a skill may plan again after a result (two tools, a
    handoff and a tool), and must return None when it has what it needs. Calls that need nothing
    of each other may be planned together: they run in order, and cost one round.
    """

    def matches(self, question: Question) -> float:
        """How sure the skill is that the question is its own; 0 is: not mine."""
        ...

    def plan(self, question: Question) -> PlannedCall | Sequence[PlannedCall] | None:
        """The next tool to ask for, or several for one turn."""
        ...

    def word(self, question: Question) -> str:
        """The answer, from `question.results`."""
        ...


@dataclass(frozen=True)
class ToolSkill:
    """The usual skill: keywords lead to one tool, whose result is put into words.

    `arguments` makes the tool's arguments from the question; `wording` gets the question and the
    tool's result, and is not asked where the tool failed.
    """

    tool: str
    keywords: tuple[str, ...]
    wording: Callable[[Question, ToolResult], str]
    arguments: Callable[[Question], Mapping[str, Any]] = lambda question: {}

    def matches(self, question: Question) -> float:
        if self.tool not in question.offered:
            return 0
        return sum(len(keyword) for keyword in self.keywords if question.mentions(keyword))

    def plan(self, question: Question) -> PlannedCall | None:
        if self._result(question):
            return None
        return PlannedCall(self.tool, self.arguments(question))

    def word(self, question: Question) -> str:
        result = self._result(question)
        if result is None or result.error:
            reason = result.error if result else self.tool
            return (
                f"抱歉，没有办成：{reason}" if question.chinese else f"Sorry, it failed: {reason}"
            )
        return self.wording(question, result)

    def _result(self, question: Question) -> ToolResult | None:
        return next((result for result in question.results if result.name == self.tool), None)


_registered: list[Skill] = []


def register_skill(skill: Skill) -> None:
    """Teach the offline model; the same skill twice counts once, the first of equals wins."""
    if skill not in _registered:
        _registered.append(skill)


def registered_skills() -> tuple[Skill, ...]:
    """Return what the installed apps have contributed."""
    return tuple(_registered)
