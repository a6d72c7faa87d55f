"""What can go wrong with versions, beside the engine's errors."""

from realtime.errors import RealtimeError


class NoSuchVersion(RealtimeError):
    """The project, the version or the file does not exist."""

    code = "not_found"
    default_text = "no such version"


class Conflict(RealtimeError):
    """A write was made against another version than the newest one."""

    code = "conflict"

    def __init__(self, base: int, latest: int) -> None:
        self.base, self.latest = base, latest
        super().__init__(
            f"项目已有新版本 (conflict: made against version {base}, the newest is {latest})"
        )
