"""The model's settings, and whether the SDK takes them. Nobody is asked; no key is shown."""

import asyncio
from collections.abc import Iterator
from importlib.metadata import version
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from config.environment import shown
from config.health.results import Result, failure, ok, warning
from llm.client import build_client
from llm.conf import ModelSettings, model_facts, model_settings
from realtime.access import is_loopback

_SDK_REFUSES = "Run `make setup`; if that does not help, mend the settings (docs/models.md)."


def results() -> Iterator[Result]:
    """Judge the settings of this process."""
    configured = model_settings()
    yield sdk_result(configured)
    facts = model_facts()
    if configured.offline:
        yield ok("answers", f"{facts['name']}, built in: neither a key nor an address is set")
        return
    yield ok("answers", str(facts["name"]))
    yield key_result(configured.openai_api_key.get_secret_value())
    yield from azure_results(configured) if configured.azure_endpoint else _address(configured)


def sdk_result(configured: ModelSettings) -> Result:
    """Build the client that answers would use, and throw it away."""
    found = f"openai {version('openai')}, openai-agents {version('openai-agents')}"
    try:
        asyncio.run(_build(configured))
    except Exception as error:  # whatever the SDK does not like
        return failure("OpenAI SDK", f"{found}: {type(error).__name__}", _SDK_REFUSES)
    return ok("OpenAI SDK", found)


async def _build(configured: ModelSettings) -> None:
    await build_client(configured).close()


def key_result(key: str) -> Result:
    """Judge a key by its looks, and show nothing of it."""
    if not key:
        return ok("OPENAI_API_KEY", "not set: the server must need none")
    if not key.isascii() or not key.isprintable():
        advice = "Copy the whole key again; a header takes plain ASCII only."
        return failure("OPENAI_API_KEY", "set, with characters that no key has", advice)
    if key != key.strip(" \"'"):
        advice = "Set it without blanks and quotation marks around it."
        return warning("OPENAI_API_KEY", "set, with blanks or quotation marks around it", advice)
    return ok("OPENAI_API_KEY", "set")


def azure_results(configured: ModelSettings) -> Iterator[Result]:
    """Judge an Azure resource and its deployment's name."""
    address = shown(configured.azure_endpoint)
    if _path(configured.azure_endpoint):
        advice = "Name the resource alone, such as https://example.openai.azure.com."
        yield warning("AZURE_ENDPOINT", f"{address} has a path", advice)
    else:
        yield ok("AZURE_ENDPOINT", f"{address}, version {configured.azure_api_version}")
    if configured.openai_base_url:
        advice = "Unset one of the two; Azure goes first."
        yield warning("OPENAI_BASE_URL", "set beside AZURE_ENDPOINT, and not used", advice)
    if "model_name" not in configured.model_fields_set:
        found = f"not set, so the deployment is {configured.model_name}"
        yield warning("MODEL_NAME", found, "Set MODEL_NAME to the name of your deployment.")
    else:
        yield ok("MODEL_NAME", f"the deployment {configured.model_name}")


def _address(configured: ModelSettings) -> Iterator[Result]:
    address = configured.openai_base_url
    if not address:
        yield ok("OPENAI_BASE_URL", "not set: OpenAI itself")
    elif _is_our_own(address):
        advice = "Give one of the two another port: vLLM's own default is 8000, as is ours."
        yield warning("OPENAI_BASE_URL", f"{shown(address)} is where Tokenwire serves", advice)
    elif not _path(address):
        advice = "Most servers answer below /v1; add it unless yours does not."
        yield warning("OPENAI_BASE_URL", f"{shown(address)} has no path", advice)
    else:
        yield ok("OPENAI_BASE_URL", shown(address))


def _path(address: str) -> str:
    return _parts(address).path.strip("/")


def _is_our_own(address: str) -> bool:
    parts = _parts(address)
    return is_loopback(parts.hostname or "") and parts.port == settings.PORT


def _parts(address: str) -> SplitResult:
    """Split an address; one that is none has no parts, and the system checks say so."""
    try:
        parts = urlsplit(address)
        return parts if parts.port != 0 else urlsplit("")
    except ValueError:
        return urlsplit("")
