import asyncio
import subprocess
import sys

import httpx2
import pytest
from django.test import override_settings
from openai import AsyncAzureOpenAI

from llm.agents import Agent, Team
from llm.client import build_client, close_clients, model_client
from llm.conf import ModelSettings, model_facts, model_settings
from llm.reader import read_turn
from llm.scripts import Script, ScriptedUpstream, tokens
from llm.tests.conftest import Upstreams
from llm.tests.doubles import ask, collect
from llm.types import TextDelta, TurnEnded, Usage

OFFLINE = ModelSettings(openai_api_key="", openai_base_url="", azure_endpoint="")


@override_settings(LLM=OFFLINE)
async def test_a_loop_has_one_client() -> None:
    assert model_client() is model_client()


@override_settings(LLM=OFFLINE)
def test_another_loop_has_another_client() -> None:
    async def both() -> object:
        client = model_client()
        await close_clients()
        return client

    assert asyncio.run(both()) is not asyncio.run(both())


async def test_other_settings_mean_another_client_and_both_are_closed() -> None:
    with override_settings(LLM=OFFLINE):
        first = model_client()
    with override_settings(LLM=OFFLINE.model_copy(update={"openai_base_url": "http://a.test/v1"})):
        second = model_client()
    assert first is not second
    await close_clients()
    assert first.is_closed()
    assert second.is_closed()


async def test_settings_lead_the_whole_way_to_a_server() -> None:
    async with ScriptedUpstream(Script(tokens("hi"))) as upstream:
        with override_settings(LLM=upstream.settings(model_name="m", temperature=0.7)):
            events = await ask(Team(Agent("A", "")), [{"role": "user", "content": "x"}])
        await close_clients()
    body = upstream.requests[0].body
    assert events == [TextDelta("hi"), TurnEnded("stop", Usage(1, 1))]
    assert (body["model"], body["temperature"]) == ("m", 0.7)
    assert upstream.requests[0].headers["Authorization"] == "Bearer scripted"


async def test_a_server_without_keys_needs_none() -> None:
    async with (
        ScriptedUpstream(Script(tokens("hi"))) as upstream,
        build_client(upstream.settings(openai_api_key="")) as client,
    ):
        await collect(read_turn(client, []))
    assert upstream.requests[0].headers["Authorization"] == "Bearer none"


async def test_an_azure_endpoint_gets_azures_client() -> None:
    azure = ModelSettings(azure_endpoint="https://a.openai.azure.com", openai_api_key="k")
    async with build_client(azure) as client:
        assert isinstance(client, AsyncAzureOpenAI)
        assert str(client.base_url) == "https://a.openai.azure.com/openai/"


def test_settings_come_from_django_or_else_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with override_settings(LLM=OFFLINE):
        assert model_settings() is OFFLINE
    monkeypatch.setenv("MODEL_NAME", "qwen3")
    monkeypatch.setenv("TEMPERATURE", "")
    assert ModelSettings().model_name == "qwen3"
    assert ModelSettings().temperature == 0.1


def test_pages_are_told_which_model_answers() -> None:
    with override_settings(LLM=OFFLINE):
        assert model_facts() == {"name": "tokenwire-offline", "offline": True}
    with override_settings(LLM=ModelSettings(openai_api_key="k", model_name="m")):
        assert model_facts() == {"name": "m", "offline": False}


def test_a_key_is_not_shown_by_accident() -> None:
    assert "canary" not in repr(ModelSettings(openai_api_key="canary"))


@pytest.mark.parametrize("name", ["openai_api_key", "openai_base_url", "azure_endpoint"])
def test_a_key_or_an_address_ends_being_offline(name: str) -> None:
    assert OFFLINE.offline
    assert not ModelSettings(**{**OFFLINE.model_dump(), name: "x"}).offline


def test_importing_llm_does_not_import_openai_or_agents() -> None:
    modules = (
        "llm.agents, llm.apps, llm.checks, llm.client, llm.conf, llm.offline.skills, llm.types"
    )
    code = f"import sys, {modules}; sys.exit(bool({{'agents', 'openai'}} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_checking_the_project_imports_neither() -> None:
    code = (
        "import sys, django; from django.core.management import call_command; django.setup(); "
        "call_command('check'); sys.exit(bool({'agents', 'openai'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


async def test_azure_is_asked_by_deployment_version_and_key(upstreams: Upstreams) -> None:
    upstream, client = await upstreams.start_azure(tokens("hi"), azure_api_version="2024-10-21")
    with override_settings(LLM=ModelSettings(model_name="our-gpt")):
        text = [event async for event in read_turn(client, []) if isinstance(event, TextDelta)]
    request = upstream.requests[0]
    assert text == [TextDelta("hi")]
    assert request.path == "/openai/deployments/our-gpt/chat/completions?api-version=2024-10-21"
    assert request.headers["api-key"] == "scripted"
    assert "Authorization" not in request.headers
    assert request.body["stream_options"] == {"include_usage": True}


async def test_a_proxy_of_the_environment_is_used(
    upstreams: Upstreams, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with ScriptedUpstream(Script(tokens("hi"))) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.base_url.removesuffix("/v1"))
        _, client = await upstreams.start(tokens("not me"))
        elsewhere = client.with_options(base_url="http://model.invalid/v1")
        await collect(read_turn(elsewhere, []))
    assert proxy.requests[0].headers["Host"] == "model.invalid"


@pytest.mark.parametrize(
    ("told", "waits"),
    [
        ({"retry-after": "3600"}, "5.0"),
        ({"retry-after": "100"}, "5.0"),
        ({"retry-after": "2"}, "2"),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, "5.0"),
        ({"retry-after-ms": "90000"}, "5.0"),
        ({"retry-after-ms": "1"}, None),
        ({}, None),
    ],
)
async def test_no_server_makes_a_person_wait_longer_than_5_seconds(
    told: dict[str, str], waits: str | None
) -> None:
    response = httpx2.Response(429, headers=told)
    async with build_client(ModelSettings(openai_api_key="k")) as client:
        for hook in client._client.event_hooks["response"]:
            await hook(response)
    assert response.headers.get("retry-after") == waits
