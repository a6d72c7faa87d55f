"""Fixtures for the tests of every app: open access, one engine a test, drained before the flush."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from django.conf import settings as django_settings

from realtime.engine import Engine, engine


@pytest.fixture(autouse=True)
def open_access(settings) -> None:
    """Tests name their users freely; those about access set it themselves."""
    settings.REALTIME = django_settings.REALTIME.model_copy(update={"access": "open"})
    settings.LLM = django_settings.LLM.model_copy(
        update={
            "openai_api_key": type(django_settings.LLM.openai_api_key)(""),
            "openai_base_url": "",
            "azure_endpoint": "",
            "offline_words_per_second": 0.0,
        }
    )


@pytest.fixture
async def running_engine(transactional_db: None) -> AsyncIterator[Engine]:
    """This test's engine, on a real database file; what it wrote is committed at the end."""
    started = engine()
    yield started
    await asyncio.wait_for(started.close(), 10)
