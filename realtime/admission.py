"""A socket until it is known who speaks, and once they may speak no longer."""

import logging
import time
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from realtime.access.actors import Actor
from realtime.access.doors import (
    admitted,
    chosen_subprotocol,
    client_address,
    ticket_actor,
    tickets_count,
)
from realtime.connections import Connections
from realtime.engine import engine
from realtime.errors import (
    CloseCode,
    NotAllowed,
    NotAuthenticated,
    RealtimeError,
    Refused,
    StorageBusy,
)
from realtime.keys import MAX_NAME_LENGTH, RoomKey

if TYPE_CHECKING:
    from asgiref.typing import WebSocketConnectEvent, WebSocketDisconnectEvent

logger = logging.getLogger("realtime.access")

_numbers = count(1)


class AdmissionConsumer(AsyncWebsocketConsumer):
    """Lets a client in by what its handshake shows, or by the first frame that shows a ticket.

    Until then it hears nothing and nothing that it says is done.
    """

    #: No channel layer: sockets own no channel, the hub hands them their frames.
    channel_layer_alias = ""

    room_key: RoomKey
    #: Who speaks; None until a ticket was shown.
    actor: Actor | None = None
    address = ""
    opened_at = 0.0
    _connections: Connections | None = None
    _shut = False

    # What a dialect brings.

    def room(self) -> RoomKey:
        """Return the room that the URL names. Raises Refused."""
        raise NotImplementedError

    def user_id(self) -> str:
        """Return who speaks, as the URL names them: believed where access is open."""
        return self.room_key.name

    def admits(self, actor: Actor) -> None:
        """Refuse who may enter the room, but not as the URL says. Raises Refused."""

    def ticket(self, sent: dict[str, Any]) -> str | None:
        """Return the ticket that a frame shows, if it does."""
        ticket = sent.get("ticket") if sent.get("type") == "auth" else None
        return ticket if isinstance(ticket, str) else None

    async def admit(self) -> Actor | None:
        """Return who opens this socket, None where a ticket must still be shown. Raises Refused."""
        return await admitted(self.scope, self.query, self.room_key, self.user_id())

    @property
    def speaker(self) -> str:
        """The actor's name: under it runs and budgets are counted."""
        return self.actor.name if self.actor is not None else ""

    # What the room does.

    async def enter(self) -> None:
        """Begin to watch the room, saying nothing yet. Raises StorageBusy."""
        raise NotImplementedError

    async def welcome(self) -> None:
        """Say what comes first to whoever has been let in."""
        raise NotImplementedError

    def leave(self) -> None:
        """Hear nothing more. Safe to repeat."""
        if self._connections is not None:
            self._connections.remove(self)

    # The life of a socket.

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Take one message after the other.

        Channels makes a task for each, because it waits for a channel layer as well; here there is
        one source.
        """
        self.scope, self.base_send = scope, send
        try:
            while True:
                await self.dispatch(await receive())
        except StopConsumer:
            pass
        finally:  # not every server says that a client has left
            self.leave()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Call the handler without Channels' wait for a shared thread before each message.

        That wait lets one blocking ORM call stall every socket; here the ORM is used in
        threads that close their own connections.
        """
        await getattr(self, get_handler_name(message))(message)

    async def websocket_connect(self, message: "WebSocketConnectEvent") -> None:
        self.query = dict(parse_qsl(self.scope["query_string"].decode("latin-1"), True))
        self.address, self.opened_at = client_address(self.scope), time.monotonic()
        self.number = str(next(_numbers))
        subprotocol = chosen_subprotocol(self.scope.get("subprotocols", ()))
        try:
            self.room_key = self.room()
            _check_name(self.room_key)
            await self._knock()
        except Refused as refused:
            logger.debug("Refused a socket to %.200r: %s", self.scope["path"], refused)
            await self.close()
            return
        except RealtimeError as error:
            await self.accept(subprotocol)  # only so the client can learn why
            await self.shut(error)
            return
        await self.accept(subprotocol)
        if self.actor is not None:
            await self.begin()

    async def _knock(self) -> None:
        """Let in whoever shows enough in the handshake. Raises Refused, TooMany, StorageBusy."""
        actor = await self.admit()
        self._connections = engine().connections
        self._connections.add(self)
        if actor is not None:
            await self._let_in(actor)

    async def begin(self) -> None:
        """Say the first words; where what they need cannot be read, close."""
        try:
            await self.welcome()
        except StorageBusy as error:
            await self.shut(error)

    async def _let_in(self, actor: Actor) -> None:
        """Watch the room and only then count as let in.

        Who has been told that it is connected hears every run that begins later.
        """
        self.admits(actor)
        await self.enter()
        self._count_for(actor)

    def _count_for(self, actor: Actor) -> None:
        if self._connections is not None:
            self._connections.name(self, actor)

    async def show_ticket(self, sent: dict[str, Any]) -> None:
        """Take the ticket of a frame: the first one, or a new one in time.

        Raises Refused, TooMany and StorageBusy.
        """
        ticket = self.ticket(sent)
        if ticket is None:
            raise NotAuthenticated("show a ticket first")
        actor = await ticket_actor(ticket, self.room_key)
        if self.actor is None:
            await self._let_in(actor)
        elif actor.name != self.actor.name:
            raise NotAllowed("the ticket is another user's")
        else:
            self._count_for(actor)

    def must_show_ticket(self, sent: dict[str, Any]) -> bool:
        """Whether a frame counts by its ticket only: until one was taken, and to renew it."""
        return self.actor is None or (sent.get("type") == "auth" and tickets_count())

    async def websocket_disconnect(self, message: "WebSocketDisconnectEvent") -> None:
        self.leave()
        raise StopConsumer

    async def shut(self, error: RealtimeError) -> None:
        """Close for a reason, and hear nothing from now on."""
        self.leave()
        if not self._shut:
            self._shut = True
            code = error.close_code or CloseCode.INTERNAL
            await self.close(int(code), error.close_reason)  # daphne takes no enum


def _check_name(key: RoomKey) -> None:
    if not 0 < len(key.name) <= MAX_NAME_LENGTH or "\0" in key.name:
        raise Refused("such a name no room can have")
