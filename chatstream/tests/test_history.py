"""What a model is reminded of, and what is kept of its answer."""

from typing import Any

from chatstream.tests.test_typewriter_wire import ask
from llm.scripts import tokens
from realtime.models import Run
from realtime.testing import Client
from realtime.transactions import read


def spoken(body: dict[str, Any]) -> list[tuple[str, str]]:
    return [(m["role"], m["content"]) for m in body["messages"] if m["role"] != "system"]


async def test_the_model_is_reminded_of_the_conversation(upstream) -> None:
    server = await upstream((tokens("甲答"),), (tokens("乙答"),))
    async with Client("/ws/chat/ada") as ada, Client("/ws/chat/bob") as bob:
        await ask(ada, "甲")
        await ask(ada, "乙")
        await ask(bob, "丙")
    second, third = list(server.requests)[1:]
    assert spoken(second.body) == [("user", "甲"), ("assistant", "甲答"), ("user", "乙")]
    assert spoken(third.body) == [("user", "丙")]


async def test_a_long_conversation_is_cut_to_the_window_and_keeps_the_question(
    upstream, settings
) -> None:
    server = await upstream((tokens("好" * 400),))
    settings.LLM = settings.LLM.model_copy(update={"model_context_tokens": 2_000})
    async with Client("/ws/chat/ada") as ada:
        for number in range(8):
            await ask(ada, f"{number}" + "问" * 400)
    said = spoken(server.requests[-1].body)
    assert said[-1][1].startswith("7")
    assert 1 < len(said) < 15
    assert sum(len(text) for _, text in said) < 2_000


async def test_the_runs_row_keeps_who_answered_and_what_it_cost(upstream) -> None:
    await upstream((tokens("一", "二"),))
    async with Client("/ws/chat/ada") as ada:
        await ask(ada, "数数")
    run = await read(Run.objects.get)
    assert run.facts["finish_reason"] == "stop"
    assert run.facts["usage"]["completion_tokens"] > 0
