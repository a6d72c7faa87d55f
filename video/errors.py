"""What can go wrong with videos, beside the engine's errors, and what ends an attempt early."""

from realtime.errors import Busy, RealtimeError, TooMany


class NoSuchJob(RealtimeError):
    """No job has this task id. Somebody else's looks the same: the id is the right to it."""

    code = "not_found"
    default_text = "任务不存在"


class NoSuchFile(RealtimeError):
    """There is no such file, or it was removed since."""

    code = "not_found"
    default_text = "文件不存在"


class LinkExpired(RealtimeError):
    """A file's address is not signed by this server, or was good until lately."""

    code = "link_expired"
    default_text = "链接无效或已过期"


class WrongState(RealtimeError):
    """A job is not in a state in which that can be done."""

    code = "conflict"


class QueueIsFull(Busy):
    """So many jobs wait already, of one code or of all."""

    code = "queue_full"


class SlowDown(RealtimeError):
    """More jobs than an address, a code or everybody may ask for; it closes nothing."""

    code = "slow_down"
    retryable = True

    def __init__(self, limit: TooMany) -> None:
        self.retry_after = limit.retry_after
        super().__init__(limit.text)


class VideoFailed(RealtimeError):
    """A film cannot be made, for a reason that may be shown."""

    code = "video_failed"


class AttemptEnds(Exception):
    """Raised into a stage that is under way: its worker may not, or shall not, go on."""


class Cancelled(AttemptEnds):
    """Nobody wants the film any longer: what others do for it may be cancelled as well."""


class LeaseLost(AttemptEnds):
    """Another worker has the job now, and goes on with it."""


class GivesBack(AttemptEnds):
    """This worker ends; another one goes on with the job."""
