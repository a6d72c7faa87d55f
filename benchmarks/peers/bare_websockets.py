"""The floor: a bare `websockets` server that makes its tokens itself and keeps nothing.

Sources: https://websockets.readthedocs.io/en/stable/ (the echo, and broadcast), on uvloop as its
page about performance advises. `--plain` refuses compression, which is on by default.
"""

import argparse
import asyncio
import time
from collections.abc import AsyncIterator

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve

from benchmarks.loads import Load

CONNECTIONS: set[ServerConnection] = set()


async def tokens(load: Load) -> AsyncIterator[str]:
    start = time.monotonic()
    for number in range(load.tokens):
        if not load.rate:
            yield f"{number} "
            continue
        await asyncio.sleep(max(0.0, start + number / load.rate - time.monotonic()))
        yield f"{number}:{time.time_ns()} "


async def chat(websocket: ServerConnection) -> None:
    async for question in websocket:
        async for token in tokens(Load.asked(str(question).encode())):
            await websocket.send(token)
        await websocket.send("[DONE]")


async def room(websocket: ServerConnection) -> None:
    CONNECTIONS.add(websocket)
    try:
        async for question in websocket:
            async for token in tokens(Load.asked(str(question).encode())):
                broadcast(CONNECTIONS, token)
            broadcast(CONNECTIONS, "[DONE]")
    finally:
        CONNECTIONS.remove(websocket)


async def echo(websocket: ServerConnection) -> None:
    async for message in websocket:
        await websocket.send(message)


HANDLERS = {"/ws": chat, "/room": room, "/echo": echo}


async def handler(websocket: ServerConnection) -> None:
    assert websocket.request is not None  # noqa: S101
    await HANDLERS[websocket.request.path](websocket)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--plain", action="store_true", help="no permessage-deflate")
    options = parser.parse_args()
    compression = None if options.plain else "deflate"
    async with serve(handler, "127.0.0.1", options.port, compression=compression) as server:
        await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
