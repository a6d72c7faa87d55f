"""Films that are asked for, checked: by a socket, by a program, by the model."""

import re
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from realtime.access import address_key, rate_count
from realtime.errors import InvalidField, TooMany
from realtime.frames import InboundText
from video.conf import video_settings
from video.errors import SlowDown
from video.frames import Aspect
from video.jobs import Order

#: Least seconds of a film.
LEAST_SECONDS = 2.0

_CJK = re.compile(r"[㐀-鿿豈-﫿]")


class Asked(BaseModel):
    """A request for a film as it comes in over HTTP."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    inputText: InboundText = Field(min_length=1)  # noqa: N815
    aspect: Aspect = "16:9"
    seconds: float | None = None
    language: str = Field("", max_length=16)
    client_message_id: str | None = Field(None, min_length=1, max_length=64)


def asked(sent: dict[str, Any]) -> Order:
    """Return the order that a request's body holds. Raises InvalidField."""
    try:
        read = Asked.model_validate(sent)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InvalidField(field, f"{field}: {first['msg']}") from None
    return ordered(read.inputText, read.aspect, read.seconds, read.language, read.client_message_id)


def ordered(
    prompt: str,
    aspect: str,
    seconds: float | None,
    language: str,
    client_message_id: str | None,
) -> Order:
    """Return an order within this server's limits. Raises InvalidField."""
    settings, text = video_settings(), prompt.strip()
    most = settings.max_video_prompt_characters
    if not 0 < len(text) <= most:
        raise InvalidField("prompt", f"请用 1 到 {most} 个字描述视频")
    wanted = float(settings.video_default_seconds) if seconds is None else seconds
    if not LEAST_SECONDS <= wanted <= settings.video_max_seconds:
        longest = settings.video_max_seconds
        raise InvalidField("seconds", f"视频长度为 {LEAST_SECONDS:.0f} 到 {longest} 秒")
    return Order(text, aspect, wanted, language or language_of(text), client_message_id)


def language_of(text: str) -> str:
    """Return the language of a prompt, as far as its script tells."""
    return "zh" if _CJK.search(text) else "en"


def order_admit(address: str) -> None:
    """Count an order of an address: codes are made by whoever wants one. Raises SlowDown."""
    try:
        limit = video_settings().video_address_limit
        rate_count("videos from one address", limit, address_key(address))
    except TooMany as too_many:
        raise SlowDown(too_many) from None
