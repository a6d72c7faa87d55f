import pytest
from django.test import override_settings

from llm.checks import check_model_settings
from llm.conf import ModelSettings

FINE = ModelSettings(openai_api_key="", openai_base_url="", azure_endpoint="").model_dump()


def check(**changes: object) -> list[str | None]:
    with override_settings(LLM=ModelSettings(**{**FINE, **changes})):
        return [message.id for message in check_model_settings()]


def test_no_model_at_all_is_fine() -> None:
    assert check() == []


@pytest.mark.parametrize("address", ["http://127.0.0.1:11434/v1", "https://[::1]:8000/v1"])
def test_an_address_without_a_key_is_fine(address: str) -> None:
    assert check(openai_base_url=address) == []


@pytest.mark.parametrize("temperature", [-0.1, 2.1, float("nan")])
def test_a_temperature_outside_0_to_2_is_an_error(temperature: float) -> None:
    assert check(temperature=temperature) == ["llm.E001"]


@pytest.mark.parametrize(
    "address", ["ftp://a", "localhost:8000", "http://", "http://me:pw@a/v1", "http://[", "x"]
)
def test_an_address_that_is_not_plain_http_is_an_error(address: str) -> None:
    assert check(openai_base_url=address) == ["llm.E002"]


def test_azure_needs_a_key() -> None:
    azure = "https://a.openai.azure.com"
    assert check(azure_endpoint=azure) == ["llm.E003"]
    assert check(azure_endpoint=azure, openai_api_key="k") == []


@pytest.mark.parametrize(
    "limit",
    [
        *("model_timeout", "model_connect_timeout", "max_tool_rounds"),
        *("model_context_tokens", "offline_words_per_second"),
    ],
)
def test_a_limit_that_is_too_small_is_an_error(limit: str) -> None:
    assert check(**{limit: -1}) == ["llm.E004"]
