"""The states of a job, and which may follow which."""

from enum import StrEnum

from video.errors import WrongState


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        return self in ENDED


OPEN = frozenset({JobState.QUEUED, JobState.RUNNING})
ENDED = frozenset({JobState.COMPLETED, JobState.FAILED, JobState.CANCELLED})
#: What may be tried once more, by whoever asked for it or by staff.
RETRIABLE = frozenset({JobState.FAILED, JobState.CANCELLED})

#: A running job is queued again where its worker has died, or gives it back.
_MAY_FOLLOW = {
    JobState.QUEUED: frozenset({JobState.RUNNING, JobState.FAILED, JobState.CANCELLED}),
    JobState.RUNNING: ENDED | {JobState.QUEUED},
    JobState.FAILED: frozenset({JobState.QUEUED}),
    JobState.CANCELLED: frozenset({JobState.QUEUED}),
}


def check_transition(got: JobState, wanted: JobState) -> None:
    """Raise WrongState unless a job may go from `got` to `wanted`."""
    allowed = _MAY_FOLLOW.get(got, frozenset())
    if wanted not in allowed:
        expected = ", ".join(sorted(allowed)) or "nothing"
        raise WrongState(f"a job that is {got} cannot become {wanted}; expected {expected}")


def check_retry(got: JobState) -> None:
    """Raise WrongState unless a job in this state may be tried once more."""
    if got not in RETRIABLE:
        expected = ", ".join(sorted(RETRIABLE))
        raise WrongState(f"a job that is {got} cannot be tried again; expected {expected}")
