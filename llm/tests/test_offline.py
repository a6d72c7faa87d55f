from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx2
import openai
import orjson
import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st
from openai import AsyncOpenAI

from llm.agents import Agent, Team
from llm.client import model_client
from llm.conf import ModelSettings
from llm.offline.brain import reply, understand
from llm.offline.skills import (
    PlannedCall,
    Question,
    ToolResult,
    ToolSkill,
    register_skill,
    registered_skills,
)
from llm.offline.transport import OfflineTransport
from llm.pacing import pieces
from llm.tests.doubles import City, ask, crash, weather_tool
from llm.tools import Tool
from llm.types import TextDelta, ToolCalled, ToolReturned, TurnEnded


def arguments(question: Question) -> dict[str, str]:
    return {"city": "上海" if question.mentions("上海") else "Berlin"}


def wording(question: Question, result: ToolResult) -> str:
    return f"{result.data['city']}：晴。" if question.chinese else f"{result.data['city']}: sunny."


WEATHER = ToolSkill("get_weather", ("天气", "weather"), wording, arguments)
OFFERED = {"get_weather": "查询天气"}
TOOLS: list[Any] = [weather_tool().wire]


@pytest.fixture
async def client() -> AsyncIterator[AsyncOpenAI]:
    transport = OfflineTransport(0, [WEATHER])
    async with AsyncOpenAI(
        api_key="none",
        base_url="http://offline.invalid/v1",
        http_client=httpx2.AsyncClient(transport=transport),
    ) as client:
        yield client


def asked(text: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": text}]


def forecaster(tool: Tool[str, City]) -> Team[str]:
    return Team(Agent("Forecaster", "Be brief.", (tool,)))


@pytest.mark.parametrize(
    ("question", "told"),
    [("上海天气怎么样", "上海：晴。"), ("What's the Weather?", "Berlin: sunny.")],
)
async def test_a_known_request_calls_the_real_tool_and_words_its_result(
    client: AsyncOpenAI, question: str, told: str
) -> None:
    events = await ask(forecaster(weather_tool()), asked(question), "ada", client)
    text = "".join(event.text for event in events if isinstance(event, TextDelta))
    assert [type(event) for event in events[:2]] == [ToolCalled, ToolReturned]
    assert text == told
    assert isinstance(events[-1], TurnEnded)
    assert events[-1].usage is not None


async def test_a_failed_tool_is_not_talked_over(client: AsyncOpenAI) -> None:
    events = await ask(forecaster(weather_tool(crash)), asked("天气"), "ada", client)
    text = "".join(event.text for event in events if isinstance(event, TextDelta))
    assert "the tool failed" in text


async def test_the_sdk_parses_an_answer_that_is_not_streamed(client: AsyncOpenAI) -> None:
    whole = await client.chat.completions.create(
        model="x", messages=[{"role": "user", "content": "hi"}]
    )
    assert whole.object == "chat.completion"
    assert whole.model == "tokenwire-offline"
    assert whole.choices[0].finish_reason == "stop"
    assert "offline model" in (whole.choices[0].message.content or "")
    assert whole.usage is not None
    assert whole.usage.total_tokens == whole.usage.prompt_tokens + whole.usage.completion_tokens


async def test_the_sdk_parses_a_tool_call_that_is_not_streamed(client: AsyncOpenAI) -> None:
    whole = await client.chat.completions.create(
        model="x", messages=[{"role": "user", "content": "天气"}], tools=TOOLS
    )
    calls = whole.choices[0].message.tool_calls
    assert whole.choices[0].finish_reason == "tool_calls"
    assert calls is not None
    assert calls[0].type == "function"
    assert calls[0].function.name == "get_weather"
    assert orjson.loads(calls[0].function.arguments) == {"city": "Berlin"}


async def test_the_sdk_parses_a_stream(client: AsyncOpenAI) -> None:
    async with client.chat.completions.stream(
        model="x", messages=[{"role": "user", "content": "天气"}], tools=TOOLS
    ) as stream:
        final = await stream.get_final_completion()
    assert final.choices[0].finish_reason == "tool_calls"
    assert final.choices[0].message.tool_calls is not None


async def test_models_are_listed_and_unknown_paths_are_openai_errors(client: AsyncOpenAI) -> None:
    assert [model.id async for model in client.models.list()] == ["tokenwire-offline"]
    with pytest.raises(openai.NotFoundError) as caught:
        await client.embeddings.create(model="x", input="x")
    assert caught.value.type == "invalid_request_error"


@pytest.mark.parametrize("body", [b"{", b"[]", b"{}", b'{"messages": [1]}', b'{"messages": 5}'])
async def test_a_body_in_another_form_is_a_bad_request(client: AsyncOpenAI, body: bytes) -> None:
    with pytest.raises(openai.BadRequestError):
        await client.post("/chat/completions", content=body, cast_to=object)


@override_settings(LLM=ModelSettings(openai_api_key="", openai_base_url="", azure_endpoint=""))
async def test_with_nothing_configured_the_offline_model_answers_through_the_same_client() -> None:
    models = [model.id async for model in model_client().models.list()]
    assert models == ["tokenwire-offline"]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("你好！", ["你好", "离线模型", "OPENAI_API_KEY", "查询天气"]),
        ("Hello there", ["Hello", "offline model", "OPENAI_BASE_URL", "查询天气"]),
        ("你是谁？", ["我是 Tokenwire", "离线模型"]),
        ("Who are you?", ["I am Tokenwire", "offline model"]),
        ("谢谢你", ["不客气"]),
        ("Thanks a lot", ["welcome"]),
        ("再见", ["再见"]),
        ("证明黎曼猜想", ["不会真正思考", "OPENAI_API_KEY"]),
        ("", ["offline model"]),
    ],
)
def test_everything_else_is_answered_kindly_and_honestly(question: str, parts: list[str]) -> None:
    said = reply(Question(question, OFFERED), [WEATHER])
    assert isinstance(said, str)
    assert all(part in said for part in parts)


