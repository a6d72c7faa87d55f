"""What a run's row says of its model. The column is JSON, and may hold anything."""

from typing import Any, NamedTuple

#: No model has such a name; a longer one would fill a page's line.
_NAME = 80


class Facts(NamedTuple):
    """Who answered, why it ended there, and what it cost in tokens; "" and None: not told."""

    model: str
    finish_reason: str
    prompt_tokens: int | None
    completion_tokens: int | None

    @property
    def tokens(self) -> str:
        """Prompt / completion, as a person reads it."""
        if self.prompt_tokens is None and self.completion_tokens is None:
            return ""
        return f"{_number(self.prompt_tokens)} / {_number(self.completion_tokens)}"


def facts_of(stored: object) -> Facts:
    """Return what can be read of a run's `facts`, whatever they are."""
    facts = _mapping(stored)
    usage = _mapping(facts.get("usage"))
    return Facts(
        _text(facts.get("model")),
        _text(facts.get("finish_reason")),
        _count(usage.get("prompt_tokens")),
        _count(usage.get("completion_tokens")),
    )


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value[:_NAME] if isinstance(value, str) else ""


def _count(value: object) -> int | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and 0 <= value < 2**53 else None  # type: ignore[operator,return-value]


def _number(value: int | None) -> str:
    return "–" if value is None else str(value)
