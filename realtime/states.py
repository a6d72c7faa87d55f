"""The states of a run, and which may follow which."""

from enum import StrEnum


class RunState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"

    @property
    def ended(self) -> bool:
        return self in ENDINGS


#: A run that is in one of these says nothing more. The names are also its last event's kind.
ENDINGS = frozenset({RunState.COMPLETED, RunState.FAILED, RunState.STOPPED, RunState.INTERRUPTED})

_MAY_FOLLOW = {
    RunState.QUEUED: frozenset({RunState.RUNNING, RunState.STOPPED}),
    RunState.RUNNING: ENDINGS,
}


class IllegalTransition(Exception):
    def __init__(self, got: RunState, wanted: RunState) -> None:
        allowed = ", ".join(sorted(_MAY_FOLLOW.get(got, ()))) or "nothing"
        super().__init__(f"a run that is {got} cannot become {wanted}; expected {allowed}")


def check_transition(got: RunState, wanted: RunState) -> None:
    """Raise IllegalTransition unless a run may go from `got` to `wanted`."""
    if wanted not in _MAY_FOLLOW.get(got, frozenset()):
        raise IllegalTransition(got, wanted)
