import asyncio
import signal
import sys

import pytest
from openai import AsyncOpenAI

from llm.errors import ModelCutOff
from llm.reader import read_turn
from llm.scripts import Script, Stall, scripted_client, tokens
from llm.tests.doubles import collect
from llm.types import TextDelta


async def test_the_last_reply_answers_all_further_requests() -> None:
    script = Script(tokens("a"), tokens("b"))
    client = scripted_client(script)
    heard = [
        event.text
        for _ in range(3)
        async for event in read_turn(client, [])
        if isinstance(event, TextDelta)
    ]
    assert heard == ["a", "b", "b"]
    assert script.calls == 3
    assert not script.requests[-1].closed_early


async def test_in_process_a_stall_ends_with_the_clients_timeout() -> None:
    client = scripted_client(Script((tokens("a"), Stall()))).with_options(timeout=0.01)
    with pytest.raises(ModelCutOff):
        await collect(read_turn(client, []))


async def test_it_runs_as_a_process_of_its_own() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "llm.scripts", "--tokens", "3", "--rate", "1000"),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        base_url = (await process.stdout.readline()).decode().strip()
        async with AsyncOpenAI(api_key="x", base_url=base_url) as client:
            deltas = [e async for e in read_turn(client, []) if isinstance(e, TextDelta)]
    finally:
        process.send_signal(signal.SIGTERM)
    assert sum(delta.chunks for delta in deltas) == 3
    assert await process.wait() == 0
