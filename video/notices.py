"""What happens to a job, written to the log of its code's room: told to whoever watches it.

Called inside the transaction that writes the rows.
"""

import time
from typing import Any, Final

from realtime import log
from video.models import VideoJob
from video.pipeline import Stage
from video.stages import per_cent, words_of
from video.states import JobState

#: Kinds of the log's entries. A stage and an end are told to everybody, once; the rest to those
#: who ask for finer frames.
JOB: Final = "video_job"
STAGE: Final = "video_stage"
PROGRESS: Final = "video_progress"
ENDED: Final = "video_ended"


def job_told(job: VideoJob) -> dict[str, Any]:
    """Return what is told of a job. Addresses of files are signed where they are worded."""
    return {
        "task": job.task_id,
        "prompt": job.prompt,
        "aspect": job.aspect,
        "seconds": job.seconds,
        "state": job.state,
        "stage": job.stage,
        "progress": job.progress,
        "place": job.place if job.state == JobState.QUEUED else 0,
        "attempt": job.attempt,
        "error": job.error,
        "client_message_id": job.client_message_id,
        "created": _ms(job.created_at),
        "started": _ms(job.started_at),
        "ended": _ms(job.ended_at),
        "bytes": job.film_bytes,
        "files": [name for name in FILES if getattr(job, FILES[name])],
    }


#: The files of a film by their names in addresses, and the fields that hold them.
FILES: Final = {"film.mp4": "film", "thumbnail.jpg": "thumbnail", "captions.vtt": "captions"}


def _ms(at: Any) -> int | None:
    return round(at.timestamp() * 1000) if at else None


def job_tell(job: VideoJob, remaining: int | None = None) -> None:
    """Tell that a job was stored, begun, queued again, or has another place in the queue."""
    log.append(job.room_id, None, JOB, {"job": {**job_told(job), "remaining": remaining}})


def stage_tell(job: VideoJob, stage: Stage, remaining: int) -> None:
    """Tell that a stage has begun, for the first time."""
    log.append(job.room_id, None, STAGE, _progress(job, stage, 0, 0, remaining))


def progress_tell(job: VideoJob, stage: Stage, done: int, planned: int, remaining: int) -> None:
    """Tell how far a stage is."""
    log.append(job.room_id, None, PROGRESS, _progress(job, stage, done, planned, remaining))


def ended_tell(job: VideoJob) -> None:
    """Tell how a job ended."""
    log.append(job.room_id, None, ENDED, {"job": job_told(job)})


def _progress(
    job: VideoJob, stage: Stage, done: int, planned: int, remaining: int
) -> dict[str, Any]:
    return {
        "task": job.task_id,
        "stage": int(stage),
        "words": words_of(stage),
        "progress": per_cent(stage, done, planned),
        "done": done,
        "planned": planned,
        "remaining": remaining,
        "attempt": job.attempt,
        "at": round(time.time() * 1000),
    }
