"""What the chat's model may do: have a film made, and look how far the code's films are."""

from dataclasses import dataclass
from hashlib import sha256

import orjson
from pydantic import BaseModel, ConfigDict, Field

from llm.tools import Tool, ToolError
from realtime.errors import RealtimeError
from realtime.transactions import read
from video import orders, selectors, services
from video.frames import Aspect
from video.stages import words_of


@dataclass(frozen=True, slots=True)
class Guest:
    """Who asks, in which answer, and from where."""

    code: str
    actor: str
    run: str
    address: str


class FilmArguments(BaseModel):
    """The film that is wanted."""

    model_config = ConfigDict(extra="ignore")

    prompt: str = Field(description="What the film shows and tells, in the user's language.")
    aspect: Aspect = Field("16:9", description="16:9 wide, 9:16 for a phone, 1:1 square.")
    seconds: float | None = Field(None, description="How long, if the user says so.")


class NoArguments(BaseModel):
    """The code is known; there is nothing to choose."""

    model_config = ConfigDict(extra="ignore")


async def _create_video(guest: Guest, given: FilmArguments) -> str:
    # A model that asks for the same twice in one answer gets the same job.
    digest = sha256(given.model_dump_json().encode()).hexdigest()[:24]
    try:
        order = orders.ordered(
            given.prompt.replace("\0", ""),
            given.aspect,
            given.seconds,
            "",
            f"{guest.run}-{digest}",
        )
        stored = await services.video_generate(
            guest.code, order, actor=guest.actor, address=guest.address
        )
    except RealtimeError as error:
        raise ToolError(error.text) from None
    job = stored.job
    return _told(task_id=job.task_id, aspect=job.aspect, seconds=job.seconds, place=job.place)


async def _list_videos(guest: Guest, _: NoArguments) -> str:
    jobs = await read(selectors.jobs_of, guest.code)
    told = [
        {
            "task_id": job.task_id,
            "prompt": job.prompt[:80],
            "state": job.state,
            "stage": words_of(job.stage),
            "progress": job.progress,
        }
        for job in jobs[:10]
    ]
    return _told(videos=told)


def _told(**facts: object) -> str:
    return orjson.dumps(facts).decode()


VIDEO_TOOLS: tuple[Tool[Guest, FilmArguments] | Tool[Guest, NoArguments], ...] = (
    Tool(
        name="create_video",
        description="Start making a film from a prompt. It takes a while; the user sees it come.",
        arguments=FilmArguments,
        handler=_create_video,
        display_name="生成视频",
        icon="🎬",
        category="video",
        calling_message="正在创建视频任务...",
        completed_message="视频任务已创建",
    ),
    Tool(
        name="list_videos",
        description="List the user's films and how far each of them is.",
        arguments=NoArguments,
        handler=_list_videos,
        display_name="查询视频进度",
        icon="📋",
        category="video",
        calling_message="正在查询视频进度...",
        completed_message="查询完成",
    ),
)
