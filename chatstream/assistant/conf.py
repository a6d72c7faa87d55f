"""The assistant's settings: typed, with defaults, read from the environment."""

from functools import cache

from django.conf import settings
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class AssistantSettings(BaseSettings):
    """Each field is an environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    max_assistant_rounds: int = Field(
        12,
        ge=1,
        description="How many times one answer of the assistant may ask for tools or hand over "
        "before it is ended.",
    )
    max_todos: int = Field(200, ge=1, description="To-dos that the assistant keeps for one user.")
    max_notes: int = Field(200, ge=1, description="Notes that the assistant keeps for one user.")


@cache
def _from_environment() -> AssistantSettings:
    return AssistantSettings()


def assistant_settings() -> AssistantSettings:
    """Return `settings.ASSISTANT`, or what the environment says where a project sets none."""
    configured: AssistantSettings | None = getattr(settings, "ASSISTANT", None)
    return configured or _from_environment()
