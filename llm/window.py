"""How much of a conversation a request carries. Pure.

The instructions and the newest question always go, with all that was done for it since; older turns
are left out, the oldest first. A turn goes whole or not at all, so that no tool's result is without
its call. Where the newest turn alone is too long, its tools' results are cut, the oldest first.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from llm.types import Message

_LEAST = 100
"""Tokens of a result that are kept, however long the others are."""

_CUT = "… (cut: {left} of {whole} characters left)"
_CUT_TOKENS = 16


def estimated_tokens(text: str) -> int:
    """Estimate a text's tokens: four Latin characters or one other a token.

    Tokenizers are files from a hub and differ by model. This errs on the high side for the common
    ones, so that the window is not overrun.
    """
    latin = len(text) if text.isascii() else len(text.encode("latin-1", "ignore"))
    return -(-latin // 4) + (len(text) - latin)


def request_tokens(messages: Iterable[Message], tools: Sequence[dict[str, Any]] = ()) -> int:
    """Estimate how many tokens a request has, beside the tools that it offers."""
    return estimated_tokens(_json(tools)) + _size(messages)


def fitting(
    messages: Sequence[Message], tokens: int, tools: Sequence[dict[str, Any]] = ()
) -> list[Message]:
    """Return the messages that fit into so many tokens, beside the tools that are offered."""
    head, turns = _turns(messages)
    tokens -= estimated_tokens(orjson.dumps(tools).decode()) + _size(head)
    if not turns:
        return head
    newest = turns.pop()
    tokens -= _size(newest)
    if tokens < 0:
        return [*head, *_cut(newest, -tokens)]
    kept = [newest]
    while turns and (tokens := tokens - _size(turns[-1])) >= 0:
        kept.append(turns.pop())
    return [*head, *(message for turn in reversed(kept) for message in turn)]


def _turns(messages: Iterable[Message]) -> tuple[list[Message], list[list[Message]]]:
    """Part messages: instructions, and turns, each a question with what followed it."""
    head: list[Message] = []
    turns: list[list[Message]] = []
    for message in messages:
        if message["role"] in ("system", "developer") and not turns:
            head.append(message)
        elif message["role"] == "user" or not turns:
            turns.append([message])
        else:
            turns[-1].append(message)
    return head, turns


def _size(messages: Iterable[Message]) -> int:
    return sum(map(_message_tokens, messages))


def _message_tokens(message: Message) -> int:
    """A message's tokens: four of its own, its text, its calls."""
    tokens = 4
    for part in (message.get("content"), message.get("tool_calls")):
        if part:
            tokens += estimated_tokens(part if isinstance(part, str) else _json(part))
    return tokens


def _json(part: object) -> str:
    return orjson.dumps(part).decode()


def _cut(turn: Sequence[Message], over: int) -> list[Message]:
    """Cut `over` tokens off a turn's results, as far as that goes."""
    cut: list[Message] = []
    for message in turn:
        text = message.get("content")
        if over > 0 and message["role"] == "tool" and isinstance(text, str):
            before = estimated_tokens(text)
            text = _shortened(text, max(_LEAST, before - over))
            over -= before - estimated_tokens(text)
            message = {**message, "content": text}
        cut.append(message)
    return cut


def _shortened(text: str, tokens: int) -> str:
    """Return a text's beginning, of about so many tokens, and how much of it that is."""
    size = estimated_tokens(text)
    if size <= tokens:
        return text
    left = len(text) * max(0, tokens - _CUT_TOKENS) // size
    return text[:left] + _CUT.format(left=left, whole=len(text))
