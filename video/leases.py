"""What workers do to jobs: take one up, tell how far it is, finish its stages, let go of it.

Each function is called inside a transaction. Its first statement is the fence: it changes the row
only while that is running under this lease, so that nothing of a worker that was thought dead is
written. All times are the database's.
"""

from collections.abc import Mapping
from datetime import timedelta
from secrets import token_hex
from typing import Any

from django.db.models import DurationField, ExpressionWrapper, F, QuerySet
from django.db.models.functions import Coalesce, Now

from video import notices
from video.conf import video_settings
from video.errors import AttemptEnds, Cancelled, LeaseLost
from video.jobs import job_end, job_queue_again
from video.models import VideoJob, VideoStage
from video.pipeline import Stage
from video.queue import task_abandon
from video.stages import PARTS, per_cent, words_of
from video.states import JobState

#: Before the second attempt; longer before each further one.
RETRY_PAUSE_SECONDS = 1.0


def _ahead() -> Any:
    return Now() + timedelta(seconds=video_settings().video_lease_seconds)


def job_claim(task_id: int, worker: str) -> VideoJob | None:
    """Begin an attempt at a job; None where it does not wait any longer."""
    lease = token_hex(16)
    claimed = VideoJob.objects.filter(task_id=task_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING,
        lease=lease,
        lease_until=_ahead(),
        worker=worker,
        attempt=F("attempt") + 1,
        started_at=Coalesce("started_at", Now()),
    )
    if not claimed:
        return None
    job = VideoJob.objects.get(task_id=task_id)
    notices.job_tell(job)
    return job


def seconds_queued(job: VideoJob) -> float:
    """Return how long ago a job was queued."""
    ago = ExpressionWrapper(Now() - F("queued_at"), output_field=DurationField())
    found = VideoJob.objects.filter(pk=job.pk).values_list(ago, flat=True)
    waited: timedelta = found[0]
    return waited.total_seconds()


def _held(job: VideoJob) -> QuerySet[VideoJob]:
    return VideoJob.objects.filter(pk=job.pk, state=JobState.RUNNING, lease=job.lease)


def _fenced(job: VideoJob, **changes: Any) -> None:
    """Change a job's row. Raises LeaseLost, or Cancelled, where the lease is its no longer."""
    if not _held(job).update(**changes):
        raise lease_loss(job)


def _fresh(job: VideoJob) -> VideoJob:
    """Return a job's row as it is now; the worker's own stays as it was, for another try."""
    return VideoJob.objects.get(pk=job.pk)


def lease_renew(job: VideoJob) -> bool:
    """Renew the lease; False where it is lost."""
    return bool(_held(job).update(lease_until=_ahead()))


def lease_loss(job: VideoJob) -> type[AttemptEnds]:
    """Return why a lease is lost: nobody wants the film, or another worker makes it."""
    unwanted = VideoJob.objects.filter(pk=job.pk, cancel_requested=True).exists()
    return Cancelled if unwanted else LeaseLost


def stages_forget(job: VideoJob, since: Stage) -> None:
    """Forget that stages were finished whose files are gone. Raises LeaseLost."""
    _fenced(job, progress=per_cent(since))
    VideoStage.objects.filter(job=job, stage__gte=since).delete()


def stage_begin(job: VideoJob, stage: Stage, remaining: int) -> None:
    """Note that a stage begins; told is that once, however many attempts it takes.

    Raises LeaseLost.
    """
    untold = _held(job).filter(stage__lt=stage)
    if untold.update(stage=stage, progress=per_cent(stage)):
        notices.stage_tell(job, stage, remaining)
    else:
        stage_progress(job, stage, 0, 0, remaining)


def stage_progress(job: VideoJob, stage: Stage, done: int, planned: int, remaining: int) -> None:
    """Note and tell how far a stage is. Raises LeaseLost."""
    _fenced(job, progress=per_cent(stage, done, planned))
    notices.progress_tell(job, stage, done, planned, remaining)


def stage_finish(
    job: VideoJob, stage: Stage, seconds: float, result: Mapping[str, Any], files: Mapping[str, int]
) -> None:
    """Store that a stage is finished, and the files of it. Raises LeaseLost."""
    _fenced(job, progress=PARTS[stage].upto)
    VideoStage.objects.update_or_create(
        job=job,
        stage=stage,
        defaults={
            "attempt": job.attempt,
            "seconds": seconds,
            "result": dict(result),
            "files": dict(files),
        },
    )


def job_complete(job: VideoJob, files: Mapping[str, str], film_bytes: int) -> None:
    """End a job whose film is there, under these names in the storage. Raises LeaseLost."""
    named = {field: files.get(name, "") for name, field in notices.FILES.items()}
    _fenced(job, stage=Stage.DONE, progress=100, film_bytes=film_bytes, **named)
    job_end(_fresh(job), JobState.COMPLETED)


def job_give_back(job: VideoJob) -> None:
    """Let another worker go on, because this one ends; the attempt does not count."""
    _fenced(job, given_back=F("given_back") + 1)
    job_queue_again(_fresh(job), urgent=True)


def attempt_fail(job: VideoJob, reason: str) -> None:
    """End an attempt that went wrong: the job waits for the next one, or was its last."""
    _fenced(job, error=reason)
    _again_or_never(_fresh(job), reason)


def _again_or_never(job: VideoJob, reason: str) -> None:
    tried = job.attempt - job.given_back
    if tried < video_settings().video_attempts:
        pause = RETRY_PAUSE_SECONDS * tried
        job_queue_again(job, urgent=True, after_seconds=pause, error=reason)
    else:
        job_end(job, JobState.FAILED, reason)


def jobs_reclaim() -> list[VideoJob]:
    """Take up again what silent workers had; return it."""
    silent = VideoJob.objects.select_for_update(skip_locked=True).filter(
        state=JobState.RUNNING, lease_until__lt=Now()
    )
    found = list(silent.order_by("id"))
    for job in found:
        task_abandon(job)
        _again_or_never(job, f"{words_of(job.stage) or '准备'}时工作进程中断 (the worker died)")
    return found
