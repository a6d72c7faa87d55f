"""The consumer that every app's consumer extends: a socket in a room, in some dialect."""

import logging
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar
from urllib.parse import parse_qsl

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from realtime import access, transactions
from realtime.codec import decoded
from realtime.conf import realtime_settings
from realtime.engine import Accepted as AcceptedRun
from realtime.engine import engine
from realtime.errors import (
    CloseCode,
    InternalError,
    RealtimeError,
    Refused,
    StorageBusy,
)
from realtime.frames import (
    Accepted,
    Authenticate,
    AuthSuccess,
    Command,
    EventFrame,
    Resumed,
    State,
    Stop,
    parsed,
)
from realtime.hub import Feed, Renderer
from realtime.keys import MAX_NAME_LENGTH, RoomKey
from realtime.models import Room
from realtime.recovery import Log, Place, recoverable
from realtime.subscription import Subscription

if TYPE_CHECKING:
    from asgiref.typing import WebSocketConnectEvent, WebSocketDisconnectEvent

logger = logging.getLogger("realtime.consumer")

C = TypeVar("C", bound=Command)


class RoomConsumer(AsyncWebsocketConsumer, Generic[C]):
    """Decodes a frame, calls one service, returns. Generation never happens in here.

    A dialect says which room the URL names, how a frame becomes a command, what a command
    does, how an error reads, and how the log's entries are rendered.
    """

    #: No channel layer: sockets own no channel, the hub hands them their frames.
    channel_layer_alias = ""

    #: How entries are worded, by the value of `?stream=`; "" is the documented dialect.
    renderings: ClassVar[Mapping[str, Renderer]]

    room_key: RoomKey
    _feed: Feed | None = None
    _subscription: Subscription | None = None

    # What a dialect brings.

    def room(self) -> RoomKey:
        """Return the room that the URL names. Raises Refused."""
        raise NotImplementedError

    def user_id(self) -> str:
        """Return who speaks, as the dialect names them."""
        return self.room_key.name

    def parse(self, sent: dict[str, Any]) -> C:
        """Return the command that a JSON object is. Raises BadFrame."""
        raise NotImplementedError

    async def handle(self, command: C) -> None:
        """Do what a command asks, through a service. Raises RealtimeError."""
        raise NotImplementedError

    async def greet(self) -> None:
        """Send what the dialect says on connect."""

    def errors(self, error: RealtimeError, sent: Mapping[str, Any]) -> Iterable[EventFrame]:
        """Word an error; `sent` is the frame that it answers, empty where there is none."""
        raise NotImplementedError

    def state(self, room: Room) -> tuple[int, dict[str, Any]]:
        """Return what a fresh page needs, and the offset as of which it is that.

        Usually the room's; an earlier one where frames tell the rest better, because one frame
        may not hold it. Called in one read snapshot, in a reading thread.
        """
        raise NotImplementedError

    # The life of a socket.

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:  # not every server says that a client has left
            self._leave()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Call the handler without Channels' wait for a shared thread before each message.

        That wait lets one blocking ORM call stall every socket; here the ORM is used in
        threads that close their own connections.
        """
        await getattr(self, get_handler_name(message))(message)

    async def websocket_connect(self, message: "WebSocketConnectEvent") -> None:
        query = self.scope["query_string"].decode("latin-1")
        self.query = dict(parse_qsl(query, keep_blank_values=True))
        try:
            self.room_key = self.room()
            access.require_open_access(access.bind_address(self.scope))
            _check_name(self.room_key)
        except Refused:
            await self.close()
            return
        try:
            self._feed, offset = await engine().watch(self.room_key)
        except StorageBusy:
            await self.accept()
            await self.close(int(CloseCode.INTERNAL))
            return
        # Only now: who has been told that it is connected hears every run that begins later.
        await self.accept()
        await self.greet()
        await self._join(self._feed, offset)

    async def websocket_disconnect(self, message: "WebSocketDisconnectEvent") -> None:
        self._leave()
        raise StopConsumer

    def _leave(self) -> None:
        if self._subscription is not None:
            self._subscription.close()
        self._subscription = self._feed = None

    async def tell(self, *frames: EventFrame) -> None:
        """Send frames to this socket alone."""
        for frame in frames:
            await self._send_text(frame.encoded())

    async def _send_text(self, text: str) -> None:
        message: Any = {"type": "websocket.send", "text": text}  # the stubs want bytes as well
        await self.base_send(message)

    # Joining a room, from now or from where the client was.

    async def _join(self, feed: Feed, position: int) -> None:
        asked = self.query.get("since")
        if asked is not None:
            place = Place.asked(asked, self.query.get("epoch", ""))
            position = await self._resume(feed.room, place)
        stream = self.query.get("stream", "")
        self._subscription = Subscription(
            feed,
            position=position,
            whole=asked is not None,
            render=self.renderings.get(stream) or self.renderings[""],
            send=self._send_text,
            lost=self._lost,
        )

    async def _resume(self, room: int, place: Place) -> int:
        """Tell the client where it stands; return the offset after which it hears."""
        row, state = await transactions.read(self._resumption, room, place)
        offset = row.offset if state is None else state.offset
        await self.tell(Resumed(recovered=state is None, epoch=row.epoch, offset=offset))
        if state is None:
            return place.offset
        await self.tell(state)
        return state.offset

    def _resumption(self, room: int, place: Place) -> tuple[Room, State | None]:
        with transactions.read_snapshot():
            row = Room.objects.get(pk=room)
            if recoverable(place, Log(row.epoch, row.offset, row.pruned_to)):
                return row, None
            offset, state = self.state(row)
            return row, State(offset=offset, state=state)

    async def _lost(self) -> None:
        """The log no longer has what comes next: the client resumes and gets the state."""
        await self.close(int(CloseCode.RESTART))

    # Commands.

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        sent: dict[str, Any] = {}
        try:
            frame = text_data if text_data is not None else bytes_data or b""
            sent = decoded(frame, realtime_settings().max_frame_bytes)
            await self._obey(sent)
        except RealtimeError as error:
            await self._refuse(error, sent)
        except Exception:
            internal = InternalError()
            logger.exception("A command failed (%s)", internal.id)
            await self._refuse(internal, sent)

    async def _obey(self, sent: dict[str, Any]) -> None:
        if sent.get("type") == "stop":
            await self._stop(parsed(Stop, sent))
        elif sent.get("type") == "auth" and "ticket" in sent:
            parsed(Authenticate, sent)
            await self.tell(AuthSuccess(user_id=self.user_id()))
        else:
            await self.handle(self.parse(sent))

    async def _stop(self, stop: Stop) -> None:
        if self._feed is None:
            return
        stopped = await engine().run_stop(self._feed.room, stop.run)
        run = stopped or stop.run or ""
        await self.tell_accepted(stop, AcceptedRun(run, self._feed.offset, stopped is None))

    async def _refuse(self, error: RealtimeError, sent: Mapping[str, Any]) -> None:
        await self.tell(*self.errors(error, sent))
        if error.close_code is CloseCode.TOO_BIG:
            await self.close(int(error.close_code))  # daphne takes no enum

    async def tell_accepted(self, command: Command, accepted: AcceptedRun) -> None:
        """Confirm a command to a client that gave it an id."""
        if command.client_message_id is not None:
            await self.tell(
                Accepted(
                    client_message_id=command.client_message_id,
                    run=accepted.run,
                    offset=accepted.offset,
                    repeat=accepted.repeat,
                )
            )


def _check_name(key: RoomKey) -> None:
    if not 0 < len(key.name) <= MAX_NAME_LENGTH or "\0" in key.name:
        raise Refused("such a name no room can have")
