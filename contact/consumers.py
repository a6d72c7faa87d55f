"""The visitors' socket (003): `/contact`."""

import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, assert_never

from contact import frames, renderings, rooms, selectors, services
from contact.conversations import Visitor
from realtime.access import Actor, ticket_read, tickets_count
from realtime.consumer import RoomConsumer
from realtime.errors import RealtimeError
from realtime.frames import EventFrame
from realtime.keys import RoomKey
from realtime.presence import Attendee

if TYPE_CHECKING:
    from realtime.models import Room

#: How often the owner is told again that a visitor still writes.
TYPING_SECONDS = 3.0


class ContactConsumer(RoomConsumer[frames.VisitorCommand]):
    """One visitor: who brings no `client_id` gets one, and a ticket to come back with."""

    renderings = {"": renderings.render, "delta": renderings.render_deltas}  # noqa: RUF012 (of the base)
    _typing = (False, 0.0)

    def room(self) -> RoomKey:
        sent = self.query.get("client_id")
        client_id = rooms.client_id_minted() if sent is None else rooms.client_id_of(sent)
        return rooms.visitor_room(client_id)

    async def admit(self) -> Actor | None:
        """Let in whoever is new here: their right to this room is a ticket like they get."""
        if "client_id" in self.query:
            return await super().admit()
        client_id = self.room_key.name
        if not tickets_count():
            return Actor(client_id)
        return ticket_read(rooms.visitor_ticket(client_id), self.room_key)

    async def greet(self) -> None:
        if "since" not in self.query:  # its first frame is `resumed`; the state tells the rest
            client_id = self.room_key.name
            await self.tell(
                frames.ConnectionEstablished(
                    client_id=client_id,
                    timestamp=frames.now(),
                    ticket=rooms.visitor_ticket(client_id),
                )
            )

    async def welcome(self) -> None:
        await super().welcome()
        services.connection_count()

    def attendee(self) -> Attendee:
        return Attendee(self.room_key.name, "visitor")

    def parse(self, sent: dict[str, Any]) -> frames.VisitorCommand:
        return frames.parse(sent)

    async def handle(self, command: frames.VisitorCommand) -> None:
        match command:
            case frames.VisitorMessage():
                stored = await services.message_receive(self._visitor, command)
                received = frames.ChatMessageReceived(message_id=stored.id, timestamp=stored.at)
                await self.tell(received)
                await self.tell_accepted(command, stored.accepted)
            case frames.ContactRequestSent():
                stored = await services.request_receive(self._visitor, command)
                await self.tell(
                    frames.ContactRequestReceived(request_id=stored.id, timestamp=stored.at)
                )
                await self.tell_accepted(command, stored.accepted)
            case frames.VisitorPing():
                await self.tell(frames.VisitorPong(timestamp=frames.now()))
                await self.tell_done(command)
            case frames.VisitorTyping():
                await self._tell_typing(command.typing)
                await self.tell_done(command)
            case _:
                assert_never(command)

    async def _tell_typing(self, typing: bool) -> None:
        """Tell of it where that is news, or was a while ago."""
        told, at = self._typing
        if typing != told or (typing and time.monotonic() - at > TYPING_SECONDS):
            self._typing = (typing, time.monotonic())
            await services.typing_tell(self.room_key.name, typing)

    @property
    def _visitor(self) -> Visitor:
        headers = {name: value.decode("latin-1") for name, value in self.scope["headers"]}
        return Visitor(
            client_id=self.room_key.name,
            address=self.address,
            agent=headers.get(b"user-agent", ""),
            language=headers.get(b"accept-language", ""),
            page=self.query.get("page") or headers.get(b"origin", ""),
        )

    def errors(self, error: RealtimeError, sent: Mapping[str, Any]) -> Iterable[EventFrame]:
        return renderings.render_error(error, sent)

    def state(self, room: "Room") -> tuple[int, dict[str, Any]]:
        offset, state = selectors.page_state(room)
        return offset, {**state, "ticket": rooms.visitor_ticket(room.name)}
