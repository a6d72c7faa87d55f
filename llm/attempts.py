"""What a model is asked, and whether it is asked again: only ever before its first token."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from random import uniform
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from llm.conf import model_settings
from llm.errors import ModelError
from llm.failures import is_silence, told_by
from llm.types import Message

if TYPE_CHECKING:
    from openai import AsyncOpenAI

LONGEST_WAIT = 5.0
"""Seconds between two attempts, at most: somebody is waiting."""

FIRST_WAIT = 0.5

_OPTIONAL = ("temperature", "stream_options", "max_tokens", "max_completion_tokens")
"""What some models and servers refuse (the o series and gpt-5 know no temperature), and which the
answer does not depend on."""

_LIMITS = ("max_tokens", "max_completion_tokens")
"""The longest answer, as most servers know it, and as OpenAI's newer models do."""

_NOT_KNOWN = re.compile(
    r"support|unrecognized|unknown|unexpected|permitted|too large", re.IGNORECASE
)

_refused: "WeakKeyDictionary[AsyncOpenAI, defaultdict[str, set[str]]]" = WeakKeyDictionary()
"""By client, then by model: what its server has refused. Forgotten with the client: the next server
at the same address may be another."""


class Attempts:
    """One turn's request, and what may still be tried.

    Messages and tools are on the wire as they are here. So they travel as `extra_body`, which the
    SDK sends unseen: as arguments of their own it walks through each of them by the types it has
    for all that they might be (a tenth of all CPU of short answers with a history).

    The SDK retries what fails before the response's head, silence included, with backoff and
    `Retry-After` respected. As many times again a stream that broke after its head, but before its
    first token, is asked for anew; one that fell silent there is not, and nothing is that has begun
    to speak: its words were heard.
    """

    def __init__(
        self,
        client: "AsyncOpenAI",
        messages: Sequence[Message],
        tools: Sequence[Mapping[str, Any]],
    ) -> None:
        settings = model_settings()
        by_model = _refused.setdefault(client, defaultdict(set))
        self._unwanted = by_model[settings.model_name]
        self._left = client.max_retries
        self._wait = FIRST_WAIT
        request = {
            "model": settings.model_name,
            "messages": [],
            "temperature": settings.temperature,
            "stream": True,
            "stream_options": {"include_usage": True},
            "extra_body": {"messages": messages, **({"tools": tools} if tools else {})},
        }
        self.request: dict[str, Any] = {
            name: request[name] for name in request if name not in self._unwanted
        }
        self._limit_answer(settings.max_answer_tokens)

    async def again(self, error: Exception) -> bool:
        """Whether to ask once more after an error that came before the first token; waits first."""
        if self._drops_what_was_refused(error):
            return True
        if not (self._left and _may_pass(error)):
            return False
        self._left -= 1
        await asyncio.sleep(self._wait * uniform(0.75, 1))  # noqa: S311  (no secret)
        self._wait = min(2 * self._wait, LONGEST_WAIT)
        return True

    def _drops_what_was_refused(self, error: Exception) -> bool:
        """Leave out a parameter that the server's 400 or 422 names, now and from now on."""
        import openai

        if not isinstance(error, openai.BadRequestError | openai.UnprocessableEntityError):
            return False
        told = told_by(error)
        if not _NOT_KNOWN.search(told):
            told = ""
        named = [
            name
            for name in _OPTIONAL
            if name in self.request and (name == error.param or name in told)
        ]
        for name in named:
            limit = self.request.pop(name)
            self._unwanted.add(name)
            if name in _LIMITS:
                self._limit_answer(limit)
        return bool(named)

    def _limit_answer(self, tokens: int) -> None:
        """Ask for no longer an answer, by the first name that the server has not refused."""
        name = next((name for name in _LIMITS if name not in self._unwanted), None)
        if name is not None:
            self.request[name] = tokens


def _may_pass(error: Exception) -> bool:
    """Whether an error is one that passes, and the SDK has not retried already."""
    import openai

    if isinstance(error, ModelError):
        return error.retryable
    return not (isinstance(error, openai.OpenAIError) or is_silence(error))
