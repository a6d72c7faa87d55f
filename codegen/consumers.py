"""Code generation's socket (000): `/ws/{project_id}`."""

from collections.abc import Iterable, Mapping
from secrets import token_hex
from typing import TYPE_CHECKING, Any, assert_never

from codegen import frames, live, selectors, services
from codegen.rooms import project_room
from realtime.consumer import RoomConsumer
from realtime.entries import Entry
from realtime.errors import RealtimeError
from realtime.frames import EventFrame
from realtime.keys import MAX_NAME_LENGTH, RoomKey
from realtime.presence import Attendee
from realtime.transactions import read

if TYPE_CHECKING:
    from realtime.models import Room

#: Who says no name where access is open, and how long one may be.
GUEST = "guest"
NAME_CHARACTERS = 64


class GenerationConsumer(RoomConsumer[frames.ProjectChat | frames.GetFile]):
    renderings = {"": frames.render, live.STREAM: live.render}  # noqa: RUF012 (a ClassVar of the base)

    def room(self) -> RoomKey:
        self._socket = token_hex(8)
        return project_room(self.scope["url_route"]["kwargs"]["project_id"])

    async def greet(self) -> None:
        if "since" not in self.query:  # its first frame is `resumed`; the state tells the rest
            await self.tell(frames.ProjectStatus(status="connected", message=frames.CONNECTED))
            await self.tell(*await read(selectors.greeting, self.room_key.name))

    def hears(self, started: Entry) -> bool:
        """A plain socket hears only what it has asked for itself."""
        return bool(started.data.get("socket") == self._socket)

    def parse(self, sent: dict[str, Any]) -> frames.ProjectChat | frames.GetFile:
        return frames.parse(sent)

    async def handle(self, command: frames.ProjectChat | frames.GetFile) -> None:
        project_id = self.room_key.name
        match command:
            case frames.ProjectChat():
                accepted = await services.code_generate(
                    project_id, command, actor=self.speaker, socket=self._socket
                )
                await self.tell_accepted(command, accepted)
            case frames.GetFile():
                await self.tell(await read(selectors.file_told, project_id, command.path))
                await self.tell_done(command)
            case _:
                assert_never(command)

    def errors(self, error: RealtimeError, sent: Mapping[str, Any]) -> Iterable[EventFrame]:
        return frames.render_error(error, sent)

    def state(self, room: "Room") -> tuple[int, dict[str, Any]]:
        return selectors.page_state(room, live=self._hears_files)

    def attendee(self) -> Attendee | None:
        """Count who hears of the others. Where access is open, they are who they say they are."""
        if not self._hears_files:
            return None
        if self.actor is not None and self.actor.can_end:
            who = f"user {self.actor.user}" if self.actor.user else f"actor {self.actor.name}"
            return Attendee(who[:MAX_NAME_LENGTH], self.actor.name)
        name = "".join(filter(str.isprintable, self.query.get("name", "")))[:NAME_CHARACTERS]
        return Attendee(f"name {name}" if name else f"socket {self._socket}", name or GUEST)

    @property
    def _hears_files(self) -> bool:
        return self.query.get("stream") == live.STREAM
