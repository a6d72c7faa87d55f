"""The queue in which jobs wait: background tasks in the database, and each job's place.

A task only says that somebody should look at a job: what happens to it, its row decides.
"""

from datetime import timedelta

from django.db.models.functions import Now
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from video import notices, selectors
from video.estimates import Pace
from video.models import VideoJob
from video.states import OPEN, JobState
from video.tasks import QUEUE, film_make

#: Ahead of those who have not had their turn yet.
AGAIN = 50


def job_enqueue(job: VideoJob, *, again: bool = False, after_seconds: float = 0.0) -> None:
    """Put a queued job into the queue. Inside the transaction that queues it."""
    after = timezone.now() + timedelta(seconds=after_seconds) if after_seconds else None
    task = film_make.using(priority=AGAIN if again else 0, run_after=after)
    job.task = task.enqueue(job.task_id).id
    VideoJob.objects.filter(pk=job.pk).update(task=job.task, queued_at=Now())


def task_abandon(job: VideoJob) -> None:
    """Note that the task of a dead worker will not end."""
    if job.task is not None:
        mine = DBTaskResult.objects.filter(id=job.task, status=TaskResultStatus.RUNNING)
        mine.update(status=TaskResultStatus.FAILED, finished_at=timezone.now())


def any_open() -> bool:
    """Return whether any job waits or runs."""
    return VideoJob.objects.filter(state__in=OPEN).exists()


def waiting_tasks() -> bool:
    """Return whether a worker has something to look at."""
    return DBTaskResult.objects.ready().filter(queue_name=QUEUE).exists()


def tasks_mend(lease_seconds: float) -> None:
    """Enqueue anew what is queued, and whose task a worker had taken and died with."""
    silent = VideoJob.objects.filter(
        state=JobState.QUEUED, queued_at__lt=Now() - timedelta(seconds=lease_seconds)
    )
    ready = DBTaskResult.objects.filter(queue_name=QUEUE, status=TaskResultStatus.READY)
    for job in silent.exclude(task__in=ready.values("id")).order_by("queued_at"):
        job_enqueue(job, again=True)


def tasks_prune(hours: float) -> None:
    """Forget tasks that have ended so long ago."""
    old = timezone.now() - timedelta(hours=hours)
    DBTaskResult.objects.finished().filter(queue_name=QUEUE, finished_at__lt=old).delete()


def place_of_new() -> int:
    """Return the place of a job that is queued now."""
    return VideoJob.objects.filter(state=JobState.QUEUED).count() + 1


def places_tell() -> None:
    """Tell each waiting job its place where that has changed."""
    waiting = VideoJob.objects.select_for_update(skip_locked=True).filter(state=JobState.QUEUED)
    known: Pace | None = None
    for place, job in enumerate(waiting.order_by("queued_at", "id"), start=1):
        if job.place != place:
            known = known or selectors.pace()
            job.place = place
            VideoJob.objects.filter(pk=job.pk).update(place=place)
            notices.job_tell(job, selectors.remaining(job, known))
