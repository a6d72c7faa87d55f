"""The model's server that all peers ask: `python -m benchmarks.peers.model`.

It prints its base URL and answers in Chat Completions chunks what the question asks for
(benchmarks/loads.py). Tokens that are not paced are made beforehand, so that it is always ahead.
"""

import asyncio
import sys
import time
from contextlib import suppress
from functools import cache

import uvloop

from benchmarks.loads import Load
from benchmarks.upstream import END, HEAD

CHUNK = (
    'data: {"id":"bench","object":"chat.completion.chunk","created":1,"model":"bench",'
    '"choices":[{"index":0,"delta":{"content":"%s "},"finish_reason":null}]}\n\n'
)


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one request, on a connection of its own."""
    with suppress(ConnectionError, asyncio.IncompleteReadError):
        load = Load.asked(await _body(reader))
        writer.write(HEAD)
        await (_paced(writer, load) if load.rate else _saturated(writer, load))
        writer.write(END)
        await writer.drain()
    writer.close()


async def _body(reader: asyncio.StreamReader) -> bytes:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    return await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))


@cache
def _writes(load: Load) -> tuple[bytes, ...]:
    chunks = [CHUNK % number for number in range(load.tokens)]
    starts = range(0, load.tokens, load.a_write)
    return tuple("".join(chunks[at : at + load.a_write]).encode() for at in starts)


async def _saturated(writer: asyncio.StreamWriter, load: Load) -> None:
    for number, chunks in enumerate(_writes(load)):
        writer.write(chunks)
        await writer.drain()
        if number % 16 == 0:
            await asyncio.sleep(0)  # the answers take turns


async def _paced(writer: asyncio.StreamWriter, load: Load) -> None:
    loop = asyncio.get_running_loop()
    start = loop.time()
    for number in range(load.tokens):
        if (wait := start + number / load.rate - loop.time()) > 0:
            await asyncio.sleep(wait)
        if writer.is_closing():
            return
        writer.write((CHUNK % f"{number}:{time.time_ns()}").encode())


async def serve() -> None:
    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=2048)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve())
