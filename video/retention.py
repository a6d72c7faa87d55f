"""How long a film's files are kept, and what nobody needs any longer. Rows are kept."""

from datetime import timedelta

from django.db.models.functions import Now

from video import files
from video.models import VideoJob
from video.notices import FILES
from video.queue import tasks_prune
from video.states import ENDED, OPEN, JobState

#: Rows that one look takes on at most.
BATCH = 100


def films_prune(hours: float) -> int:
    """Remove the files of jobs that ended so long ago; return how many jobs that were.

    First nobody is told of them any longer, then they go: what a crash leaves between the two is
    found by `leftovers_remove`.
    """
    old = VideoJob.objects.filter(
        state__in=ENDED, removed_at=None, ended_at__lt=Now() - timedelta(hours=hours)
    )
    jobs = list(old.order_by("id")[:BATCH])
    nothing = dict.fromkeys(FILES.values(), "")
    for job in jobs:
        still_ended = VideoJob.objects.filter(pk=job.pk, state__in=ENDED)
        if still_ended.update(removed_at=Now(), **nothing):
            files.work_remove(job.task_id)
            files.stored_remove(job.task_id)
    tasks_prune(hours)
    return len(jobs)


def leftovers_remove() -> int:
    """Remove files that no row speaks of; return of how many jobs there were any."""
    return sum(map(_tidied, files.task_ids_on_disk()))


def _tidied(task_id: int) -> bool:
    """Leave of an ended job its film, and what a retry could go on from; return what was done."""
    job = VideoJob.objects.filter(task_id=task_id).first()
    if job is not None and job.state in OPEN:
        return False
    before = files.count_of(task_id)
    if job is None or job.state == JobState.COMPLETED or job.removed_at is not None:
        files.work_remove(task_id)
    files.stored_remove(task_id, files.names_of(job) if job is not None else ())
    return files.count_of(task_id) < before
