"""A worker: takes one job after the other from the queue, and sees to what dead ones have left."""

import logging
import time

from django.db import DatabaseError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker

from video import leases, queue, retention
from video.attempts import worker_name
from video.committing import committed
from video.conf import video_settings
from video.pulse import ENDING
from video.tasks import QUEUE

logger = logging.getLogger("video.worker")

POLL_SECONDS = 0.5
#: How often old files are looked for, and those that no row speaks of.
PRUNE_SECONDS = 60.0
LEFTOVERS_SECONDS = 3600.0


class Worker:
    """Runs until `ENDING` is set, or with `batch` until nothing waits."""

    def __init__(self, *, batch: bool = False) -> None:
        self._batch = batch
        self._looked_at = self._judges_from = time.monotonic()
        self._prune_at = self._leftovers_at = 0.0

    def run(self) -> None:
        while not ENDING.is_set():
            try:
                worked = self._turn()
            except DatabaseError as error:
                logger.warning("The database is away: %s", error)
                connection.close()
                worked = False
            if not worked:
                if self._batch:
                    return
                ENDING.wait(POLL_SECONDS)

    def _turn(self) -> bool:
        """Look after the others' jobs, then work on one; False where none waits."""
        close_old_connections()
        self._look()
        self._prune()
        if ENDING.is_set() or not queue.waiting_tasks():
            return False
        QueueWorker(
            queue_names=[QUEUE],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=1,
            worker_id=worker_name(),
            excluded_queue_names=[],
        ).run()
        self._looked_at = time.monotonic()
        return True

    def _look(self) -> None:
        """Take up again what silent workers had.

        Who was away itself, because the database or this process was, gives the others the time of
        a lease to renew theirs.
        """
        now, lease = time.monotonic(), video_settings().video_lease_seconds
        if now - self._looked_at > lease * 2 / 3:  # they renew every third
            self._judges_from = now + lease
        self._looked_at = now
        if not queue.any_open():
            return
        if now >= self._judges_from:
            for job in committed(leases.jobs_reclaim):
                logger.warning("Job %s: its worker is silent", job.pk)
            committed(lambda: queue.tasks_mend(lease))
        committed(queue.places_tell)

    def _prune(self) -> None:
        now = time.monotonic()
        try:
            if now >= self._prune_at:
                self._prune_at = now + PRUNE_SECONDS
                retention.films_prune(video_settings().video_retention_hours)
            if now >= self._leftovers_at:
                self._leftovers_at = now + LEFTOVERS_SECONDS
                retention.leftovers_remove()
        except OSError as error:
            logger.warning("Old files could not be removed: %s", error)
