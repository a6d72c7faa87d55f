"""What `manage.py check` says about the model's settings. No model at all is fine: offline."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.core.checks import CheckMessage, Error, register

from llm.conf import ModelSettings, model_settings


@register
def check_model_settings(**_kwargs: Any) -> list[CheckMessage]:
    """Judge the settings without a request to anybody."""
    settings = model_settings()
    return [
        *_temperature(settings),
        *_addresses(settings),
        *_azure_key(settings),
        *_limits(settings),
    ]


def _temperature(settings: ModelSettings) -> Iterator[CheckMessage]:
    if not 0 <= settings.temperature <= 2:
        yield Error(
            f"TEMPERATURE is {settings.temperature}, outside 0 to 2.",
            hint="0.1 answers alike to like questions; unset it for that.",
            id="llm.E001",
        )


def _addresses(settings: ModelSettings) -> Iterator[CheckMessage]:
    addresses = {
        "OPENAI_BASE_URL": settings.openai_base_url,
        "AZURE_ENDPOINT": settings.azure_endpoint,
    }
    for name, address in addresses.items():
        if address and not _is_plain_address(address):
            yield Error(
                f"{name} is not an http(s) address, or holds a user name or password.",
                hint="Such as https://models.example.com/v1; the key goes into OPENAI_API_KEY.",
                id="llm.E002",
            )


def _azure_key(settings: ModelSettings) -> Iterator[CheckMessage]:
    if settings.azure_endpoint and not settings.openai_api_key.get_secret_value():
        yield Error(
            "AZURE_ENDPOINT is set without a key.",
            hint="Set OPENAI_API_KEY to the Azure resource's key.",
            id="llm.E003",
        )


def _limits(settings: ModelSettings) -> Iterator[CheckMessage]:
    limits = {
        "MODEL_TIMEOUT": settings.model_timeout > 0,
        "MODEL_CONNECT_TIMEOUT": settings.model_connect_timeout > 0,
        "MAX_TOOL_ROUNDS": settings.max_tool_rounds >= 0,
        "MAX_ANSWER_TOKENS": settings.max_answer_tokens > 0,
        "MODEL_CONTEXT_TOKENS": settings.model_context_tokens > 0,
        "OFFLINE_WORDS_PER_SECOND": settings.offline_words_per_second >= 0,
    }
    for name, sensible in limits.items():
        if not sensible:
            yield Error(
                f"{name} is too small.",
                hint="Times are seconds above 0; counts are 0 or more.",
                id="llm.E004",
            )


def _is_plain_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return (
            parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        )
    except ValueError:
        return False
