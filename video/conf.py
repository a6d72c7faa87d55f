"""The settings of the video service: typed, with defaults, read from the environment."""

from functools import cache

from django.conf import settings
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from realtime.conf import RateLimit


class VideoSettings(BaseSettings):
    """Each field is an environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    video_workers: int = Field(
        1,
        ge=0,
        description="Processes that `serve` starts to make films, one at a time each. 0: none; "
        "then `manage.py video_worker` has to run somewhere.",
    )
    video_pipeline: str = Field(
        "video.pipeline",
        pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$",
        description="Module whose `perform` makes the stages of a film.",
    )
    video_lease_seconds: float = Field(
        10.0, gt=0, description="A job whose worker is silent for so long is taken up by another."
    )
    video_attempts: int = Field(
        3, ge=1, description="How often a job is begun before it has failed."
    )
    video_stage_minutes: float = Field(
        30.0, gt=0, description="A stage that takes longer ends its worker, and so its attempt."
    )
    video_max_seconds: int = Field(
        120, ge=2, le=120, description="Longest film that can be asked for, in seconds."
    )
    video_default_seconds: int = Field(
        15, ge=2, le=120, description="How long a film is where nobody says, in seconds."
    )
    max_video_prompt_characters: int = Field(
        4_000, ge=1, le=20_000, description="Longest prompt for a film."
    )
    video_jobs_per_code: int = Field(
        3, ge=1, description="Jobs of one code that may wait or run at a time."
    )
    video_queue_length: int = Field(50, ge=1, description="Jobs that may wait in all.")
    video_jobs_per_day_per_code: int = Field(
        50, ge=1, description="Jobs that one code may ask for within 24 hours."
    )
    video_jobs_per_day: int = Field(
        1_000, ge=1, description="Jobs that all together may ask for within 24 hours."
    )
    video_address_limit: RateLimit = Field(
        "60 per hour", description="Jobs that one address may ask for, in a process."
    )
    video_url_minutes: float = Field(
        60.0, gt=0, description="How long the address of a film is good for, at least."
    )
    video_retention_hours: float = Field(
        72.0, gt=0, description="How long after a job's end its files are kept."
    )


@cache
def _from_environment() -> VideoSettings:
    return VideoSettings()


def video_settings() -> VideoSettings:
    """Return `settings.VIDEO`, or what the environment says where a project sets none."""
    configured: VideoSettings | None = getattr(settings, "VIDEO", None)
    return configured or _from_environment()
