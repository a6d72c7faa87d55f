"""One request to a model, read as bytes: the token path.

The SDK makes the request (keys, retries, Azure); its parsing of the answer is passed by. Measured,
in µs of CPU a token (`python -m benchmarks.reader`; Python 3.11, upstream on its own core):

    upstream's pace                  this, aiohttp   this, httpx2   the SDK's iterator
    full speed, 64 tokens a write             1.4            1.6                   56
    full speed, 1 token a write                 7              9                   71
    200 streams of 50 a second                 20             52                  107
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Any

from llm.attempts import Attempts
from llm.chunks import TurnFolder
from llm.failures import model_error, upstream_exceptions
from llm.sse import SSEDecoder
from llm.types import ArgumentsDelta, Message, TextDelta, TurnEvent

if TYPE_CHECKING:
    from openai import AsyncOpenAI

logger = logging.getLogger("llm")

_DRAIN_SECONDS = 0.1
"""As long as the SDK itself waits for the response's end after `[DONE]`."""


async def read_turn(
    client: "AsyncOpenAI",
    messages: Sequence[Message],
    tools: Sequence[Mapping[str, Any]] = (),
    *,
    drafts: bool = False,
) -> AsyncGenerator[TurnEvent, None]:
    """Ask once. Yields text as it arrives, then the tool requests, then one TurnEnded.

    With `drafts`, arguments of tool calls are told as they arrive, too.
    `tools` are as the wire lists them (`Tool.wire`). What fails before the first token is tried
    again where that makes sense (`llm.attempts`). Raises ModelError. Leaving it
    (`contextlib.aclosing`, or being cancelled) closes the request, so that the server stops
    generating.
    """
    attempts = Attempts(client, messages, tools)
    while True:
        folder = TurnFolder()
        try:
            async with aclosing(_read(client, attempts.request, folder, drafts=drafts)) as deltas:
                async for delta in deltas:
                    yield delta
            ending = folder.finish()
            break
        except upstream_exceptions() as error:
            if folder.begun or not await attempts.again(error):
                failure = model_error(error, begun=folder.begun)
                logger.warning("%s: %s", failure.code, failure)
                raise failure from None
    for event in ending:
        yield event


async def _read(
    client: "AsyncOpenAI", request: dict[str, Any], folder: TurnFolder, *, drafts: bool
) -> AsyncGenerator[TextDelta | ArgumentsDelta, None]:
    """Fold one response; yield its text, at most one delta a read, and what was asked besides."""
    decoder = SSEDecoder()
    create = client.chat.completions.with_streaming_response.create
    async with (
        create(**request) as response,
        aclosing(response.http_response.aiter_bytes()) as reads,
    ):
        async for received in reads:
            delta = folder.fold(decoder.feed(received))
            if delta is not None:
                yield delta
            if drafts and folder.growing:
                for growth in folder.grown():
                    yield growth
            if folder.done:
                await _drain(reads)
                break
    last = None if folder.done else folder.fold(decoder.end())
    if last is not None:
        yield last


async def _drain(reads: AsyncIterator[bytes]) -> None:
    """Read what follows `[DONE]`: HTTP/1.1 keeps a connection only when its response is read up."""
    with suppress(*upstream_exceptions()):
        async with asyncio.timeout(_DRAIN_SECONDS):
            async for _ in reads:
                pass
