"""The SDK's client: one per event loop, because its connections belong to the loop."""

import asyncio
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from llm.attempts import LONGEST_WAIT
from llm.conf import ModelSettings, model_settings

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI

_MAX_RETRIES = 2
"""The SDK's own default: it retries what failed before the response began."""

_NO_KEY = "none"
"""What a server without keys is sent: the SDK refuses to have none."""

_clients: "WeakKeyDictionary[asyncio.AbstractEventLoop, dict[tuple[object, ...], AsyncOpenAI]]" = (
    WeakKeyDictionary()
)


def model_client() -> "AsyncOpenAI":
    """Return the running loop's client for the present settings; built once, kept until closed.

    Raises RuntimeError without a running loop.
    """
    settings = model_settings()
    clients = _clients.setdefault(asyncio.get_running_loop(), {})
    client = clients.get(_identity(settings))
    if client is None:
        client = clients[_identity(settings)] = build_client(settings)
    return client


async def close_clients() -> None:
    """Close the running loop's clients: at shutdown, and after a test or a command."""
    for client in _clients.pop(asyncio.get_running_loop(), {}).values():
        await client.close()


def build_client(
    settings: ModelSettings, http_client: "httpx2.AsyncClient | None" = None
) -> "AsyncOpenAI":
    """Build a client; the caller closes it. An Azure endpoint goes before an address and a key.

    `http_client` takes the place of aiohttp's transport, which costs 20 µs of CPU a token where
    tokens come one by one, httpx2's own 52 (`llm.reader` has more figures).
    """
    from openai import AsyncAzureOpenAI, AsyncOpenAI

    if settings.offline:
        return _offline_client(settings)
    key = settings.openai_api_key.get_secret_value() or _NO_KEY
    http_client = http_client or _aiohttp_client(settings)
    http_client.event_hooks["response"].append(_cap_wait)
    if settings.azure_endpoint:
        return AsyncAzureOpenAI(
            azure_endpoint=settings.azure_endpoint,
            api_version=settings.azure_api_version,
            api_key=key,
            max_retries=_MAX_RETRIES,
            http_client=http_client,
        )
    return AsyncOpenAI(
        api_key=key,
        base_url=settings.openai_base_url or "https://api.openai.com/v1",
        max_retries=_MAX_RETRIES,
        http_client=http_client,
    )


def model_timeouts(settings: ModelSettings) -> "httpx2.Timeout":
    """Silence and connecting have their limits; how long a whole answer takes has none."""
    import httpx2

    return httpx2.Timeout(settings.model_timeout, connect=settings.model_connect_timeout)


async def _cap_wait(response: "httpx2.Response") -> None:
    """Make the SDK wait no longer than LONGEST_WAIT before it tries again: it obeys up to 2 min."""
    told = response.headers.get("retry-after-ms") or response.headers.get("retry-after")
    if told is None:
        return
    divisor = 1000 if "retry-after-ms" in response.headers else 1
    try:
        longer = not 0 <= float(told) / divisor <= LONGEST_WAIT
    except ValueError:  # a date, or nonsense
        longer = True
    if longer:
        response.headers.pop("retry-after-ms", None)
        response.headers["retry-after"] = str(LONGEST_WAIT)


def _aiohttp_client(settings: ModelSettings) -> "httpx2.AsyncClient":
    from openai import DefaultAioHttpClient

    return DefaultAioHttpClient(timeout=model_timeouts(settings))


def _offline_client(settings: ModelSettings) -> "AsyncOpenAI":
    import httpx2
    from openai import AsyncOpenAI

    from llm.offline.transport import OfflineTransport

    return AsyncOpenAI(
        api_key=_NO_KEY,
        base_url="http://offline.invalid/v1",
        max_retries=0,
        http_client=httpx2.AsyncClient(
            transport=OfflineTransport(settings.offline_words_per_second)
        ),
    )


def _identity(settings: ModelSettings) -> tuple[object, ...]:
    """Return what a client is built from: other settings may change without a new one."""
    return (
        settings.openai_api_key,
        settings.openai_base_url,
        settings.azure_endpoint,
        settings.azure_api_version,
        settings.model_timeout,
        settings.model_connect_timeout,
        settings.offline_words_per_second,
    )
