"""A script as a client's transport: no socket, same format."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

import httpx2
import orjson
from openai import AsyncOpenAI

from llm import wire
from llm.scripts.player import DisconnectedError, play
from llm.scripts.steps import Fail, Received, Script


class ScriptedTransport(httpx2.AsyncBaseTransport):
    """Plays a script to every POST. A stall ends with the client's read timeout, as it would."""

    def __init__(self, script: Script) -> None:
        self._script = script

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        body = orjson.loads(await request.aread())
        received, reply = self._script.receive(body, request.headers)
        if isinstance(reply[0], Fail):
            received.over.set()
            failure = reply[0]
            return httpx2.Response(failure.status, headers=failure.headers, content=failure.body)
        timeout = request.extensions.get("timeout", {}).get("read")
        stream = _PlayedStream(play(reply, body), received, timeout)
        return httpx2.Response(200, headers={"content-type": wire.EVENT_STREAM}, stream=stream)


class _PlayedStream(httpx2.AsyncByteStream):
    def __init__(
        self, played: AsyncGenerator[bytes, None], received: Received, read_timeout: float | None
    ) -> None:
        self._played = played
        self._received = received
        self._read_timeout = read_timeout
        self._whole = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            while True:
                async with asyncio.timeout(self._read_timeout):
                    written = await anext(self._played)
                yield written
        except StopAsyncIteration:
            self._whole = True
        except DisconnectedError:
            self._whole = True
            raise httpx2.ReadError("scripted disconnect") from None
        except TimeoutError:
            raise httpx2.ReadTimeout("scripted stall") from None

    async def aclose(self) -> None:
        await self._played.aclose()
        self._received.closed_early = not self._whole
        self._received.over.set()


def scripted_client(script: Script) -> AsyncOpenAI:
    """Return a client that talks to `script` in this process."""
    return AsyncOpenAI(
        api_key="scripted",
        base_url="http://scripted.invalid/v1",
        http_client=httpx2.AsyncClient(transport=ScriptedTransport(script)),
    )
