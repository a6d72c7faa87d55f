"""Code generation's socket (000): `/ws/{project_id}`."""

from collections.abc import Iterable, Mapping
from secrets import token_hex
from typing import TYPE_CHECKING, Any, assert_never

from codegen import frames, selectors, services
from codegen.rooms import project_room
from realtime.consumer import RoomConsumer
from realtime.entries import Entry
from realtime.errors import RealtimeError
from realtime.frames import EventFrame
from realtime.keys import RoomKey
from realtime.transactions import read

if TYPE_CHECKING:
    from realtime.models import Room


class GenerationConsumer(RoomConsumer[frames.ProjectChat | frames.GetFile]):
    renderings = {"": frames.render}  # noqa: RUF012 (a ClassVar of the base)

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
        return selectors.page_state(room)
