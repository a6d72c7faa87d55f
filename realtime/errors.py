"""What can go wrong, as one tree. Each dialect renders these in its own shape.

RealtimeError                code, text, retryable, close_code
├── Refused                  the connection may not be
│   ├── NotAuthenticated     4401
│   ├── NotAllowed           4403
│   └── NoSuchPath           4404
├── BadFrame                 the frame cannot be understood; the connection stays
│   ├── NotJson
│   ├── NotAnObject          .sent is the JSON that it is
│   ├── UnknownType          .type is what the client sent, or None
│   ├── InvalidField         .field is its name
│   └── FrameTooBig          4413; .limit is in bytes
├── TooMany                  4429; .retry_after says in how many seconds
├── Idle                     4408
├── BudgetSpent              .retry_after says when there is some again
├── Busy                     try again
│   ├── QueueFull
│   ├── StorageBusy
│   └── ServerEnding         another process, or the next one, goes on
├── RunFailed                a run ended without an answer; text is safe to show
└── InternalError            .id stands in the log beside the traceback
"""

from enum import IntEnum
from math import ceil
from secrets import token_hex
from typing import ClassVar


class CloseCode(IntEnum):
    """WebSocket close codes, as PROTOCOLS names them."""

    BAD_FRAME = 4400
    NOT_AUTHENTICATED = 4401
    NOT_ALLOWED = 4403
    NO_SUCH_PATH = 4404
    IDLE = 4408
    TOO_BIG = 4413
    TOO_MANY = 4429
    INTERNAL = 4500
    RESTART = 1012


class RealtimeError(Exception):
    """An error that a client may be told. `text` never holds a secret or a traceback."""

    code: ClassVar[str] = "error"
    default_text: ClassVar[str] = "error"
    retryable: ClassVar[bool] = False
    close_code: ClassVar[CloseCode | None] = None

    #: Seconds until it is worth trying again, where that is known.
    retry_after: int | None = None

    def __init__(self, text: str = "") -> None:
        self.text = text or self.default_text
        super().__init__(self.text)

    @property
    def close_reason(self) -> str:
        """What goes into a close frame: at most 123 bytes, for clients to read the hint from."""
        hint = f"; retry after {self.retry_after} s" if self.retry_after is not None else ""
        return self.text.encode("ascii", "replace").decode()[: 120 - len(hint)] + hint


class Refused(RealtimeError):
    code = "refused"
    default_text = "connection refused"
    close_code = CloseCode.NOT_ALLOWED


class NotAuthenticated(Refused):
    code = "not_authenticated"
    default_text = "not authenticated"
    close_code = CloseCode.NOT_AUTHENTICATED


class NotAllowed(Refused):
    code = "not_allowed"
    default_text = "not allowed"


class NoSuchPath(Refused):
    code = "no_such_path"
    default_text = "no such path"
    close_code = CloseCode.NO_SUCH_PATH


class BadFrame(RealtimeError):
    code = "bad_frame"
    default_text = "invalid frame"


class NotJson(BadFrame):
    code = "not_json"
    default_text = "not valid JSON"


class NotAnObject(BadFrame):
    code = "not_an_object"
    default_text = "not a JSON object"

    def __init__(self, sent: object = None) -> None:
        self.sent = sent
        super().__init__()


class UnknownType(BadFrame):
    code = "unknown_type"

    def __init__(self, sent: object) -> None:
        self.type = sent
        super().__init__(f"unknown type: {str(sent)[:64]}")


class InvalidField(BadFrame):
    code = "invalid_field"

    def __init__(self, field: str, text: str = "") -> None:
        self.field = field
        super().__init__(text or f"invalid field: {field}")


class FrameTooBig(BadFrame):
    code = "frame_too_big"
    close_code = CloseCode.TOO_BIG

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"frame too big: send at most {limit} bytes")


class TooMany(RealtimeError):
    """A limit of the connection: messages, sockets or handshakes."""

    code = "too_many"
    retryable = True
    close_code = CloseCode.TOO_MANY

    def __init__(self, what: str, retry_after: float) -> None:
        self.retry_after = max(1, ceil(retry_after))
        super().__init__(f"too many {what}")


class Idle(RealtimeError):
    """A client that could have said that it lives has been silent for too long."""

    code = "idle"
    default_text = "silent for too long"
    retryable = True
    close_code = CloseCode.IDLE


class BudgetSpent(RealtimeError):
    """The day's tokens are spent, or held for answers that are being written."""

    code = "budget_spent"
    retryable = True

    def __init__(self, retry_after: float) -> None:
        self.retry_after = max(1, ceil(retry_after))
        super().__init__("the budget for today is spent")


class Busy(RealtimeError):
    code = "busy"
    default_text = "busy, try again"
    retryable = True


class QueueFull(Busy):
    code = "queue_full"
    default_text = "too many commands are waiting in this room, try again"


class StorageBusy(Busy):
    code = "storage_busy"
    default_text = "storage is busy, try again"


class ServerEnding(Busy):
    code = "server_ending"
    default_text = "the server is restarting, try again"


class RunFailed(RealtimeError):
    code = "run_failed"
    default_text = "the run failed"


class InternalError(RealtimeError):
    """Stands for an exception that nobody foresaw: the client gets the id, the log the rest."""

    code = "internal"
    retryable = True

    def __init__(self) -> None:
        self.id = token_hex(4)
        super().__init__(f"internal error {self.id}")
