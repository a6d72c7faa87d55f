"""What is read of jobs: for pages, for programs, for workers and for the chat."""

from typing import Any

from realtime import log
from realtime.entries import text_of
from realtime.models import Room, Run
from realtime.states import RunState
from video import estimates
from video.errors import NoSuchFile, NoSuchJob
from video.models import VideoJob, VideoMessage, VideoStage
from video.notices import FILES, job_told
from video.pipeline import Stage
from video.rooms import code_room
from video.stages import stage_after, words_of
from video.states import OPEN, JobState

#: Jobs and messages that a fresh page gets at most, and what the model is reminded of.
PAGE_JOBS = 30
PAGE_MESSAGES = 50
HISTORY_MESSAGES = 20
#: Characters of prompts and messages in a state, so that a frame holds them.
PAGE_CHARACTERS = 60_000
#: Finished stages from which the pace is taken.
MEASURED = 100


def pace() -> estimates.Pace:
    """Return how long each stage has lately taken for a second of film."""
    newest = VideoStage.objects.order_by("-id")
    return estimates.pace_of(newest.values_list("stage", "seconds", "job__seconds")[:MEASURED])


def job_of(task_id: int) -> VideoJob:
    """Return a job. Raises NoSuchJob."""
    job = VideoJob.objects.filter(task_id=task_id).first()
    if job is None:
        raise NoSuchJob
    return job


def job_facts(task_id: int) -> dict[str, Any]:
    """Return what is told of a job, with the seconds that it still takes. Raises NoSuchJob."""
    job = job_of(task_id)
    return {**job_told(job), "remaining": remaining(job)}


def remaining(job: VideoJob, known: estimates.Pace | None = None) -> int:
    """Return about how many seconds it takes until a job has ended; 0 once it has."""
    known = known or pace()
    if job.state == JobState.QUEUED:
        return round(_wait(job, known)) + _left(job, known)
    return _left(job, known) if job.state == JobState.RUNNING else 0


def _left(job: VideoJob, known: estimates.Pace) -> int:
    finished = job.stages.count() if job.attempt else 0
    return estimates.remaining(known, job.seconds, stage_after(finished))


def _wait(job: VideoJob, known: estimates.Pace) -> float:
    ahead = VideoJob.objects.filter(state__in=OPEN, queued_at__lt=job.queued_at)
    running = VideoJob.objects.filter(state=JobState.RUNNING).count()
    return estimates.waiting((_left(each, known) for each in ahead), running)


def jobs_of(code: str) -> list[VideoJob]:
    """Return a code's jobs, newest first."""
    service, kind, name = code_room(code)
    mine = VideoJob.objects.filter(room__service=service, room__kind=kind, room__name=name)
    return list(mine.order_by("-id")[:PAGE_JOBS])


def stored_name(task_id: int, name: str) -> str:
    """Return what a film's file is called in the storage. Raises NoSuchFile."""
    field = FILES.get(name)
    job = VideoJob.objects.filter(task_id=task_id).first() if field else None
    stored: str = getattr(job, field) if job is not None and field else ""
    if not stored:
        raise NoSuchFile
    return stored


def page_state(room: Room) -> tuple[int, dict[str, Any]]:
    """Return what a fresh page of a code needs, and its offset."""
    running = Run.objects.filter(room=room, state=RunState.RUNNING).first()
    text = text_of(log.read_run(running)) if running else ""
    offset = room.offset
    if running and running.first_offset and len(text) > PAGE_CHARACTERS:
        offset, running = running.first_offset - 1, None
    return offset, {
        "code": room.name,
        "jobs": _jobs_shown(room),
        "messages": _messages_shown(room),
        "run": {"run": running.key, "text": text} if running else None,
    }


def _jobs_shown(room: Room) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    characters, known = 0, pace()
    for job in VideoJob.objects.filter(room=room).order_by("-id")[:PAGE_JOBS]:
        characters += len(job.prompt)
        if shown and characters > PAGE_CHARACTERS:
            break
        shown.append({**job_told(job), "remaining": remaining(job, known)})
    return shown


def _messages_shown(room: Room) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    characters = 0
    for message in VideoMessage.objects.filter(room=room).order_by("-id")[:PAGE_MESSAGES]:
        characters += len(message.text)
        if shown and characters > PAGE_CHARACTERS:
            break
        shown.append(message_told(message))
    return shown[::-1]


def message_told(message: VideoMessage) -> dict[str, Any]:
    """Return what is told of a message."""
    return {
        "run": message.run,
        "role": message.role,
        "text": message.text,
        "status": message.status,
        "error": message.error,
        "at": round(message.created_at.timestamp() * 1000),
    }


def history(run: str) -> list[dict[str, str]]:
    """Return what the model is asked: the conversation up to this run's question."""
    asked = VideoMessage.objects.get(run=run, role=VideoMessage.Role.USER)
    said = VideoMessage.objects.filter(room=asked.room_id, id__lte=asked.id).exclude(text="")
    newest_first = said.order_by("-id").values_list("role", "text")[:HISTORY_MESSAGES]
    return [{"role": role, "content": text} for role, text in reversed(newest_first)]


def stages_of(job: VideoJob) -> list[tuple[str, VideoStage | None]]:
    """Return all working stages of a job by their words, with those that are finished."""
    finished = {each.stage: each for each in job.stages.all()}
    return [(words_of(stage), finished.get(stage)) for stage in Stage if stage < Stage.DONE]
