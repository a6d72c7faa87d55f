"""`check_env --online` on weather, news and recipes."""

import pytest
from django.conf import settings as django_settings

from chatstream.sources.answers import Fetched
from config.health import sources
from config.health.results import Level

FEED = "https://feeds.test/1"


@pytest.fixture(autouse=True)
def _one_feed(settings) -> None:
    settings.SOURCES = django_settings.SOURCES.model_copy(
        update={"news_feeds": (f"top/en={FEED}",), "recipes_url": "http://127.0.0.1:9/key"}
    )


def test_each_source_is_asked_once(monkeypatch) -> None:
    asked = []

    async def fetched(url: str, types: object) -> Fetched:
        asked.append(url)
        return Fetched(b"", "")

    monkeypatch.setattr(sources, "fetched", fetched)
    results = list(sources.results())
    assert {result.level for result in results} == {Level.OK}
    assert asked[2:] == ["http://127.0.0.1:9/key/random.php", FEED]
    assert len(asked) == 4


def test_one_that_cannot_be_reached_is_a_warning_with_what_to_do(settings) -> None:
    nowhere = dict.fromkeys(("weather_places_url", "weather_forecast_url"), "http://127.0.0.1:9/")
    settings.SOURCES = settings.SOURCES.model_copy(
        update={**nowhere, "news_feeds": ("top/en=http://127.0.0.1:9/",)}
    )
    results = list(sources.results())
    assert [result.level for result in results] == [Level.WARNING] * 4
    assert all(result.what in result.advice for result in results)
