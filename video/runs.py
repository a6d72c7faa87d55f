"""How the video chat answers: one run, from what was said to a stored message."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, assert_never

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
from video import selectors, services
from video.models import VideoMessage
from video.tools import VIDEO_TOOLS, Guest

INSTRUCTIONS = (
    "你是视频生成助手。用户想要视频时，用工具创建任务；用用户的语言简短回答。"
    "进度只来自工具，不要编造；不要给出链接，视频完成后会自动显示。\n"
    "You help people to make short films. Where they want one, start it with the tool; answer "
    "briefly, in their language. How far films are you know from the tool only. Give no links."
)

STUDIO: Team[Guest] = Team(Agent("Video Studio", INSTRUCTIONS, VIDEO_TOOLS))


class VideoChatRun(RunKind):
    """Answers what was said in the chat of a code, and may start a film."""

    name = services.CHAT_KIND

    async def prepare(self) -> None:
        await prepare()

    async def release(self) -> None:
        await close_clients()

    async def perform(self, run: RunContext) -> None:
        code, address = str(run.input["code"]), str(run.private.get("address", ""))
        guest = Guest(code, actor=code, run=run.key, address=address)
        voice = Voice(run)
        history = await read(selectors.history, run.key)
        try:
            await converse(STUDIO, history, guest, voice.tell, meter=run)
        except ModelError as error:
            raise RunFailed(error.reason) from error

    def opening(self, run: Run) -> dict[str, Any]:
        return {"content": run.input["content"], "client_message_id": run.client_message_id}

    def queued(self, run: Run) -> None:
        user, content = VideoMessage.Role.USER, run.input["content"]
        VideoMessage.objects.create(room_id=run.room_id, run=run.key, role=user, text=content)

    def ended(self, run: Run, ending: Ending) -> Mapping[str, Any]:
        message = VideoMessage.objects.create(
            room_id=run.room_id,
            run=run.key,
            role=VideoMessage.Role.ASSISTANT,
            text=ending.text,
            status=ending.state,
            error=ending.reason,
        )
        return {"message": selectors.message_told(message)}


class Voice:
    """Lets a run say what a conversation tells."""

    def __init__(self, run: RunContext) -> None:
        self._run = run

    async def tell(self, event: AnswerEvent) -> None:
        match event:
            case TextDelta():
                await self._run.say(event.text)
            case GuardrailTripped():
                await self._run.say(event.refusal)
            case TurnEnded():
                usage = asdict(event.usage) if event.usage else None
                facts = {"model": event.model, "finish_reason": event.finish_reason}
                self._run.facts.update({**facts, "usage": usage})
            case ToolCalled() | ToolReturned() | HandedOff():
                pass  # what a tool does is told by the job itself
            case _:
                assert_never(event)
