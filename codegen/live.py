"""The finer frames of code generation (`?stream=files`): what a turn says and writes, as it does.

They are a second rendering of the same log. A plain socket hears none of them.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from pydantic import Field

from codegen import frames
from realtime.entries import PRESENCE, TEXT, TEXT_BESIDE, Entry
from realtime.frames import EventFrame, RoomFrame

#: The value of `?stream=` that asks for these frames.
STREAM: Final = "files"

#: Events of a run: a call that names a file has begun, a piece of its content, what came of it.
FILE_STARTED: Final = "file_started"
FILE_TEXT: Final = TEXT_BESIDE + "file"
FILE_ENDED: Final = "file_ended"

Action = Literal["write", "edit", "delete", "read"]


class SaidText(RoomFrame):
    """What the model says beside the files; all of a turn's together are its `message`."""

    type: Literal["text"] = "text"
    content: str


class FileStarted(RoomFrame):
    """A tool call that names a file has begun; what was shown of the file begins anew."""

    type: Literal["file_started"] = "file_started"
    path: str
    action: Action


class FileDelta(RoomFrame):
    """The next piece of a file that is being written."""

    type: Literal["file_delta"] = "file_delta"
    path: str
    content: str


class FileEnded(RoomFrame):
    """A tool has been applied to a file of the turn, or was refused."""

    type: Literal["file_ended"] = "file_ended"
    path: str
    action: Action
    ok: bool
    bytes: int = Field(description="Size of the file now, in UTF-8; 0 where it was refused.")
    content: str | None = Field(
        None,
        description="The whole file: after an edit up to 64 kB, after a write only where the "
        "deltas were not all of it.",
    )
    reason: str | None = Field(None, description="Why it was refused.")


class Person(EventFrame):
    """Somebody in the room, and how many connections are theirs."""

    name: str
    connections: int


class Presence(RoomFrame):
    """Somebody has come or gone: who is there now, first come first."""

    type: Literal["presence"] = "presence"
    people: tuple[Person, ...]
    total: int | None = Field(None, description="How many there are; a crowd is not all named.")


def render(entry: Entry) -> Iterator[EventFrame]:
    """Word an entry of the log for who asked for `?stream=files`."""
    place: dict[str, Any] = {"offset": entry.offset, "run": entry.run}
    match entry.kind:
        case kind if kind == TEXT:
            yield SaidText(content=entry.data["text"], **place)
        case kind if kind == FILE_STARTED:
            yield FileStarted(**entry.data, **place)
        case kind if kind == FILE_TEXT:
            yield FileDelta(path=entry.data["path"], content=entry.data["text"], **place)
        case kind if kind == FILE_ENDED:
            yield FileEnded(**entry.data, **place)
        case kind if kind == PRESENCE:
            people = tuple(Person(**person) for person in entry.data["people"])
            yield Presence(**{**entry.data, "people": people}, **place)
        case _:
            yield from frames.render(entry)


class WorkingFiles:
    """Folds a turn's events into the files that it has touched so far, as a page shows them.

    What belongs to a file whose beginning the log no longer has is passed over.
    """

    def __init__(self) -> None:
        self._files: dict[str, dict[str, Any]] = {}
        self._texts: dict[str, list[str]] = {}

    def take(self, entry: Entry) -> None:
        """Take the turn's next event."""
        match entry.kind:
            case kind if kind == FILE_STARTED:
                self._start(entry.data["path"], entry.data["action"])
            case kind if kind == FILE_TEXT:
                self._texts.get(entry.data["path"], []).append(entry.data["text"])
            case kind if kind == FILE_ENDED and entry.data["path"] in self._files:
                self._end(entry.data)

    def _start(self, path: str, action: str) -> None:
        self._files.pop(path, None)  # the file that was touched last stands last
        self._files[path] = {"path": path, "action": action, "open": True}
        self._texts[path] = []

    def _end(self, told: Mapping[str, Any]) -> None:
        file = self._files[told["path"]]
        file |= {"action": told["action"], "open": False, "ok": told["ok"]}
        if told["reason"] is not None:
            file["reason"] = told["reason"]
        if told["content"] is not None:
            self._texts[told["path"]] = [told["content"]]

    def told(self) -> list[dict[str, Any]]:
        """Return the files; `content` is None where nothing is known of it."""
        return [{**file, "content": self._content(path)} for path, file in self._files.items()]

    def _content(self, path: str) -> str | None:
        known = self._texts[path] or self._files[path]["action"] == "write"
        return "".join(self._texts[path]) if known else None
