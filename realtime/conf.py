"""The engine's settings: typed, with defaults, read from the environment."""

from functools import cache
from typing import Annotated, Literal

from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver
from limits import parse
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


def _split(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


CommaSeparated = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]


def _is_rate(text: str) -> str:
    try:
        parse(text)
    except ValueError:
        raise ValueError("write it like `100 per 5 seconds` or `10/minute`") from None
    return text


#: Source of the notation: https://limits.readthedocs.io/en/stable/quickstart.html#rate-limit-string-notation
RateLimit = Annotated[str, AfterValidator(_is_rate)]


class RealtimeSettings(BaseSettings):
    """Each field is an environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    access: Literal["ticket", "open"] = Field(
        "ticket",
        description="`open`: identity is what the URL says. `ticket`: every socket needs a ticket.",
    )
    allow_open_access_anywhere: bool = Field(
        False,
        description="Permit `ACCESS=open` on an address other than loopback.",
    )
    allowed_origins: CommaSeparated = Field(
        (),
        description="Further page origins that may connect, such as `https://example.com`.",
    )
    forwarded_allow_ips: str = Field(
        "127.0.0.1",
        description="Proxies, comma-separated, whose `X-Forwarded-For` and `X-Forwarded-Proto` "
        "are believed; `*`: any.",
    )
    ticket_minutes: float = Field(
        15.0, gt=0, description="How long a ticket is good for, and a socket that showed it open."
    )
    ticket_wait_seconds: float = Field(
        10.0, gt=0, description="How long a socket may stay open before it shows its ticket."
    )
    revocation_seconds: float = Field(
        2.0, gt=0, description="How often open sockets are held against who may still be here."
    )
    max_frame_bytes: int = Field(
        262_144, gt=0, description="Largest frame that a client may send, in bytes."
    )
    max_json_depth: int = Field(
        32, ge=2, description="Deepest nesting of objects and arrays in a frame."
    )
    message_limit: RateLimit = Field(
        "100 per 5 seconds",
        description="Frames that one socket may send, and commands that one actor may send over "
        "HTTP. More of them close the socket with 4429, or are answered with 429.",
    )
    handshake_limit: RateLimit = Field(
        "1000 per minute", description="Sockets that one address may open in a process."
    )
    max_sockets_per_actor: int = Field(
        100, ge=1, description="Sockets that one actor may have open in a process."
    )
    max_sockets_per_address: int = Field(
        1_000, ge=1, description="Sockets that one address may have open in a process."
    )
    room_queue_length: int = Field(
        8, ge=1, description="Commands that may wait in one room while a run is running."
    )
    tokens_per_day_per_actor: int = Field(
        500_000, ge=0, description="A model's tokens that one actor may cost on a day; 0: any."
    )
    tokens_per_day: int = Field(
        20_000_000,
        ge=0,
        description="A model's tokens that all together may cost on a day; 0: any.",
    )
    lease_seconds: float = Field(
        6.0, gt=0, description="A run whose process is silent for so long is closed by another."
    )
    lease_renew_seconds: float = Field(
        2.0, gt=0, description="How often a process renews the leases of its runs."
    )
    follow_seconds: float = Field(
        0.02, gt=0, description="How often an idle process looks for what other processes wrote."
    )
    event_retention_hours: float = Field(
        24.0, gt=0, description="How long after a run's end its events can still be resumed."
    )
    write_deadline_seconds: float = Field(
        2.0, gt=0, description="A command that cannot be stored for so long gets a retryable error."
    )
    workers: int = Field(1, ge=1, description="Processes that `serve` starts.")
    drain_seconds: float = Field(
        20.0, ge=0, description="On SIGTERM, how long running runs may go on before they end."
    )


@cache
def realtime_settings() -> RealtimeSettings:
    """Return `settings.REALTIME`, or what the environment says where a project sets none.

    Kept: each message asks several times, and Django's lazy settings took a third of an echo.
    """
    configured: RealtimeSettings | None = getattr(settings, "REALTIME", None)
    return configured or RealtimeSettings()


@receiver(setting_changed)
def _read_again(*, setting: str, **_: object) -> None:
    """Forget it where a test changes the setting."""
    if setting == "REALTIME":
        realtime_settings.cache_clear()
