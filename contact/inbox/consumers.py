"""The staff's socket: `/contact/inbox`."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, assert_never

from contact import rooms
from contact.frames import now
from contact.inbox import broadcasts, frames, selectors, services
from realtime.access import Actor, proven
from realtime.consumer import RoomConsumer
from realtime.errors import NotAllowed, RealtimeError
from realtime.frames import EventFrame
from realtime.keys import RoomKey
from realtime.presence import Attendee
from realtime.transactions import read

if TYPE_CHECKING:
    from realtime.models import Room


class InboxConsumer(RoomConsumer[frames.InboxCommand]):
    """For staff who are signed in, or show a ticket of theirs: also where access is open."""

    renderings = {"": frames.render}  # noqa: RUF012 (a ClassVar of the base)

    def room(self) -> RoomKey:
        return rooms.INBOX

    async def admit(self) -> Actor | None:
        return await proven(self.scope, self.query, self.room_key)

    def attendee(self) -> Attendee:
        user = self.actor.user if self.actor is not None else ""
        return Attendee(user or self.speaker, self.speaker)

    @property
    def _staff(self) -> str:
        """The key of who acts. Raises NotAllowed for a ticket that is no user's."""
        if self.actor is None or not self.actor.user:
            raise NotAllowed("a member of staff is needed: issue the ticket with --user")
        return self.actor.user

    def parse(self, sent: dict[str, Any]) -> frames.InboxCommand:
        return frames.parse(sent)

    async def handle(self, command: frames.InboxCommand) -> None:
        match command:
            case frames.FindConversations():
                await self.tell(await read(selectors.conversations_found, command))
                await self.tell_done(command)
            case frames.OpenConversation():
                await self.tell(await read(selectors.conversation_opened, command))
                await self.tell_done(command)
            case frames.InboxPing():
                await self.tell(frames.InboxPong(timestamp=now()))
                await self.tell_done(command)
            case frames.SendBroadcast():
                made = await broadcasts.broadcast_send(
                    self._staff, command.message, command.client_message_id
                )
                await self._tell_done(command, None, made)
            case _:
                await self._tell_done(command, str(command.client_id), await self._act(command))

    async def _act(self, command: frames.ConversationCommand) -> str | None:
        """Do something about one conversation; return the id of what it has made."""
        client_id, staff = str(command.client_id), self._staff
        match command:
            case frames.TakeOver():
                await services.conversation_take_over(client_id, staff)
            case frames.HandBack():
                await services.conversation_hand_back(client_id, staff)
            case frames.CloseConversation():
                await services.conversation_close(client_id, staff)
            case frames.MarkRead():
                await services.conversation_read(client_id, staff)
            case frames.OwnerTyping():
                await services.typing_tell(client_id, staff, command.typing)
            case frames.AddNote():
                return await services.note_add(
                    client_id, staff, command.message, command.client_message_id
                )
            case frames.OwnerReply():
                return await services.conversation_reply(
                    client_id, staff, command.message, command.client_message_id
                )
            case _:
                assert_never(command)
        return None

    async def _tell_done(
        self,
        command: frames.ConversationCommand | frames.SendBroadcast,
        client_id: str | None,
        made: str | None,
    ) -> None:
        await self.tell(
            frames.InboxDone(
                command=command.type,
                client_id=client_id,
                id=made,
                client_message_id=command.client_message_id,
            )
        )
        await self.tell_done(command)

    def errors(self, error: RealtimeError, sent: Mapping[str, Any]) -> Iterable[EventFrame]:
        return frames.render_error(error, sent)

    def state(self, room: "Room") -> tuple[int, dict[str, Any]]:
        return room.offset, selectors.inbox_state(room)
