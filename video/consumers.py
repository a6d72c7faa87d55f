"""The video service's socket (001): `/api/ws/video-generation?code=…`."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, assert_never

from realtime.access import Actor, tickets_count
from realtime.consumer import RoomConsumer
from realtime.errors import InvalidField, RealtimeError, Refused
from realtime.frames import EventFrame
from realtime.keys import RoomKey
from realtime.rendering import Rendering
from video import frames, orders, selectors, services
from video.renderings import Plain, job_worded, render_error, renderings
from video.rooms import code_of, code_room, is_secret

if TYPE_CHECKING:
    from realtime.models import Room

_SCHEMES = {"ws": "http", "wss": "https"}


class VideoConsumer(RoomConsumer[frames.VideoCommand]):
    """One socket of a code. It hears of the code's jobs, whoever has asked for them."""

    renderings = {"": Plain("")}  # noqa: RUF012 (of the base)

    def room(self) -> RoomKey:
        try:
            return code_room(code_of(self.query.get("code")))
        except InvalidField as error:
            raise Refused(error.text) from None

    async def admit(self) -> Actor | None:
        """Let in who knows a secret code; for other codes tickets count, where they do."""
        if tickets_count() and is_secret(self.room_key.name) and not self._shows_ticket:
            return Actor(self.room_key.name)
        return await super().admit()

    @property
    def _shows_ticket(self) -> bool:
        headers = dict(self.scope["headers"])
        return b"authorization" in headers or not self.query.keys().isdisjoint(("ticket", "token"))

    def worded(self) -> Mapping[str, Rendering]:
        return renderings(self._base)

    @property
    def _base(self) -> str:
        """The address under which this socket's client knows the server; its host was checked."""
        host = dict(self.scope["headers"]).get(b"host", b"").decode("latin-1")
        return f"{_SCHEMES.get(self.scope.get('scheme', 'ws'), 'http')}://{host}"

    async def greet(self) -> None:
        if "since" not in self.query:  # its first frame is `resumed`; the state tells the rest
            await self.tell(frames.VideoConnected())

    def parse(self, sent: dict[str, Any]) -> frames.VideoCommand:
        return frames.parse(sent)

    async def handle(self, command: frames.VideoCommand) -> None:
        match command:
            case frames.VideoPing():
                await self.tell(frames.VideoPong())
            case frames.VideoPongSent():
                pass
            case frames.VideoChat():
                await self._ask(command)
            case frames.GenerateVideo():
                await self._generate(command)
            case frames.CancelVideo():
                await services.job_cancel(command.taskId, self._room_id)
                await self.tell_done(command)
            case frames.RetryVideo():
                await services.job_retry(command.taskId, self._room_id)
                await self.tell_done(command)
            case _:
                assert_never(command)

    async def _ask(self, command: frames.VideoChat) -> None:
        accepted = await services.chat_ask(
            self.room_key.name,
            command.content,
            actor=self.speaker,
            address=self.address,
            client_message_id=command.client_message_id,
        )
        await self.tell_accepted(command, accepted)

    async def _generate(self, asked: frames.GenerateVideo) -> None:
        order = orders.ordered(
            asked.prompt, asked.aspect, asked.seconds, asked.language, asked.client_message_id
        )
        code = self.room_key.name
        await services.video_generate(code, order, actor=self.speaker, address=self.address)
        await self.tell_done(asked)

    @property
    def _room_id(self) -> int:
        return self._feed.room if self._feed is not None else 0

    def errors(self, error: RealtimeError, sent: Mapping[str, Any]) -> Iterable[EventFrame]:
        return render_error(error, sent)

    def state(self, room: "Room") -> tuple[int, dict[str, Any]]:
        offset, state = selectors.page_state(room)
        jobs = [
            job_worded(told, self._base).model_dump(mode="json", exclude_none=True)
            for told in state["jobs"]
        ]
        return offset, {**state, "jobs": jobs}
