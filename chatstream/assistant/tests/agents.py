"""The assistant on the built-in model, with no network: sources tell their samples."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from openai import AsyncOpenAI

from chatstream.assistant.helper import Helper
from chatstream.assistant.team import TEAM
from llm.agents import converse
from llm.client import close_clients
from llm.types import AnswerEvent, Message, TextDelta

NOWHERE = "http://127.0.0.1:9/"


@pytest.fixture(autouse=True)
async def no_network(settings) -> AsyncIterator[None]:
    cache.clear()
    settings.SOURCES = django_settings.SOURCES.model_copy(
        update={
            "weather_places_url": NOWHERE,
            "weather_forecast_url": NOWHERE,
            "recipes_url": NOWHERE,
            "news_feeds": tuple(
                f"{topic}/{language}={NOWHERE}"
                for topic in ("top", "technology", "sports")
                for language in ("en", "zh")
            ),
        }
    )
    yield
    await close_clients()


Ask = Callable[..., Awaitable[list[AnswerEvent]]]


@pytest.fixture(name="ask")
def ask_fixture(transactional_db: None) -> Ask:
    """Ask the assistant: one message, or a conversation; `client` is a model of the test's own."""

    async def asked(
        said: str | Sequence[Message],
        user: str = "ada",
        client: AsyncOpenAI | None = None,
        **more: Any,
    ) -> list[AnswerEvent]:
        events: list[AnswerEvent] = []

        async def hear(event: AnswerEvent) -> None:
            events.append(event)

        messages = [{"role": "user", "content": said}] if isinstance(said, str) else said
        await converse(TEAM, messages, Helper(user), hear, client=client, **more)
        return events

    return asked


def text(events: Sequence[AnswerEvent]) -> str:
    """Return what was said."""
    return "".join(event.text for event in events if isinstance(event, TextDelta))
