"""One turn: the model works on the project's files in memory; all of it is stored, or nothing."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, assert_never

from codegen import mirror, prompts, selectors, services
from codegen.conf import codegen_settings
from codegen.errors import Conflict
from codegen.fenced import fences_apply
from codegen.frames import TOOL_CALLED, TOOL_RETURNED
from codegen.scribe import Scribe
from codegen.tools import DELETE, EDIT, FILE_TOOLS, WRITE
from codegen.tree import WorkingTree
from llm.agents import Agent, Team, converse, prepare
from llm.client import close_clients
from llm.errors import ModelError, ModelRejected
from llm.types import (
    AnswerEvent,
    GuardrailTripped,
    HandedOff,
    TextDelta,
    ToolCalled,
    ToolReturned,
    TurnEnded,
    Usage,
)
from realtime.errors import RunFailed
from realtime.kinds import Ending, RunContext, RunKind
from realtime.models import Run
from realtime.transactions import read

logger = logging.getLogger("codegen.runs")

WITH_TOOLS = Team(Agent("Coder", prompts.with_tools, FILE_TOOLS))
WITH_FENCES = Team(Agent("Coder", prompts.with_fences))

#: How a model's answer may end and be whole; anything else is one that broke off.
_CUT_OFF = ("length", "content_filter")


class GenerationRun(RunKind):
    """Does what a request asks of a project."""

    name = services.RUN_KIND

    async def prepare(self) -> None:
        await prepare()
        try:
            await read(mirror.mirrors_mend)
        except Exception:
            logger.exception("The projects' folders could not be mended; they are made from rows")

    async def release(self) -> None:
        await close_clients()
        await asyncio.to_thread(mirror.settle)

    async def perform(self, run: RunContext) -> None:
        base = await read(selectors.turn_base, run.key)
        if run.input["base"] not in (None, base.number):
            raise RunFailed(Conflict(run.input["base"], base.number).text)
        turn = TurnOf(run, base)
        try:
            await turn.generate()
        except ModelError as error:
            raise RunFailed(error.reason) from error
        finally:
            turn.close()
        run.result = turn.made()

    def opening(self, run: Run) -> dict[str, Any]:
        return {"prompt": selectors.prompt_of(run), "socket": run.input["socket"]}

    def queued(self, run: Run) -> None:
        services.turn_record(run)

    def ended(self, run: Run, ending: Ending) -> Mapping[str, Any]:
        return services.turn_end(run, ending)


class TurnOf:
    """Lets a model work on a project, and a run say what it does."""

    def __init__(self, run: RunContext, base: selectors.Base) -> None:
        self._run = run
        self._base = base
        self._tree = WorkingTree(base.files, codegen_settings())
        self._scribe = Scribe(run, self._tree)
        self._wrote = False
        self._model, self._usage, self._finish = "", Usage(0, 0), ""

    async def generate(self) -> None:
        """Do all of it. Raises ModelError and RunFailed."""
        messages = self._base.messages
        try:
            await self._converse(WITH_TOOLS, messages)
        except ModelRejected as rejected:
            if self._begun or not _may_know_no_tools(rejected):
                raise
            await self._converse(WITH_FENCES, messages)
        if not self._wrote:
            await self._take_fences()
        if self._tree.unmended:
            raise self._not_applied()

    def close(self) -> None:
        """Say no more of it."""
        self._scribe.close()

    def made(self) -> services.Made:
        """Return what is to be stored."""
        return services.Made(
            self._base.number,
            self._tree.files,
            self._tree.changed,
            self._model,
            asdict(self._usage),
        )

    @property
    def _begun(self) -> bool:
        return bool(self._run.text or self._wrote)

    async def _converse(self, team: Team[WorkingTree], messages: list[dict[str, str]]) -> None:
        rounds = codegen_settings().max_generation_rounds
        await converse(
            team,
            messages,
            self._tree,
            self._hear,
            meter=self._run,
            max_rounds=rounds,
            draft_listener=self._scribe.drafted,
        )
        if self._finish in _CUT_OFF:
            raise RunFailed(f"模型的回答不完整 (the model's answer ended early: {self._finish})")

    async def _take_fences(self) -> None:
        """Apply the blocks of the answer's text; where some do not apply, ask once to mend them."""
        text = self._run.text
        await self._apply_fences(text)
        if self._tree.unmended:
            mend = prompts.mend_request(self._tree.unmended)
            asked = [("assistant", text), ("user", mend)]
            more = [{"role": role, "content": content} for role, content in asked]
            await self._converse(WITH_FENCES, [*self._base.messages, *more])
            await self._apply_fences(self._run.text[len(text) :])

    async def _apply_fences(self, text: str) -> None:
        for block in await asyncio.to_thread(fences_apply, text, self._tree):
            self._scribe.applied(block)

    async def _hear(self, event: AnswerEvent) -> None:
        match event:
            case TextDelta():
                await self._run.say(event.text)
            case ToolCalled():
                await self._run.tell(TOOL_CALLED, _tool_facts(event, event.arguments))
                self._scribe.called(event)
            case ToolReturned():
                await self._returned(event)
            case TurnEnded():
                self._note(event)
            case HandedOff() | GuardrailTripped():
                pass  # one agent, no guardrails
            case _:
                assert_never(event)

    async def _returned(self, event: ToolReturned) -> None:
        await self._run.tell(TOOL_RETURNED, {**_tool_facts(event, {}), "ok": event.ok})
        self._scribe.returned(event)
        changes = event.tool.name in (WRITE, EDIT, DELETE)
        self._wrote = self._wrote or changes
        if self._tree.given_up is not None:  # it had its one chance to mend that
            raise self._not_applied()

    def _not_applied(self) -> RunFailed:
        problems = "; ".join(f"{path}: {why}" for path, why in self._tree.unmended.items())
        return RunFailed(f"文件未能修改 (not applied): {problems[:1000]}")

    def _note(self, ended: TurnEnded) -> None:
        self._model, self._finish = ended.model, ended.finish_reason
        self._usage += ended.usage or Usage(0, 0)
        facts = {"model": self._model, "finish_reason": self._finish, "usage": asdict(self._usage)}
        self._run.facts.update(facts)


def _may_know_no_tools(rejected: ModelRejected) -> bool:
    """Whether a server may have refused a request for the tools in it."""
    return rejected.detail in ("HTTP 400", "HTTP 422")


def _tool_facts(event: ToolCalled | ToolReturned, given: Mapping[str, Any]) -> dict[str, Any]:
    facts = {"tool": event.tool.name, "call_id": event.call_id}
    return {**facts, "path": str(given["path"])[:200]} if "path" in given else facts
