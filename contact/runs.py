"""How the AI answers a visitor: one run, from what was asked to stored messages.

Something is said in time (`CONTACT_REPLY_SECONDS` after the oldest message that the run answers):
what has been written until then, or a word that it still looks. The rest follows as a second
message; where the visitor has said more meanwhile it ends there, for the next answer to begin.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from typing import Any, assert_never

from contact import answers, selectors, services
from contact.knowledge.answering import grounding, messages
from llm.agents import Agent, Team, converse, prepare
from llm.client import close_clients
from llm.errors import ModelError
from llm.types import (
    AnswerEvent,
    GuardrailTripped,
    HandedOff,
    TextDelta,
    ToolCalled,
    ToolReturned,
    TurnEnded,
)
from realtime.errors import RunFailed
from realtime.kinds import Ending, RunContext, RunKind
from realtime.models import Run
from realtime.transactions import read

#: A longer answer comes as several messages: each is one frame, and one entry of the log.
PART_CHARACTERS = 16_000

#: The instructions come with the messages: what was found for the question is among them.
DESK: Team[None] = Team(Agent("Contact Desk", ""))


class ContactRun(RunKind):
    """Answers what a visitor has asked."""

    name = services.RUN_KIND

    async def prepare(self) -> None:
        await prepare()

    async def release(self) -> None:
        await close_clients()

    async def perform(self, run: RunContext) -> None:
        answer = Answer(run)
        writing = asyncio.create_task(answer.write())
        try:
            left = max(0.0, run.input["until"] - time.time())
            await asyncio.wait({writing}, timeout=left)
            if not writing.done():
                ends = await read(selectors.another_waits, run.room)
                await answer.say_part(whole=ends)
                if ends:
                    return
            await writing
        except ModelError as error:
            raise RunFailed(error.reason) from error
        finally:
            run.result = answer.parts
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)

    def ended(self, run: Run, ending: Ending) -> Mapping[str, Any]:
        return answers.answer_record(run, ending)


class Answer:
    """Lets a run say what a model writes, and the first part of it in time."""

    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._told = 0
        self._untold = 0
        #: How many parts were said as messages of their own.
        self.parts = 0

    async def write(self) -> None:
        """Say all of it. Raises ModelError."""
        asked = await read(selectors.asked, self._run.key)
        found = await read(grounding, asked.question)
        asked_for = messages(asked.history, asked.question, found)
        await converse(DESK, asked_for, None, self._hear, meter=self._run)

    async def say_part(self, *, whole: bool = False) -> None:
        """Say the sentences that there are as a message of their own, or that it takes a moment.

        With `whole` all that there is, in the middle of a sentence too.
        """
        untold = self._run.text[self._told :]
        text = untold if whole else answers.sentences(untold)
        self.parts += 1
        self._told, self._untold = self._told + len(text), len(untold) - len(text)
        await self._run.writer.commit(partial(answers.part_record, self._run, text))

    async def _hear(self, event: AnswerEvent) -> None:
        match event:
            case TextDelta():
                await self._say(event.text)
            case GuardrailTripped():
                await self._say(event.refusal)
            case TurnEnded():
                usage = asdict(event.usage) if event.usage else None
                facts = {"model": event.model, "finish_reason": event.finish_reason}
                self._run.facts.update({**facts, "usage": usage})
            case ToolCalled() | ToolReturned() | HandedOff():
                pass  # the desk is one agent without tools
            case _:
                assert_never(event)

    async def _say(self, text: str) -> None:
        while len(text) > (left := PART_CHARACTERS - self._untold):
            await self._run.say(text[:left])
            await self.say_part()
            text = text[left:]
        self._untold += len(text)
        await self._run.say(text)
