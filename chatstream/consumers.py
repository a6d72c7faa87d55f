"""The typewriter chat's socket (002): `/ws/chat/{user_id}`."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, assert_never

from chatstream import frames, selectors, services
from realtime.consumer import RoomConsumer
from realtime.errors import RealtimeError
from realtime.frames import AuthSuccess, EventFrame
from realtime.keys import RoomKey

if TYPE_CHECKING:
    from realtime.models import Room


class TypewriterConsumer(RoomConsumer[frames.Query | frames.TokenAuth]):
    renderings = {"": frames.render}  # noqa: RUF012 (a ClassVar of the base)
    _token: str | None = None

    def room(self) -> RoomKey:
        return services.user_room(self.scope["url_route"]["kwargs"]["user_id"])

    def ticket(self, sent: dict[str, Any]) -> str | None:
        return super().ticket(sent) or frames.token_of(sent)

    def parse(self, sent: dict[str, Any]) -> frames.Query | frames.TokenAuth:
        return frames.parse(sent)

    async def handle(self, command: frames.Query | frames.TokenAuth) -> None:
        self._token = command.token or self._token
        match command:
            case frames.TokenAuth():
                await self.tell(AuthSuccess(user_id=self.user_id()))
            case frames.Query():
                accepted = await services.question_ask(
                    self.user_id(),
                    command.query,
                    actor=self.speaker,
                    client_message_id=command.client_message_id,
                    token=self._token,
                )
                await self.tell_accepted(command, accepted)
            case _:
                assert_never(command)

    def errors(self, error: RealtimeError, sent: Mapping[str, Any]) -> Iterable[EventFrame]:
        return frames.render_error(error, sent)

    def state(self, room: "Room") -> tuple[int, dict[str, Any]]:
        return selectors.page_state(room)
