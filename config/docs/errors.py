"""docs/errors.md: the error tree and the close codes."""

from collections.abc import Iterator

from config.docs.markdown import code, described, page, table
from realtime import errors
from realtime.errors import (
    BudgetSpent,
    CloseCode,
    FrameTooBig,
    InternalError,
    InvalidField,
    RealtimeError,
    TooMany,
    UnknownType,
)

_INTRO = """\
Whatever goes wrong is one of these. A dialect words them in its own shape (see
[the typewriter chat's](protocol/typewriter.md#errors)); the code stays the same, so match on the
code and not on the text. `retryable`: the same command may succeed later, unchanged.

An error answers one frame and the connection stays open; the few exceptions stand under
[close codes](#close-codes). An exception that nobody foresaw is answered with an id; the
traceback stands beside that id in the server's log and nowhere else."""

_CLOSING = """\
A connection that may not be is refused before it opens: a WebSocket client sees HTTP 403 and no
close code. Where there are too many, it is opened and closed at once, so that the client learns
why. Later a connection is closed for a frame above `MAX_FRAME_BYTES` (above 1 MiB by uvicorn
itself, with 1009), for more frames than `MESSAGE_LIMIT`, and when its ticket or session ends.

The close frame's reason says why in words; where waiting helps it ends with
`retry after 12 s`. An error frame carries the same seconds as `retry_after`, an HTTP reply as
`Retry-After`. 4408 is sent by [the assistant](protocol/assistant.md) alone, to who has answered
its pings and does so no longer."""

_MEANINGS = {
    CloseCode.BAD_FRAME: ("a frame that cannot be answered", "do not send it again"),
    CloseCode.NOT_AUTHENTICATED: ("who speaks is not known", "get a new ticket first"),
    CloseCode.NOT_ALLOWED: ("this room is not for this user", "do not reconnect"),
    CloseCode.NO_SUCH_PATH: ("no such path", "do not reconnect"),
    CloseCode.IDLE: ("silent for too long", "reconnect and resume when there is something to say"),
    CloseCode.TOO_BIG: ("a frame that is too big", "do not send it again; reconnect and resume"),
    CloseCode.TOO_MANY: ("too many messages or sockets", "wait, then reconnect and resume"),
    CloseCode.INTERNAL: ("an error in the server", "reconnect and resume, with growing pauses"),
    CloseCode.RESTART: (
        "the server restarts, or this socket is too far behind",
        "reconnect and resume after a random pause",
    ),
}


def errors_page() -> str:
    """Return the page."""
    tree = described(errors).split("\n\n", 1)[1]
    return page(
        "Errors and close codes",
        _INTRO,
        code(tree),
        table(
            ("error", "code", "text, where nothing better is known", "retryable"),
            [_row(error) for error in _tree(RealtimeError)],
        ),
        "## Close codes",
        _CLOSING,
        table(
            ("code", "name", "means", "what a client does"),
            [(str(int(close)), close.name.lower(), *_MEANINGS[close]) for close in CloseCode],
        ),
    )


def _tree(error: type[RealtimeError]) -> Iterator[type[RealtimeError]]:
    """Yield the errors that a client may see, in the order in which they are declared."""
    for child in error.__subclasses__():
        if child.__module__ == errors.__name__:
            yield child
            yield from _tree(child)


def _row(error: type[RealtimeError]) -> tuple[str, str, str, str]:
    return error.__name__, f"`{error.code}`", _text(error), "yes" if error.retryable else "no"


def _text(error: type[RealtimeError]) -> str:
    if error is UnknownType:
        return UnknownType("zzz").text
    if error is InvalidField:
        return InvalidField("query").text
    if error is FrameTooBig:
        return FrameTooBig(262_144).text
    if error is TooMany:
        return TooMany("messages", 3).text
    if error is BudgetSpent:
        return BudgetSpent(3600).text
    if error is InternalError:
        internal = InternalError()
        return internal.text.replace(internal.id, "‹id›")
    return error().text
