"""The model's server, asked for its list of models: `check_env --online`."""

import asyncio
import time
from collections.abc import Collection, Iterator

from config.health.results import Result, failure, ok, warning
from llm.client import build_client
from llm.conf import ModelSettings, model_settings

#: Seconds for the whole question: a server that lists its models slower is not well.
PATIENCE = 10.0

#: At most so many names are shown; hosted services have hundreds.
_SHOWN = 5


def results() -> Iterator[Result]:
    """Ask the server that this process's settings name."""
    configured = model_settings()
    if configured.offline:
        yield ok("server", "none: the built-in model answers")
    else:
        yield from asyncio.run(_asked(configured))


async def _asked(configured: ModelSettings) -> list[Result]:
    began = time.monotonic()
    try:
        async with asyncio.timeout(PATIENCE):
            names = await _models(configured)
    except Exception as error:  # of the SDK, of its transport, of the timeout
        return [refusal(error)]
    took = f"{(time.monotonic() - began) * 1000:.0f} ms"
    return [ok("server", f"lists {len(names)} models after {took}"), name_result(names, configured)]


async def _models(configured: ModelSettings) -> list[str]:
    async with build_client(configured).with_options(max_retries=0) as client:
        return [model.id async for model in client.models.list()]


def refusal(error: Exception) -> Result:
    """Say what an unanswered question means; what the server wrote is not repeated."""
    status = getattr(error, "status_code", None)
    if status in (401, 403):
        return failure(
            "server", f"does not accept the key (HTTP {status})", "Check OPENAI_API_KEY."
        )
    if status in (404, 405):
        advice = "If answers fail too, check the address: most servers answer below /v1."
        return warning("server", f"is there, but lists no models (HTTP {status})", advice)
    if status is not None:
        return failure(
            "server", f"answers HTTP {status}", "Look into the log of the model's server."
        )
    advice = "Check that it runs, its address, and the proxy variables (http_proxy, no_proxy)."
    return failure("server", f"cannot be reached ({type(error).__name__})", advice)


def name_result(names: Collection[str], configured: ModelSettings) -> Result:
    """Compare MODEL_NAME with what the server has. Ollama lists `qwen3` as `qwen3:latest`."""
    name = configured.model_name
    if configured.azure_endpoint:
        return ok("MODEL_NAME", f"{name}: Azure lists models, and not deployments")
    if {name, f"{name}:latest"} & set(names):
        return ok("MODEL_NAME", f"{name} is among them")
    some = ", ".join(repr(each[:60]) for each in sorted(names)[:_SHOWN])
    more = " …" if len(names) > _SHOWN else ""
    advice = "Set MODEL_NAME to one of them, unless the server takes any name."
    return warning("MODEL_NAME", f"{name} is not among them: {some}{more}", advice)
