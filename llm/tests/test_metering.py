"""Each request is paid for: held before it, settled after it, however it ends."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from django.test import override_settings

from llm.agents import converse
from llm.conf import ModelSettings
from llm.errors import ModelError
from llm.scripts import (
    CallTool,
    Disconnect,
    Fail,
    Finish,
    Script,
    Stall,
    scripted_client,
    tokens,
)
from llm.scripts.steps import Reply, Step
from llm.tests.test_agents import ASKED, FORECASTER

#: What the instructions, the question and the offer of one tool are estimated at.
PROMPT = range(20, 200)


class Purse:
    """Pays as long as it has something; notes what is asked of it."""

    def __init__(self, tokens: int = 1_000_000) -> None:
        self.left = tokens
        self.asked = asyncio.Event()
        self.reserved: list[int] = []
        self.used: list[int] = []

    async def reserve(self, tokens: int) -> None:
        if tokens > self.left:
            raise PermissionError("empty")
        self.reserved.append(tokens)
        self.asked.set()

    def settle(self, reserved: int, used: int) -> None:
        assert reserved == self.reserved[len(self.used)]
        self.used.append(used)
        self.left -= used


async def pay(purse: Purse, *replies: Reply | Step) -> Script:
    """Let a scripted model answer; what ends the answer is passed over."""
    script = Script(*replies)

    async def listen(event: Any) -> None:
        return

    with suppress(ModelError):
        await converse(
            FORECASTER, ASKED, "ada", listen, meter=purse, client=scripted_client(script)
        )
    return script


async def test_each_request_of_an_answer_costs_what_the_model_counts() -> None:
    purse = Purse()
    await pay(purse, (tokens("看看"), CallTool("get_weather", '{"city": "上海"}')), tokens("晴天"))
    assert purse.used == [2 + 1, 4 + 1]  # messages that were read, chunks that were sent


async def test_the_most_is_the_prompt_and_the_longest_answer() -> None:
    purse = Purse()
    with override_settings(LLM=ModelSettings(max_answer_tokens=500)):
        await pay(purse, tokens("晴"))
    assert purse.reserved[0] - 500 in PROMPT


@pytest.mark.parametrize(
    "reply",
    [
        (tokens("晴", "天"), Finish(usage=False)),
        (tokens("晴", "天"), Disconnect()),
    ],
    ids=["not counted", "cut off"],
)
async def test_where_the_model_does_not_count_its_words_are_estimated(reply: Reply) -> None:
    purse = Purse()
    await pay(purse, reply)
    assert purse.used[0] - 2 in PROMPT


async def test_a_request_that_was_refused_costs_nothing() -> None:
    purse = Purse()
    await pay(purse, Fail(400))
    assert purse.used == [0]


async def test_an_answer_that_is_stopped_costs_what_was_sent() -> None:
    purse = Purse()
    answering = asyncio.create_task(pay(purse, (tokens("晴"), Stall())))
    await purse.asked.wait()
    answering.cancel()
    with suppress(asyncio.CancelledError):
        await answering
    assert purse.used[0] in PROMPT or purse.used[0] - 1 in PROMPT


async def test_an_empty_purse_asks_no_model() -> None:
    purse, script = Purse(0), Script(tokens("晴"))

    async def listen(event: Any) -> None:
        return

    with pytest.raises(PermissionError):
        await converse(
            FORECASTER, ASKED, "ada", listen, meter=purse, client=scripted_client(script)
        )
    assert script.calls == 0
    assert purse.used == []


async def test_it_may_be_empty_in_the_middle_of_an_answer() -> None:
    with override_settings(LLM=ModelSettings(max_answer_tokens=10)):
        purse = Purse(150)
        call = (tokens(*("看" * 149)), CallTool("get_weather", '{"city": "上海"}'))
        with pytest.raises(PermissionError):
            await pay(purse, call, tokens("晴天"))
    assert len(purse.used) == 1
