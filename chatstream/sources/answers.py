"""What a source has answered, before anybody believes it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from chatstream.sources.errors import SourceAway

JSON = ("application/json",)

Form = TypeVar("Form", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes, and what the server calls their `charset`, or ""."""

    body: bytes
    charset: str


async def fetched(
    url: str, types: Collection[str], params: Mapping[str, str | int | float] | None = None
) -> Fetched:
    """Return a source's answer of one of the content types. Raises SourceAway, SourceRefused."""
    from chatstream.sources.fetch import fetch  # its libraries take 0.2 s: not with the project

    return await fetch(url, types, params)


def parsed(form: type[Form], answer: Fetched) -> Form:
    """Return a JSON answer in the form that it must have. Raises SourceAway."""
    try:
        return form.model_validate_json(answer.body)
    except ValidationError as error:
        raise SourceAway("the source answers in a form that is not known") from error
