"""What goes over a socket: commands in, events out, and the frames that clients ask for.

A dialect's `frames.py` has one class a frame; its docstring is the text of the protocol page.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from realtime.errors import InvalidField


class Command(BaseModel):
    """A frame from a client. What it does not know is ignored; types are taken as sent."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    client_message_id: str | None = Field(
        None, min_length=1, max_length=64, description="The client's own id: sent twice, done once."
    )


class EventFrame(BaseModel):
    """A frame to a client: what is not declared is not sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def encoded(self) -> str:
        """Return the text frame. A field that is None is left out."""
        return self.model_dump_json(exclude_none=True)


class RoomFrame(EventFrame):
    """A frame that a run said: it carries its place in the log and the run's id."""

    offset: int = Field(description="Where it stands in the room's log; send it as `since`.")
    run: str | None = Field(None, description="The run that said it.")


def _without_nul(text: str) -> str:
    return text.replace("\0", "")


#: Text from outside. U+0000 is taken out: PostgreSQL cannot store it.
InboundText = Annotated[str, AfterValidator(_without_nul)]


class Stop(Command):
    """Ends the running run of the room, or the run that is named, for all who hear it."""

    type: Literal["stop"]
    run: str | None = None


class Authenticate(Command):
    """Shows a ticket as the first frame, for clients that can set neither header nor query."""

    type: Literal["auth"]
    ticket: str


class Resumed(EventFrame):
    """First frame for a socket that asked with `?since=&epoch=`.

    `recovered`: all that was missed follows, then live. Otherwise a `state` frame follows.
    """

    type: Literal["resumed"] = "resumed"
    recovered: bool
    epoch: str
    offset: int


class State(EventFrame):
    """What a fresh page needs, as of `offset`; live frames follow."""

    type: Literal["state"] = "state"
    offset: int
    state: dict[str, Any]


class Accepted(EventFrame):
    """Answers a command that had a `client_message_id`, to the asker only.

    `repeat`: it was accepted before; nothing was started now.
    """

    type: Literal["accepted"] = "accepted"
    client_message_id: str
    run: str
    offset: int
    repeat: bool


class AuthSuccess(EventFrame):
    """The ticket, or the dialect's own token, was taken."""

    type: Literal["auth_success"] = "auth_success"
    user_id: str


C = TypeVar("C", bound=Command)


def parsed(model: type[C], sent: Mapping[str, Any]) -> C:
    """Return a frame as a command of this class. Raises InvalidField with the field's name."""
    try:
        return model.model_validate(sent)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InvalidField(field, f"{field}: {first['msg']}") from None
