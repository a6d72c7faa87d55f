"""A scripted model that tests share: what it says depends on what it is asked."""

import asyncio
from collections.abc import Mapping
from itertools import count
from typing import Any

from llm.scripts import Reply, Script, Step, tokens
from llm.scripts.steps import Received
from tests.waiting import PATIENCE

_numbers = count(1)


class Playbook(Script):
    """One script a question. A question that nobody scripted is answered with `?`."""

    def __init__(self) -> None:
        super().__init__(tokens("?"))
        self._scripts: dict[str, Script] = {}

    def question(self, *replies: Reply | Step) -> str:
        """Return a new question, which will be answered with these replies."""
        text = f"scripted question {next(_numbers)}"
        self.answers(text, *replies)
        return text

    def answers(self, question: str, *replies: Reply | Step) -> None:
        """Answer this question with these replies, one a request, the last one again and again."""
        self._scripts[question] = Script(*replies)

    def requests_for(self, question: str) -> list[Received]:
        """Return the requests that this question has led to."""
        return list(self._scripts[question].requests)

    async def reached_by(self, question: str) -> None:
        """Wait until this question has led to a request."""
        await asyncio.wait_for(self._scripts[question].asked.wait(), PATIENCE)

    def receive(
        self, body: dict[str, Any], headers: Mapping[str, str], *args: Any, **kwargs: Any
    ) -> tuple[Received, Reply]:
        said = [message["content"] for message in body["messages"] if message["role"] == "user"]
        script = self._scripts.get(said[-1])
        if script is None:
            return super().receive(body, headers, *args, **kwargs)
        return script.receive(body, headers, *args, **kwargs)
