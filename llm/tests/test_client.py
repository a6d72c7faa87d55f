import asyncio
import subprocess
import sys

import pytest
from django.test import override_settings
from openai import AsyncAzureOpenAI

from llm.client import build_client, close_clients, model_client
from llm.conf import ModelSettings, model_facts, model_settings
from llm.reader import read_turn
from llm.scripts import Script, ScriptedUpstream, tokens
from llm.tests.doubles import collect
from llm.turns import answer
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
            events = await collect(answer([{"role": "user", "content": "x"}], [], None))
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


def test_importing_llm_does_not_import_openai() -> None:
    modules = "llm.apps, llm.checks, llm.conf, llm.offline.skills, llm.tools, llm.turns, llm.types"
    code = f"import sys, {modules}; sys.exit('openai' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
