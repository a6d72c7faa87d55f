"""A model writes what a film says, where a real one is configured: asked from a worker's thread."""

import asyncio

from llm.agents import Agent, Team, converse, prepare
from llm.client import close_clients
from llm.types import AnswerEvent, TextDelta

#: What it is asked stands in the question, which the pipeline words.
WRITER: Team[None] = Team(Agent("Script Writer", ""))


def model_ask(question: str) -> str:
    """Return what the model says. Raises ModelError."""
    return asyncio.run(_ask(question))


async def _ask(question: str) -> str:
    said: list[str] = []

    async def hear(event: AnswerEvent) -> None:
        if isinstance(event, TextDelta):
            said.append(event.text)

    await prepare()
    try:
        await converse(WRITER, [{"role": "user", "content": question}], None, hear)
    finally:
        await close_clients()  # they belong to this loop, which ends
    return "".join(said)
