"""The pulse of an attempt: renews its lease while a stage works, and tells it when to end."""

import logging
import os
import threading
import time
from types import TracebackType

from django.db import DatabaseError, connection

from video import leases
from video.conf import video_settings
from video.errors import AttemptEnds, GivesBack
from video.models import VideoJob

logger = logging.getLogger("video.worker")

#: How soon an attempt notices that it was cancelled; the lease needs no more than a third of it.
BEAT_SECONDS = 1.0
#: What a worker whose stage never ends leaves as its exit code.
STUCK_EXIT = 70

#: Set once this process shall end: its attempt is given back.
ENDING = threading.Event()


class Pulse:
    """`with Pulse(job) as pulse:` beats in a thread of its own until the block ends."""

    def __init__(self, job: VideoJob) -> None:
        settings = video_settings()
        self._job = job
        self._every = min(BEAT_SECONDS, settings.video_lease_seconds / 3)
        self._stage_seconds = settings.video_stage_minutes * 60
        self._over = threading.Event()
        self._ends: type[AttemptEnds] | None = None
        self._stage_began = time.monotonic()
        self._thread = threading.Thread(target=self._beat, name="pulse", daemon=True)

    def __enter__(self) -> "Pulse":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def check(self) -> None:
        """Raise what ends this attempt, if something does."""
        if self._ends is not None:
            raise self._ends
        if ENDING.is_set():
            raise GivesBack

    def stage_begins(self) -> None:
        """Count the time that a stage may take from now on."""
        self._stage_began = time.monotonic()

    def _beat(self) -> None:
        try:
            while self._ends is None and not self._over.wait(self._every):
                self._end_if_stuck()
                self._renew()
        finally:
            connection.close()

    def _renew(self) -> None:
        try:
            if not leases.lease_renew(self._job):
                self._ends = leases.lease_loss(self._job)
        except DatabaseError as error:  # nobody else can take the job meanwhile either
            logger.warning("The lease of job %s could not be renewed: %s", self._job.pk, error)
            connection.close()

    def _end_if_stuck(self) -> None:
        """End the process whose stage does not: no thread can be ended from outside."""
        if time.monotonic() - self._stage_began > self._stage_seconds:
            logger.critical("A stage of job %s takes too long: this worker ends", self._job.pk)
            os._exit(STUCK_EXIT)
