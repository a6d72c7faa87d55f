"""Settings that cannot work are refused with what they should be."""

import pytest
from pydantic import ValidationError

from chatstream.sources.conf import Feed, SourceSettings
from chatstream.sources.fetch import known_hosts


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("WEATHER_PLACES_URL", "ftp://a.test/", "http"),
        ("RECIPES_URL", "https://user:secret@a.test/", "without a user name"),
        ("WEATHER_FORECAST_URL", "https://a.test:99999/", "."),
        ("NEWS_FEEDS", "https://a.test/feed", "topic/language=address"),
        ("NEWS_FEEDS", "top/fr=https://a.test/feed", "topic/language=address"),
        ("NEWS_FEEDS", "top/en=javascript:alert(1)", "http"),
        ("SOURCE_PRIVATE_NETWORKS", "localhost", "IPv4"),
        ("SOURCE_TIMEOUT", "0", "greater than 0"),
    ],
)
def test_a_wrong_setting_is_refused(monkeypatch, name, value, says) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match=says):
        SourceSettings()


def test_feeds_are_listed_by_topic_and_language(monkeypatch) -> None:
    monkeypatch.setenv("NEWS_FEEDS", "Top/EN=https://a.test/1?a=b, garden/zh=http://b.test:81/2")
    assert SourceSettings().feeds == (
        Feed("top", "en", "https://a.test/1?a=b"),
        Feed("garden", "zh", "http://b.test:81/2"),
    )
    known = known_hosts(SourceSettings())
    assert {("a.test", 443), ("a.test", 80), ("b.test", 81), ("api.open-meteo.com", 443)} <= known
    assert ("b.test", 82) not in known


def test_the_defaults_hold_what_they_should() -> None:
    feeds = SourceSettings.model_construct().feeds
    assert {feed.language for feed in feeds} == {"en", "zh"}
    assert {feed.language for feed in feeds if feed.topic == "top"} == {"en", "zh"}
    assert all(feed.url.startswith("https://") for feed in feeds)
