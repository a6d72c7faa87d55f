"""The model's settings: typed, with defaults, read from the environment."""

from functools import cache

from django.conf import settings
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

OFFLINE_MODEL = "tokenwire-offline"
"""The name under which the built-in model answers."""


class ModelSettings(BaseSettings):
    """Each field is an environment variable of the same name in capitals.

    A blank variable counts as not set. Ranges are judged by the system checks (`llm.checks`) and
    not here, so that a wrong value is reported with a hint instead of a traceback.
    """

    model_config = SettingsConfigDict(
        env_file=None, env_ignore_empty=True, extra="ignore", frozen=True
    )

    openai_api_key: SecretStr = Field(
        SecretStr(""),
        description="Key of OpenAI, Azure or a compatible server. "
        "With neither a key nor an address the built-in offline model answers.",
    )
    openai_base_url: str = Field(
        "",
        description="Address of a server that speaks Chat Completions (vLLM, Ollama, llama.cpp, "
        "LiteLLM …), such as `http://127.0.0.1:11434/v1`. A key is optional then.",
    )
    azure_endpoint: str = Field(
        "",
        description="Azure OpenAI resource, such as `https://example.openai.azure.com`. "
        "`MODEL_NAME` is then the deployment's name.",
    )
    azure_api_version: str = Field(
        "2024-10-21", description="Version of Azure's REST interface that is spoken."
    )
    model_name: str = Field("gpt-4o", description="The model that answers.")
    temperature: float = Field(
        0.1, description="0 to 2: how freely the model chooses its words; 0 is the most repeatable."
    )
    model_timeout: float = Field(
        60.0, description="Seconds that a model may stay silent before its answer is given up."
    )
    model_connect_timeout: float = Field(
        5.0, description="Seconds to wait for a connection to the model's server."
    )
    max_tool_rounds: int = Field(
        6,
        description="How many times one answer may ask for tools or hand over before it is ended.",
    )
    model_context_tokens: int = Field(
        16_000,
        description="Longest request to the model, in estimated tokens: older turns are left out. "
        "Leave the answer room in the model's own context window.",
    )
    max_answer_tokens: int = Field(
        8_192,
        description="Longest answer to one request, in the model's tokens; so many are held of a "
        "budget until it has ended.",
    )
    offline_words_per_second: float = Field(
        40.0, description="Pace of the built-in offline model; 0 is as fast as it can."
    )

    @property
    def offline(self) -> bool:
        """True where no model is configured, so that the built-in one answers."""
        key = self.openai_api_key.get_secret_value()
        return not (key or self.openai_base_url or self.azure_endpoint)


@cache
def _from_environment() -> ModelSettings:
    return ModelSettings()


def model_settings() -> ModelSettings:
    """Return `settings.LLM`, or what the environment says where a project sets none."""
    configured: ModelSettings | None = getattr(settings, "LLM", None)
    return configured or _from_environment()


def model_facts() -> dict[str, object]:
    """Return what pages and `GET /status` say of the model: `name`, and whether it is `offline`."""
    configured = model_settings()
    name = OFFLINE_MODEL if configured.offline else configured.model_name
    return {"name": name, "offline": configured.offline}
