"""The background task of this service, as django-tasks knows it."""

from typing import Final

from django_tasks import task

QUEUE: Final = "video"


@task(queue_name=QUEUE)
def film_make(task_id: int) -> str:
    """Work on a job, if it still waits for that; return what came of it."""
    from video.attempts import attempt_make  # the pipeline is for workers, not for who enqueues

    return attempt_make(task_id)
