"""The programs in the documentation run, as they stand there."""

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import connect

from config.environment import BASE_DIR

#: Seconds that a program may take; only a broken one does.
PATIENCE = 30


def programs(page: str) -> list[str]:
    text = (BASE_DIR / page).read_text("utf-8")
    return re.findall(r"^```python\n(.+?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Start a server as `make run` does, on a new database; give its port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        free: int = probe.getsockname()[1]
    ours = {
        "ACCESS": "open",
        "DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "OPENAI_API_KEY": "",
        "OPENAI_BASE_URL": "",
        "AZURE_ENDPOINT": "",
    }
    manage = [sys.executable, str(BASE_DIR / "manage.py")]
    environment = {**os.environ, **ours}
    subprocess.run([*manage, "prepare"], env=environment, check=True, stdout=subprocess.DEVNULL)
    serve = [*manage, "serve", "--port", str(free)]
    with subprocess.Popen(serve, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert str(free) in server.stdout.readline()
        yield free
        server.terminate()


async def output_of(program: str, port: int) -> str:
    assert ":8000/" in program
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        program.replace(":8000/", f":{port}/"),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    said, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 0
    return said.decode()


async def stored_messages(port: int) -> list[dict[str, Any]]:
    async with connect(f"ws://127.0.0.1:{port}/ws/chat/user123?since=0") as fresh:
        await fresh.recv()
        messages: list[dict[str, Any]] = json.loads(await fresh.recv())["state"]["messages"]
        return messages


async def test_the_readmes_client_prints_the_answer(port: int) -> None:
    (program,) = programs("README.md")
    assert len(program.strip().splitlines()) <= 10
    assert await output_of(program, port) == (await stored_messages(port))[-1]["text"]


async def test_the_resuming_client_prints_the_whole_answer_over_cuts(port: int) -> None:
    (program,) = programs("docs/clients.md")
    before = len(await stored_messages(port))
    async with cutting_proxy(port, cuts := [1_600, 900]) as proxy:
        said = await output_of(program, proxy)
    assert cuts == []
    messages = await stored_messages(port)
    assert said == messages[-1]["text"] + "\n"
    assert len(messages) == before + 2


@asynccontextmanager
async def cutting_proxy(port: int, cuts: list[int]) -> AsyncIterator[int]:
    """Give another port of the server; connections break after so many bytes from it, in turn."""

    async def carry(source: asyncio.StreamReader, to: asyncio.StreamWriter, most: int) -> None:
        while most > 0 and (data := await source.read(min(most, 4096))):
            most -= len(data)
            to.write(data)
            await to.drain()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        most = cuts.pop(0) if cuts else 1_000_000
        source, to = await asyncio.open_connection("127.0.0.1", port)
        sending = asyncio.create_task(carry(reader, to, 1_000_000))
        try:
            await carry(source, writer, most)
        finally:
            sending.cancel()
            writer.transport.abort()
            to.transport.abort()

    async with await asyncio.start_server(connected, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]
