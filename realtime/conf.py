"""The engine's settings: typed, with defaults, read from the environment."""

from functools import cache
from typing import Annotated, Literal

from django.conf import settings
from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


def _split(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


CommaSeparated = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]


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
    max_frame_bytes: int = Field(
        262_144, gt=0, description="Largest frame that a client may send, in bytes."
    )
    room_queue_length: int = Field(
        8, ge=1, description="Commands that may wait in one room while a run is running."
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
def _from_environment() -> RealtimeSettings:
    return RealtimeSettings()


def realtime_settings() -> RealtimeSettings:
    """Return `settings.REALTIME`, or what the environment says where a project sets none."""
    configured: RealtimeSettings | None = getattr(settings, "REALTIME", None)
    return configured or _from_environment()
