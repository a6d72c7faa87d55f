"""The assistant's socket (004): `/ws?user_id=…`."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, assert_never
from uuid import uuid4

from chatstream.assistant import frames, parsing, rooms, selectors, services
from chatstream.assistant.deltas import Deltas
from chatstream.assistant.heartbeat import Heartbeat
from chatstream.assistant.snapshots import Snapshots
from chatstream.assistant.team import TRIAGE, agents_told
from realtime.access import Actor
from realtime.consumer import RoomConsumer
from realtime.errors import Idle, NotAllowed, RealtimeError, Refused
from realtime.frames import EventFrame
from realtime.keys import MAX_NAME_LENGTH, RoomKey
from realtime.presence import Attendee
from realtime.transactions import read

if TYPE_CHECKING:
    from realtime.models import Room

#: Characters of a name that others see.
NAME_CHARACTERS = 64


class AssistantConsumer(RoomConsumer[frames.Chat | frames.Ping | frames.Pong]):
    renderings = {  # noqa: RUF012 (a ClassVar of the base)
        "": Snapshots(TRIAGE, agents_told()),
        "delta": Deltas(),
    }
    _heartbeat: Heartbeat | None = None

    def room(self) -> RoomKey:
        """A private room is opened by its user's id only, whatever `room_id` says."""
        self._connection_id = str(uuid4())
        user_id = self.user_id()
        if not 0 < len(user_id) <= MAX_NAME_LENGTH or "\0" in user_id:
            raise Refused("a user_id is required, of a name's length")
        own = rooms.private_room(user_id)
        asked = self.query.get("room_id")
        room = rooms.room_named(asked) if asked else own
        if room.kind == rooms.USER and room != own:
            raise NotAllowed("this room is another user's")
        return room

    def user_id(self) -> str:
        return self.query.get("user_id", "")

    @property
    def username(self) -> str:
        return self.query.get("username") or f"用户_{self.user_id()}"

    @property
    def room_id(self) -> str:
        return rooms.room_id_of(self.room_key)

    def admits(self, actor: Actor) -> None:
        """A ticket for a shared room is its holder's: nobody speaks there as somebody else."""
        if self.room_key.kind == rooms.SHARED and actor.name != self.user_id():
            raise NotAllowed("the ticket is another user's")

    def attendee(self) -> Attendee:
        return Attendee(self.user_id(), self.username.replace("\0", "")[:NAME_CHARACTERS])

    async def greet(self) -> None:
        if "since" not in self.query:  # its first frame is `resumed`; the state tells the rest
            await self.tell(
                frames.connected(self._connection_id, self.user_id(), self.username, self.room_id)
            )

    async def welcome(self) -> None:
        await super().welcome()
        self._heartbeat = Heartbeat(self._ping, self._drop)

    def leave(self) -> None:
        super().leave()
        if self._heartbeat is not None:
            self._heartbeat.stop()

    async def _ping(self) -> None:
        if not self._shut:
            await self.tell(frames.ping(self.user_id(), self.room_id))

    async def _drop(self) -> None:
        await self.shut(Idle())

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self._heartbeat is not None:
            self._heartbeat.heard()
        await super().receive(text_data, bytes_data)

    def parse(self, sent: dict[str, Any]) -> frames.Chat | frames.Ping | frames.Pong:
        return parsing.parse(sent)

    async def handle(self, command: frames.Chat | frames.Ping | frames.Pong) -> None:
        match command:
            case frames.Chat() if not command.content.strip():
                await self.tell(await read(selectors.nothing_asked, self.room_key, self.user_id()))
                await self.tell_done(command)
            case frames.Chat():
                accepted = await services.chat_ask(
                    self.room_key,
                    self.user_id(),
                    command.content,
                    actor=self.speaker,
                    client_message_id=command.client_message_id,
                )
                await self.tell_accepted(command, accepted)
            case frames.Ping():
                await self.tell(frames.pong(self.user_id(), self.room_id))
                await self.tell_done(command)
            case frames.Pong():
                if self._heartbeat is not None:
                    self._heartbeat.heard(answered=True)
            case _:
                assert_never(command)

    def errors(self, error: RealtimeError, sent: Mapping[str, Any]) -> Iterable[EventFrame]:
        return parsing.render_error(
            error,
            sent,
            connection_id=self._connection_id,
            user_id=self.user_id(),
            room_id=self.room_id,
        )

    def state(self, room: "Room") -> tuple[int, dict[str, Any]]:
        return selectors.page_state(room, self.user_id())
