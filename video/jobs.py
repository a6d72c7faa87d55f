"""What people do to jobs: ask for one, cancel it, try it again. Inside a transaction."""

from datetime import timedelta
from typing import NamedTuple

from django.db.models import F, Q
from django.db.models.functions import Now

from realtime import log
from video import notices, selectors
from video.conf import video_settings
from video.errors import NoSuchJob, QueueIsFull
from video.models import VideoJob
from video.queue import job_enqueue, place_of_new
from video.rooms import code_room
from video.states import ENDED, OPEN, JobState, check_retry, check_transition

CANCELLED = "任务已取消"


class Order(NamedTuple):
    """A film that is asked for; checked."""

    prompt: str
    aspect: str
    seconds: float
    language: str
    client_message_id: str | None = None


class Stored(NamedTuple):
    """A job that was asked for, and whether it had been asked for before."""

    job: VideoJob
    repeat: bool


def job_store(code: str, order: Order, *, actor: str) -> Stored:
    """Store a job and let it wait for a worker. Raises QueueIsFull."""
    room = log.room_open(code_room(code))
    if order.client_message_id is not None:
        known = VideoJob.objects.filter(room=room, client_message_id=order.client_message_id)
        if (job := known.first()) is not None:
            return Stored(job, repeat=True)
    _check_caps(room.pk)
    job = VideoJob.objects.create(
        room=room, actor=actor, place=place_of_new(), queued_at=Now(), **order._asdict()
    )
    job_enqueue(job)
    job.refresh_from_db()
    notices.job_tell(job, selectors.remaining(job))
    return Stored(job, repeat=False)


def _check_caps(room: int) -> None:
    settings = video_settings()
    today = Q(created_at__gt=Now() - timedelta(days=1))
    mine = Q(room=room)
    caps = (
        (mine & Q(state__in=OPEN), settings.video_jobs_per_code, "请等待您的其他视频生成完成"),
        (Q(state=JobState.QUEUED), settings.video_queue_length, "排队的视频太多，请稍后再试"),
        (mine & today, settings.video_jobs_per_day_per_code, "您今天的视频数量已达上限"),
        (today, settings.video_jobs_per_day, "今天的视频数量已达上限"),
    )
    for which, most, otherwise in caps:
        if VideoJob.objects.filter(which).count() >= most:
            raise QueueIsFull(otherwise)


def job_locked(task_id: int, room: int | None = None) -> VideoJob:
    """Return a job, locked; with `room` only one of that room. Raises NoSuchJob."""
    jobs = VideoJob.objects.select_for_update().filter(task_id=task_id)
    job = (jobs if room is None else jobs.filter(room=room)).first()
    if job is None:
        raise NoSuchJob
    return job


def job_cancel(task_id: int, room: int | None = None) -> bool:
    """End a job that nobody wants any longer; False for one that has ended already.

    Its worker has lost its lease with that: it may write nothing more. Raises NoSuchJob.
    """
    job = job_locked(task_id, room)
    if job.state in ENDED:
        return False
    job.cancel_requested = True
    job_end(job, JobState.CANCELLED, CANCELLED)
    return True


def job_retry(task_id: int, room: int | None = None) -> VideoJob:
    """Let an ended job wait again, from its first unfinished stage on. Raises WrongState."""
    job = job_locked(task_id, room)
    check_retry(JobState(job.state))
    _check_caps(job.room_id)
    job_queue_again(job, error="", given_back=F("attempt"), place=place_of_new(), removed_at=None)
    return job


def job_queue_again(
    job: VideoJob, *, urgent: bool = False, after_seconds: float = 0.0, **changes: object
) -> None:
    """Let a job wait for a worker again; `urgent` ahead of those that have not begun yet."""
    check_transition(JobState(job.state), JobState.QUEUED)
    VideoJob.objects.filter(pk=job.pk).update(
        state=JobState.QUEUED,
        lease="",
        lease_until=None,
        cancel_requested=False,
        ended_at=None,
        **changes,
    )
    job.refresh_from_db()
    job_enqueue(job, again=urgent, after_seconds=after_seconds)
    job.refresh_from_db()
    notices.job_tell(job, selectors.remaining(job))


def job_end(job: VideoJob, state: JobState, reason: str = "") -> None:
    """End a job for good, and tell so. Whoever had its lease has it no longer."""
    check_transition(JobState(job.state), state)
    VideoJob.objects.filter(pk=job.pk).update(
        state=state,
        error=reason,
        lease="",
        lease_until=None,
        cancel_requested=job.cancel_requested,
        ended_at=Now(),
    )
    job.refresh_from_db()
    notices.ended_tell(job)
