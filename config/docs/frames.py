"""The frames that there are: those of every dialect, found in its frames.py."""

from collections.abc import Iterable
from dataclasses import dataclass
from types import ModuleType

import chatstream.assistant.frames
import chatstream.frames
import codegen.frames
import codegen.live
import contact.frames
import contact.inbox.frames
import realtime.frames
import video.frames
from realtime.frames import Command, EventFrame, RoomFrame

_BASES = {Command, EventFrame, RoomFrame, chatstream.assistant.frames.Envelope}


@dataclass(frozen=True, slots=True)
class Dialect:
    """One service's frames, in the order in which its module has them.

    `parts` are objects inside of frames.
    """

    name: str
    module: ModuleType
    commands: tuple[type[Command], ...]
    events: tuple[type[EventFrame], ...]
    parts: tuple[type[EventFrame], ...]

    @property
    def all(self) -> "list[type[Command] | type[EventFrame]]":
        return [*self.commands, *self.events, *self.parts]


def _dialect(name: str, module: ModuleType) -> Dialect:
    classes = [value for value in vars(module).values() if _is_frame_of(module, value)]
    said = [cls for cls in classes if issubclass(cls, EventFrame)]
    return Dialect(
        name,
        module,
        commands=tuple(cls for cls in classes if issubclass(cls, Command)),
        events=tuple(cls for cls in said if "type" in cls.model_fields),
        parts=tuple(_parts(said)),
    )


def _is_frame_of(module: ModuleType, value: object) -> bool:
    return (
        isinstance(value, type)
        and issubclass(value, Command | EventFrame)
        and value.__module__ == module.__name__
        and value not in _BASES
    )


def _parts(said: Iterable[type[EventFrame]]) -> list[type[EventFrame]]:
    return [cls for cls in said if "type" not in cls.model_fields]


#: What all dialects share: the frames that clients ask for.
SHARED = _dialect("shared", realtime.frames)
TYPEWRITER = _dialect("typewriter", chatstream.frames)
GENERATION = _dialect("generation", codegen.frames)
GENERATION_FILES = _dialect("generation-files", codegen.live)
ASSISTANT = _dialect("assistant", chatstream.assistant.frames)
CONTACT = _dialect("contact", contact.frames)
INBOX = _dialect("inbox", contact.inbox.frames)
VIDEO = _dialect("video", video.frames)
DIALECTS = (TYPEWRITER, GENERATION, GENERATION_FILES, ASSISTANT, CONTACT, INBOX, VIDEO)
