"""What can go wrong at the desk, beside the engine's errors."""

from realtime.errors import RealtimeError, TooMany


class NoSuchConversation(RealtimeError):
    code = "not_found"
    default_text = "no such conversation"


class StaffOnly(RealtimeError):
    """Who signed in as staff is none any longer."""

    code = "staff_only"
    default_text = "staff only"


class WrongState(RealtimeError):
    """A conversation is not in a state in which that can be done."""

    code = "conflict"


class SlowDown(RealtimeError):
    """A visitor or an address writes more than it may; unlike a flood it closes nothing."""

    code = "slow_down"
    retryable = True

    def __init__(self, limit: TooMany) -> None:
        self.retry_after = limit.retry_after
        super().__init__(limit.text)
