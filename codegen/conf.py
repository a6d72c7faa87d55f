"""The settings of code generation: typed, with defaults, read from the environment."""

from functools import cache

from django.conf import settings
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class CodegenSettings(BaseSettings):
    """Each field is an environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    max_project_files: int = Field(
        200, ge=1, le=500, description="Files that a generated project may have."
    )
    max_project_bytes: int = Field(
        5_000_000, ge=1, description="Bytes (UTF-8) of all files of a generated project together."
    )
    max_file_bytes: int = Field(
        500_000,
        ge=1,
        le=700_000,
        description="Bytes of one generated file, counted as JSON on the wire: a frame has to "
        "hold it.",
    )
    max_generation_rounds: int = Field(
        100,
        ge=1,
        description="How many times one turn of a generation may ask for tools before it is ended.",
    )


@cache
def _from_environment() -> CodegenSettings:
    return CodegenSettings()


def codegen_settings() -> CodegenSettings:
    """Return `settings.CODEGEN`, or what the environment says where a project sets none."""
    configured: CodegenSettings | None = getattr(settings, "CODEGEN", None)
    return configured or _from_environment()