def test_a_word_inside_another_is_no_greeting_and_no_keyword() -> None:
    assert not str(reply(Question("This is odd", {}), [])).startswith("Hello")
    assert not Question("my billion", {}).mentions("lion")


def test_a_tool_that_is_not_offered_is_not_called() -> None:
    assert isinstance(reply(Question("天气", {}), [WEATHER]), str)


def test_the_skill_that_is_surest_answers() -> None:
    bills = ToolSkill("bills", ("费",), wording)
    property_bills = ToolSkill("property_bills", ("物业费", "账单"), wording)
    question = Question("查询我的物业费账单", {"bills": "", "property_bills": ""})
    assert reply(question, [bills, property_bills]) == (PlannedCall("property_bills", {}),)


class Forecasts:
    """Asks for two cities in one turn."""

    def matches(self, question: Question) -> float:
        return 1

    def plan(self, question: Question) -> Sequence[PlannedCall]:
        if question.results:
            return ()
        return [PlannedCall("get_weather", {"city": city}) for city in ("上海", "Berlin")]

    def word(self, question: Question) -> str:
        return ", ".join(result.data["city"] for result in question.results)


async def test_several_calls_of_one_turn_run_in_order_and_cost_one_round() -> None:
    transport = OfflineTransport(0, [Forecasts()])
    async with AsyncOpenAI(
        api_key="none",
        base_url="http://offline.invalid/v1",
        http_client=httpx2.AsyncClient(transport=transport),
    ) as client:
        with override_settings(LLM=ModelSettings(max_tool_rounds=1)):
            events = await ask(forecaster(weather_tool()), asked("天气"), "ada", client)
    called = [event.arguments["city"] for event in events if isinstance(event, ToolCalled)]
    text = "".join(event.text for event in events if isinstance(event, TextDelta))
    assert (called, text) == (["上海", "Berlin"], "上海, Berlin")


def test_no_call_is_made_where_one_of_its_turn_is_not_offered() -> None:
    assert isinstance(reply(Question("天气", {"get_news": ""}), [Forecasts()]), str)


def test_only_what_came_since_the_question_counts_as_its_results() -> None:
    call = {"id": "1", "function": {"name": "get_weather", "arguments": "{}"}}
    earlier = [{"role": "user", "content": "a"}, {"role": "assistant", "tool_calls": [call]}]
    result = {"role": "tool", "tool_call_id": "1", "content": '{"city": "上海"}'}
    before = understand({"messages": [*earlier, result, {"role": "user", "content": "b"}]})
    since = understand({"messages": [*earlier, result]})
    assert (before.text, before.results) == ("b", ())
    assert since.results == (ToolResult("get_weather", '{"city": "上海"}'),)


def test_content_may_come_in_parts() -> None:
    parts = [{"type": "text", "text": "天气"}, {"type": "image_url", "image_url": {"url": "x"}}]
    assert understand({"messages": [{"role": "user", "content": parts}]}).text == "天气"


def test_a_skill_that_is_registered_twice_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("llm.offline.skills._registered", [])
    register_skill(WEATHER)
    register_skill(WEATHER)
    assert registered_skills() == (WEATHER,)


@given(st.text())
def test_pieces_are_the_text(text: str) -> None:
    assert "".join(pieces(text)) == text


def test_pieces_are_small() -> None:
    assert pieces("您有3笔物业费 unpaid bills.") == [
        *("您有", "3", "笔物", "业费", " unpaid", " bills", "."),
    ]
