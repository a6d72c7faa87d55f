"""What the offline model says to a request: tool calls, or text. Pure."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from llm.offline.skills import PlannedCall, Question, Skill, ToolResult
from llm.offline.smalltalk import small_talk


def understand(request: Mapping[str, Any]) -> Question:
    """Find the question in a request, and the results that came since.

    Raises AttributeError, KeyError or TypeError for what is not in the form of Chat Completions.
    """
    messages: list[Mapping[str, Any]] = list(request["messages"])
    since = list(takewhile(lambda message: message.get("role") != "user", reversed(messages)))
    asked = messages[-len(since) - 1] if len(since) < len(messages) else {}
    return Question(
        text=text_of(asked),
        offered=_offered(request.get("tools") or ()),
        results=_results(list(reversed(since))),
        messages=tuple(messages),
    )


def reply(question: Question, skills: Sequence[Skill]) -> tuple[PlannedCall, ...] | str:
    """Let the skill that is surest plan or speak; where none is, say so kindly.

    Nothing is remembered between requests: as with a real model, the conversation is all there is.
    """
    sure = [(skill.matches(question), skill) for skill in skills]
    best, skill = max(sure, key=lambda pair: pair[0], default=(0, None))
    if skill is None or best <= 0:
        return small_talk(question)
    planned = _calls(skill.plan(question))
    if planned and all(call.name in question.offered for call in planned):
        return planned
    return skill.word(question)


def _calls(planned: PlannedCall | Sequence[PlannedCall] | None) -> tuple[PlannedCall, ...]:
    if planned is None:
        return ()
    return (planned,) if isinstance(planned, PlannedCall) else tuple(planned)


def text_of(message: Mapping[str, Any]) -> str:
    """Return a message's text: its content is a string, or parts of which some are text."""
    content = message.get("content")
    if isinstance(content, str):
        return content
    return "\n".join(part["text"] for part in content or () if part.get("type") == "text")


def _offered(tools: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    functions = [tool["function"] for tool in tools if tool.get("type") == "function"]
    return {function["name"]: function.get("description", "") for function in functions}


def _results(since: Sequence[Mapping[str, Any]]) -> tuple[ToolResult, ...]:
    names = {
        call["id"]: call["function"]["name"]
        for message in since
        for call in message.get("tool_calls") or ()
    }
    return tuple(
        ToolResult(names.get(message.get("tool_call_id"), ""), text_of(message))
        for message in since
        if message.get("role") == "tool"
    )
