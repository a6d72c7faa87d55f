"""`check_env` on the model: its settings, and with `--online` its server."""

import asyncio
import json
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pydantic import SecretStr

from config.health import model, online
from config.health.results import Level, Result
from config.tests.checking import levels, started
from llm.conf import ModelSettings
from llm.scripts import Script, ScriptedUpstream
from tests.server import free_port

SECRET = "sk-very-secret"


def modelled(settings: Any, **changes: str) -> None:
    """Set the model's settings."""
    blank: dict[str, Any] = {"openai_api_key": "", "openai_base_url": "", "azure_endpoint": ""}
    settings.LLM = ModelSettings(**{**blank, **changes})


def found(results: Iterator[Result]) -> dict[str, Result]:
    listed = list(results)
    levels(listed)
    assert SECRET not in str(listed)
    return {result.what: result for result in listed}


def test_no_model_is_fine_and_says_who_answers(settings) -> None:
    modelled(settings)
    assert found(model.results())["answers"].found.startswith("tokenwire-offline, built in")


def test_openai_is_fine_with_a_key_alone(settings) -> None:
    modelled(settings, openai_api_key=SECRET, model_name="gpt-4o")
    results = found(model.results())
    assert {result.level for result in results.values()} == {Level.OK}
    assert results["OPENAI_API_KEY"].found == "set"
    assert results["OpenAI SDK"].found.startswith("openai 3.")
    assert results["answers"].found == "gpt-4o"


@pytest.mark.parametrize(
    ("key", "level"),
    [
        (SECRET, "ok"),
        ("", "ok"),
        (f'"{SECRET}"', "warning"),
        (f" {SECRET}", "warning"),
        ("sk-…", "failure"),
        (f"{SECRET}\n", "failure"),
    ],
)
def test_a_key_is_judged_by_its_looks_and_not_shown(key, level) -> None:
    result = model.key_result(key)
    assert levels(result) == {"OPENAI_API_KEY": level}
    assert SECRET not in str(result)


@pytest.mark.parametrize(
    ("address", "level"),
    [
        ("http://127.0.0.1:11434/v1", "ok"),
        ("http://127.0.0.1:11434", "warning"),
        ("http://127.0.0.1:11434/", "warning"),
        ("http://localhost:8000/v1", "warning"),
        ("https://models.example:8000/v1", "ok"),
    ],
)
def test_an_address_without_a_path_or_of_our_own_is_a_warning(settings, address, level) -> None:
    settings.PORT = 8000
    modelled(settings, openai_base_url=address)
    assert levels(model.results())["OPENAI_BASE_URL"] == level


def test_azure_needs_its_deployment_named(settings) -> None:
    azure = {"azure_endpoint": "https://me.openai.azure.com", "openai_api_key": SECRET}
    modelled(settings, **azure)
    assert levels(model.results())["MODEL_NAME"] == "warning"
    modelled(settings, **azure, model_name="my-deployment")
    assert set(levels(model.results()).values()) == {"ok"}


def test_an_azure_address_is_the_resource_alone_and_goes_first(settings) -> None:
    azure = {"azure_endpoint": "https://me.openai.azure.com/openai/v1", "openai_api_key": SECRET}
    modelled(settings, **azure, model_name="d", openai_base_url="http://127.0.0.1:1/v1")
    results = levels(model.results())
    assert (results["AZURE_ENDPOINT"], results["OPENAI_BASE_URL"]) == ("warning", "warning")


def test_an_sdk_that_cannot_be_built_is_a_failure(settings, monkeypatch) -> None:
    def refuse(_settings: ModelSettings) -> None:
        raise RuntimeError(SECRET)

    modelled(settings, openai_api_key=SECRET)
    monkeypatch.setattr(model, "build_client", refuse)
    result = found(model.results())["OpenAI SDK"]
    assert (result.level, "RuntimeError" in result.found) == (Level.FAILURE, True)


class Models(BaseHTTPRequestHandler):
    """Lists two models to whoever has the key; `asked` holds paths."""

    asked: list[str]

    def do_GET(self) -> None:  # noqa: N802 (so it is called)
        self.asked.append(self.path)
        key = self.headers.get("api-key") or self.headers.get("Authorization")
        body = {"object": "list", "data": [{"id": "one"}, {"id": "qwen3:latest"}]}
        self.send_response(200 if key in (SECRET, f"Bearer {SECRET}") else 401)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture
def models() -> Iterator[str]:
    """The address of a model's server."""
    Models.asked = []
    with started(ThreadingHTTPServer(("127.0.0.1", 0), Models)) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("name", "level"), [("one", "ok"), ("qwen3", "ok"), ("two", "warning"), ("qwen", "warning")]
)
def test_the_models_server_is_asked_for_the_name(settings, models, name, level) -> None:
    modelled(settings, openai_base_url=f"{models}/v1", openai_api_key=SECRET, model_name=name)
    assert levels(online.results()) == {"server": "ok", "MODEL_NAME": level}
    assert Models.asked == ["/v1/models"]


def test_azure_is_asked_with_its_own_header_and_path(settings, models) -> None:
    modelled(settings, azure_endpoint=models, openai_api_key=SECRET, model_name="deployed")
    assert levels(online.results()) == {"server": "ok", "MODEL_NAME": "ok"}
    assert Models.asked[0].startswith("/openai/models?api-version=")


def test_a_wrong_key_is_a_failure(settings, models) -> None:
    modelled(settings, openai_base_url=f"{models}/v1", openai_api_key="sk-other")
    result = found(online.results())["server"]
    assert (result.level, result.found) == (Level.FAILURE, "does not accept the key (HTTP 401)")
    assert "OPENAI_API_KEY" in result.advice


async def test_a_server_that_lists_no_models_is_a_warning(settings) -> None:
    async with ScriptedUpstream(Script(())) as upstream:
        settings.LLM = upstream.settings()
        results = await asyncio.to_thread(lambda: list(online.results()))
    assert levels(results) == {"server": "warning"}
    assert "HTTP 404" in results[0].found


def test_a_server_that_is_not_there_is_a_failure(settings) -> None:
    modelled(settings, openai_base_url=f"http://127.0.0.1:{free_port()}/v1")
    assert levels(online.results()) == {"server": "failure"}


def test_a_server_that_says_nothing_is_given_up(settings, monkeypatch) -> None:
    monkeypatch.setattr(online, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        modelled(settings, openai_base_url=f"http://127.0.0.1:{silent.getsockname()[1]}/v1")
        result = found(online.results())["server"]
    assert (result.level, result.found) == (Level.FAILURE, "cannot be reached (TimeoutError)")


def test_offline_nobody_is_asked(settings) -> None:
    modelled(settings)
    assert levels(online.results()) == {"server": "ok"}


@pytest.mark.parametrize(
    ("status", "level"), [(500, "failure"), (429, "failure"), (405, "warning")]
)
def test_other_refusals_name_the_status(status, level) -> None:
    error = Exception()
    error.status_code = status  # type: ignore[attr-defined]
    assert levels(online.refusal(error)) == {"server": level}
    assert f"HTTP {status}" in online.refusal(error).found


def test_of_many_models_a_few_are_shown() -> None:
    names = [f"model-{number}" for number in range(300)]
    result = online.name_result(names, ModelSettings(model_name="other", azure_endpoint=""))
    assert len(result.found) < 200
    assert result.found.endswith("…")


def test_no_key_is_shown_in_a_failure(settings, models) -> None:
    settings.LLM = ModelSettings(openai_api_key=SecretStr(SECRET), openai_base_url="http://[")
    assert SECRET not in str([*model.results(), *online.results()])
