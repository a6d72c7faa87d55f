"""The exceptions of the SDK and of its transports, as our own errors."""

import re
import ssl
from functools import cache
from typing import TYPE_CHECKING

from llm.errors import (
    ModelCutOff,
    ModelError,
    ModelProtocolError,
    ModelRateLimited,
    ModelRejected,
    ModelUnavailable,
)

if TYPE_CHECKING:
    import openai

_TOO_LONG = re.compile(r"context[_ ](length|size|window)|too long", re.IGNORECASE)


@cache
def upstream_exceptions() -> tuple[type[Exception], ...]:
    """Everything by which a request to a model may fail; other exceptions are our own bugs.

    Ours are among them: what was wrong with an answer. The SDK wraps what happens before the
    response's head. While the body is read its transport's exceptions come as they are, and
    aiohttp's adapter lets some through that it knows no name for.
    """
    import aiohttp
    import anyio
    import httpx2
    import openai

    return (
        ModelError,
        openai.OpenAIError,
        httpx2.HTTPError,
        httpx2.StreamError,
        aiohttp.ClientError,
        anyio.EndOfStream,
        OSError,
    )


def told_by(error: "openai.APIStatusError") -> str:
    """Return what the server said: to be looked at, never to be passed on."""
    return str(error.body)[:4000]


def is_silence(error: Exception) -> bool:
    """Whether the server said nothing for its whole time."""
    import httpx2

    return isinstance(error, httpx2.TimeoutException)


def model_error(error: Exception, *, begun: bool) -> ModelError:
    """Say in our words what an upstream exception means.

    `begun`: the model had already said something, so a failure cuts its answer off.
    """
    import openai

    if isinstance(error, ModelError):
        return error
    if isinstance(error, openai.APIStatusError):
        return _status_error(error.status_code, told=told_by(error))
    detail = _describe(error)
    if begun:
        return ModelCutOff(detail=detail)
    if isinstance(error, openai.APIConnectionError) or not isinstance(error, openai.OpenAIError):
        return ModelUnavailable(detail=detail)
    return ModelProtocolError(detail=detail)


def _status_error(status: int, told: str) -> ModelError:
    detail = f"HTTP {status}"
    if status == 429:
        return ModelRateLimited(detail=detail)
    if status in (401, 403):
        return ModelRejected("the model's server does not accept the key", detail=detail)
    if status == 404:
        return ModelRejected("the model's server does not know this model", detail=detail)
    if status < 500 and _TOO_LONG.search(told):
        return ModelRejected("the conversation is too long for the model", detail=detail)
    if status < 500:
        return ModelRejected(detail=detail)
    return ModelUnavailable(detail=detail)


def _describe(error: BaseException | None) -> str:
    """Name an exception and its causes, in full only what the operating system or TLS said.

    Other texts are left out: servers echo keys, and libraries quote addresses.
    """
    names: list[str] = []
    while error is not None and len(names) < 4:
        told = isinstance(error, OSError | ssl.SSLError) and error.strerror
        names.append(f"{type(error).__name__}: {told}" if told else type(error).__name__)
        error = error.__cause__ or error.__context__
    return " < ".join(names)
