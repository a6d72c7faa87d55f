"""The settings of the pipeline: typed, with defaults, read from the environment."""

from functools import cache

from django.conf import settings
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from realtime.conf import CommaSeparated


class FilmSettings(BaseSettings):
    """Each field is an environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    video_fonts: CommaSeparated = Field(
        (),
        description="Font files for films, asked before the font that is installed with the "
        "project (Noto Sans CJK) and before the system's.",
    )
    video_artists: int = Field(
        2, ge=1, le=64, description="Processes that draw one film, at most one a core."
    )


@cache
def _from_environment() -> FilmSettings:
    return FilmSettings()


def film_settings() -> FilmSettings:
    """Return `settings.FILMS`, or what the environment says where a project sets none."""
    configured: FilmSettings | None = getattr(settings, "FILMS", None)
    return configured or _from_environment()
