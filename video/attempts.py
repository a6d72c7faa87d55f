"""One attempt at a job: its stages in order, from the first that is not finished, to the film."""

import logging
import os
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from itertools import takewhile
from pathlib import Path
from typing import Any, cast

from llm.conf import model_facts
from llm.errors import ModelError
from realtime.errors import InternalError, RealtimeError
from video import files, leases, queue, selectors
from video.committing import committed
from video.conf import video_settings
from video.errors import AttemptEnds, GivesBack, VideoFailed
from video.estimates import remaining
from video.models import VideoJob, VideoStage
from video.pipeline import Aspect, Brief, FilmError, Progress, Stage, Tools
from video.pulse import Pulse
from video.stages import WORK
from video.writing import model_ask

logger = logging.getLogger("video.worker")

#: Clients know no job before its POST was answered, and need this long for that.
FIRST_FRAME_SECONDS = 1.0
#: Clients take each frame of a stage for itself, if they come apart.
BETWEEN_FRAMES_SECONDS = 0.08
#: How often progress is told at most.
TELL_SECONDS = 0.25

Perform = Callable[[Stage, Brief, Path, Progress, Tools], dict[str, Any]]


def worker_name() -> str:
    """Return who this process is, for staff to find it."""
    return f"{socket.gethostname()}:{os.getpid()}"[:80]


def attempt_make(task_id: int) -> str:
    """Take up a job and work on it until it ends, or must be left; return what came of it."""
    job = committed(partial(leases.job_claim, task_id, worker_name()))
    if job is None:
        return "not waiting"
    committed(queue.places_tell)  # all workers may be busy for long
    try:
        with Pulse(job) as pulse:
            Attempt(job, pulse).make()
    except GivesBack:
        return _settled(partial(leases.job_give_back, job), "given back")
    except AttemptEnds as ended:
        return type(ended).__name__
    except Exception as error:
        return _settled(partial(leases.attempt_fail, job, _reason(job, error)), "failed")
    files.work_remove(task_id)
    files.stored_tidy(task_id)
    return "completed"


def _settled(work: Callable[[], None], outcome: str) -> str:
    """Write how an attempt ended, unless the job is another's by now."""
    try:
        committed(work)
    except AttemptEnds as ended:
        return type(ended).__name__
    return outcome


def _reason(job: VideoJob, error: Exception) -> str:
    """Return what may be shown of an error; the rest is in the log."""
    if isinstance(error, ModelError):
        return error.reason
    if isinstance(error, FilmError):
        return str(error)
    if isinstance(error, RealtimeError):
        return error.text
    internal = InternalError()
    logger.error("An attempt at job %s failed (%s)", job.pk, internal.id, exc_info=error)
    return internal.text


def perform() -> Perform:
    """Return what makes the stages. Imported here: it loads much, and only workers need it."""
    found: Perform = import_module(video_settings().video_pipeline).perform
    return found


def tools() -> Tools:
    """Return what stages may use beyond this machine: a model, where a real one is configured."""
    return replace(Tools.configured(), ask=None if model_facts()["offline"] else model_ask)


class Attempt:
    """Works on a job that this process holds."""

    def __init__(self, job: VideoJob, pulse: Pulse) -> None:
        self._job = job
        self._pulse = pulse
        self._perform = perform()
        self._tools = tools()
        self._pace = committed(selectors.pace)
        self._told_at = 0.0
        #: Paths of the files of stages that are finished.
        self._earlier: set[str] = set()

    def make(self) -> None:
        """Do all of it. Raises AttemptEnds, and whatever a stage does."""
        queued = committed(partial(leases.seconds_queued, self._job))
        time.sleep(max(0.0, FIRST_FRAME_SECONDS - queued))
        stored = committed(lambda: list(self._job.stages.order_by("stage")))
        finished = self._finished(stored)
        self._earlier = {path for stage in finished for path in stage.files}
        folder = files.folder_begin(self._job, finished, goes_on=len(finished) == len(stored))
        for stage in WORK[len(finished) :]:
            self._stage(stage, folder)
        self._pulse.stage_begins()
        self._publish(folder)

    def _finished(self, stored: Sequence[VideoStage]) -> list[VideoStage]:
        """Return the stages that need not be done again: all before the first one missing."""
        there = takewhile(lambda row: files.stage_is_there(self._job, row), stored)
        finished = list(there)
        if len(finished) < len(stored):
            first = Stage(stored[len(finished)].stage)
            committed(partial(leases.stages_forget, self._job, first))
        return finished

    def _stage(self, stage: Stage, folder: Path) -> None:
        self._pulse.check()
        self._pulse.stage_begins()
        self._pause()
        job, before, began = self._job, files.seen_in(folder), time.monotonic()
        left = remaining(self._pace, job.seconds, stage)
        committed(partial(leases.stage_begin, job, stage, left))
        self._told_at = time.monotonic()
        result = self._perform(stage, self._brief, folder, self._progress(stage), self._tools)
        made, took = files.made_since(folder, before, self._earlier), time.monotonic() - began
        self._earlier |= made.keys()
        committed(partial(leases.stage_finish, job, stage, took, result, made))

    def _publish(self, folder: Path) -> None:
        self._pulse.check()
        if not (folder / "film.mp4").is_file():
            raise VideoFailed("没有生成影片 (no film was made)")
        size = (folder / "film.mp4").stat().st_size
        published = files.film_publish(self._job, folder)
        self._pause()
        try:
            committed(partial(leases.job_complete, self._job, published, size))
        except AttemptEnds:
            files.stored_remove_all(published.values())
            raise

    def _pause(self) -> None:
        """Keep what is told of two stages apart."""
        time.sleep(max(0.0, self._told_at + BETWEEN_FRAMES_SECONDS - time.monotonic()))

    @property
    def _brief(self) -> Brief:
        job = self._job
        return Brief(job.prompt, cast("Aspect", job.aspect), job.seconds, job.language)

    def _progress(self, stage: Stage) -> Progress:
        told_at = time.monotonic()

        def progress(done: int, planned: int) -> None:
            nonlocal told_at
            self._pulse.check()
            now = time.monotonic()
            if now - told_at >= TELL_SECONDS:
                told_at = now
                share = done / planned if planned else 0.0
                left = remaining(self._pace, self._job.seconds, stage, share)
                told = partial(leases.stage_progress, self._job, stage, done, planned, left)
                committed(told)

        return progress
