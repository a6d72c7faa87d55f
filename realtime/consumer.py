"""The consumer that every app's consumer extends: a socket in a room, in some dialect."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Generic, TypeVar

from realtime import transactions
from realtime.access.limits import message_count
from realtime.admission import AdmissionConsumer
from realtime.codec import decoded
from realtime.conf import realtime_settings
from realtime.engine import Accepted as AcceptedRun
from realtime.engine import engine
from realtime.entries import Entry
from realtime.errors import (
    CloseCode,
    InternalError,
    RealtimeError,
    Refused,
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
from realtime.hub import Feed
from realtime.models import Room
from realtime.presence import Attendance, Attendee
from realtime.recovery import Log, Place, recoverable
from realtime.rendering import Renderer, Rendering
from realtime.subscription import Subscription, has_left

logger = logging.getLogger("realtime.consumer")

C = TypeVar("C", bound=Command)


class RoomConsumer(AdmissionConsumer, Generic[C]):
    """Decodes a frame, calls one service, returns. Generation never happens in here.

    A dialect says which room the URL names, how a frame becomes a command, what a command
    does, how an error reads, and how the log's entries are rendered.
    """

    #: How entries are worded, by the value of `?stream=`; "" is the documented dialect.
    renderings: ClassVar[Mapping[str, Renderer | Rendering]]

    _feed: Feed | None = None
    _entered_at = 0
    _subscription: Subscription | None = None
    _attendance: Attendance | None = None

    # What a dialect brings.

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

    def attendee(self) -> Attendee | None:
        """Return whom this socket counts for among those in the room; by default nobody."""
        return None

    def worded(self) -> Mapping[str, Renderer | Rendering]:
        """Return how entries are worded for this socket; by default as for all of its kind."""
        return self.renderings

    def hears(self, started: Entry) -> bool:
        """Whether a plain socket hears a run that begins; by default every one of the room."""
        return True

    # The life of a socket.

    async def enter(self) -> None:
        self._feed, self._entered_at = await engine().watch(self.room_key)

    async def welcome(self) -> None:
        await self.greet()
        if self._feed is not None:
            await self._join(self._feed, self._entered_at)
            if (attendee := self.attendee()) is not None:
                self._attendance = engine().presence
                self._attendance.come(self.number, self._feed.room, attendee)

    def leave(self) -> None:
        super().leave()
        if self._subscription is not None:
            self._subscription.close()
        if self._attendance is not None:
            self._attendance.go(self.number)
        self._subscription = self._feed = self._attendance = None

    async def tell(self, *frames: EventFrame) -> None:
        """Send frames to this socket alone; who has left meanwhile hears nothing."""
        try:
            for frame in frames:
                await self._send_text(frame.encoded())
        except Exception as error:
            if not has_left(error):
                raise
            logger.debug("A client left before it was answered")

    async def _send_text(self, text: str) -> None:
        message: Any = {"type": "websocket.send", "text": text}  # the stubs want bytes as well
        await self.base_send(message)

    # Joining a room, from now or from where the client was.

    async def _join(self, feed: Feed, position: int) -> None:
        asked = self.query.get("since")
        if asked is not None:
            place = Place.asked(asked, self.query.get("epoch", ""))
            position = await self._resume(feed.room, place)
        stream, worded = self.query.get("stream", ""), self.worded()
        self._subscription = Subscription(
            feed,
            position=position,
            whole=asked is not None,
            render=worded.get(stream) or worded[""],
            send=self._send_text,
            lost=self._lost,
            hears=self.hears,
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
        if self._shut:
            return
        sent: dict[str, Any] = {}
        try:
            message_count(self.number)
            sent = _decoded(text_data if text_data is not None else bytes_data or b"")
            await self._obey(sent)
        except RealtimeError as error:
            await self._refuse(error, sent)
        except Exception:
            internal = InternalError()
            logger.exception("A command failed (%s)", internal.id)
            await self._refuse(internal, sent)

    async def _obey(self, sent: dict[str, Any]) -> None:
        entering, shows = self.actor is None, sent.get("type") == "auth"
        if self.must_show_ticket(sent):
            await self.show_ticket(sent)
        if entering and not shows:
            await self.begin()
        await self._do(sent)
        if entering and shows:
            await self.begin()  # after `auth_success`

    async def _do(self, sent: dict[str, Any]) -> None:
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

    async def _refuse(self, error: RealtimeError, sent: dict[str, Any]) -> None:
        if isinstance(error, Refused) and self.must_show_ticket(sent):
            await self.shut(error)
            return
        await self.tell(*self.errors(error, sent))
        if error.close_code in (CloseCode.TOO_BIG, CloseCode.TOO_MANY):
            await self.shut(error)

    async def tell_done(self, command: Command) -> None:
        """Confirm a command that started no run to a client that gave it an id."""
        if self._feed is not None:
            await self.tell_accepted(command, AcceptedRun("", self._feed.offset, repeat=False))

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


def _decoded(frame: str | bytes) -> dict[str, Any]:
    configured = realtime_settings()
    return decoded(frame, max_bytes=configured.max_frame_bytes, max_depth=configured.max_json_depth)
