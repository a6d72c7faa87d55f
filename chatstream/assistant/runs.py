"""How the assistant answers: one run, from a question to a stored message, over several agents."""

import asyncio
import time
from dataclasses import asdict
from importlib import import_module
from typing import Any, assert_never

import orjson

from chatstream import conversations
from chatstream.assistant import details, frames, selectors, services
from chatstream.assistant.conf import assistant_settings
from chatstream.assistant.helper import Helper
from chatstream.assistant.rooms import conversing
from chatstream.assistant.team import TEAM, TRIAGE
from chatstream.selectors import history
from llm.agents import Team, converse, prepare
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
from realtime import log
from realtime.errors import RunFailed
from realtime.kinds import Ending, RunContext, RunKind
from realtime.models import Run
from realtime.transactions import read

#: Characters of a tool's result, and bytes of its arguments, that clients are told; the model has
#: read all of it.
RESULT_CHARACTERS, ARGUMENT_BYTES = 8_000, 4_000
#: What clients are told of a tool that failed.
FAILED = "工具执行失败"
#: What the first question would wait for otherwise, 0.1 s each.
_LOADED_EARLY = ("chatstream.assistant.offline.turn", "chatstream.sources.fetch")
#: Characters of a refused question that its guardrail repeats.
INPUT_CHARACTERS = 500


class AssistantRun(RunKind):
    """Answers a question in a room, with whichever agents it takes."""

    name = services.RUN_KIND

    def __init__(self, team: Team[Helper] = TEAM) -> None:
        self._team = team

    async def prepare(self) -> None:
        await prepare()
        for module in _LOADED_EARLY:
            await asyncio.to_thread(import_module, module)

    async def release(self) -> None:
        await close_clients()

    async def perform(self, run: RunContext) -> None:
        asked = await read(history, run.key)
        voice = Voice(run)
        await voice.begin()
        try:
            helper = Helper(run.input["user_id"])
            rounds = assistant_settings().max_assistant_rounds
            await converse(self._team, asked, helper, voice.tell, meter=run, max_rounds=rounds)
        except ModelError as error:
            raise RunFailed(error.reason) from error
        await voice.end_message()

    def opening(self, run: Run) -> dict[str, Any]:
        begun = {"query": run.input["query"], "agent": TRIAGE, "at": now_ms()}
        return {**services.run_facts(run), **begun}

    def queued(self, run: Run) -> None:
        conversations.question_record(run, *conversing(services.asked_in(run.input)))

    def ended(self, run: Run, ending: Ending) -> dict[str, Any]:
        """Tell what `opening` has told again: a run may end that was never begun."""
        conversations.answer_record(run, ending, details.details_of(log.read_run(run)))
        return services.run_facts(run)


class Voice:
    """Lets a run say what a conversation tells, and how the asker's context changes with it."""

    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._room = services.asked_in(run.input)
        self._context: dict[str, Any] = {}
        self._speaking = False

    async def begin(self) -> None:
        """Tell the context as the run finds it, unless there is none."""
        self._context = await self._context_now()
        if any(self._context.values()):
            await self._tell(frames.CONTEXT_TOLD, context=self._context, changed=None)

    async def tell(self, event: AnswerEvent) -> None:
        match event:
            case TextDelta():
                await self._say(event.text)
            case GuardrailTripped():
                await self._tell(frames.GUARDRAIL_TRIPPED, guardrail=self._tripped(event))
                await self._say(event.refusal)
            case HandedOff():
                await self._told_apart(frames.HANDED_OFF, source=event.source, target=event.target)
            case ToolCalled():
                arguments = shown_arguments(event.arguments)
                call = {"tool": event.tool.name, "call_id": event.call_id}
                await self._told_apart(frames.TOOL_CALLED, arguments=arguments, **call)
            case ToolReturned():
                await self._tell(frames.TOOL_RETURNED, **_returned(event))
                await self._update_context()
            case TurnEnded():
                usage = asdict(event.usage) if event.usage else None
                facts = {"model": event.model, "finish_reason": event.finish_reason}
                self._run.facts.update(facts, usage=usage)
            case _:
                assert_never(event)

    async def _say(self, text: str) -> None:
        self._speaking = True
        await self._run.say(text)

    async def _told_apart(self, kind: str, **data: Any) -> None:
        """Tell what comes between two messages."""
        await self.end_message()
        await self._tell(kind, **data)

    async def end_message(self) -> None:
        if self._speaking:
            self._speaking = False
            await self._tell(frames.MESSAGE_ENDED)

    async def _tell(self, kind: str, **data: Any) -> None:
        await self._run.tell(kind, {**data, "at": now_ms()})

    async def _update_context(self) -> None:
        context = await self._context_now()
        changed = [
            name
            for name in {**self._context, **context}
            if self._context.get(name) != context.get(name)
        ]
        if changed:
            self._context = context
            await self._tell(frames.CONTEXT_TOLD, context=context, changed=changed)

    async def _context_now(self) -> dict[str, Any]:
        """Return what is kept for the asker: in a room of others that is nobody else's business."""
        return await read(selectors.context_in, self._room, self._run.input["user_id"])

    def _tripped(self, event: GuardrailTripped) -> dict[str, Any]:
        return {
            "name": event.guardrail,
            "input": self._run.input["query"][:INPUT_CHARACTERS],
            "reasoning": event.reasoning,
            "passed": False,
        }


def _returned(event: ToolReturned) -> dict[str, Any]:
    """Return what clients are told of a tool's end: why it failed is for the model alone."""
    result = event.result_text if event.ok else FAILED
    result = result.encode(errors="replace").decode()  # lone surrogates are no JSON
    if len(result) > RESULT_CHARACTERS:
        result = result[: RESULT_CHARACTERS - 1] + "…"
    call = {"tool": event.tool.name, "call_id": event.call_id}
    return {**call, "ok": event.ok, "result": result}


def shown_arguments(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return what clients are told of a tool's arguments, which a model may make any length."""
    try:
        fits = len(orjson.dumps(arguments)) <= ARGUMENT_BYTES
    except TypeError:  # a number of more than 64 bits: the log cannot hold it either
        fits = False
    return arguments if fits else dict.fromkeys(list(arguments)[:20], "…")


def now_ms() -> int:
    return time.time_ns() // 1_000_000
