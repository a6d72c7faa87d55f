"""What `manage.py check --deploy` says about the assistant's sources."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register

from chatstream.sources.conf import SourceSettings, source_settings


@register(Tags.security, deploy=True)
def check_sources(**_kwargs: Any) -> list[CheckMessage]:
    """Judge the settings without a request to anybody."""
    settings = source_settings()
    return [*_unencrypted(settings), *_private(settings)]


def _unencrypted(settings: SourceSettings) -> Iterator[CheckMessage]:
    urls = [settings.weather_places_url, settings.weather_forecast_url, settings.recipes_url]
    plain = [url for url in (*urls, *(f.url for f in settings.feeds)) if url.startswith("http:")]
    if plain and not settings.source_private_networks:
        yield Warning(
            f"{len(plain)} source(s) are asked without encryption: who is on the way can read what "
            "users ask, and change what they are told.",
            hint="Write https: in WEATHER_…_URL, RECIPES_URL and NEWS_FEEDS.",
            id="chatstream.W001",
        )


def _private(settings: SourceSettings) -> Iterator[CheckMessage]:
    if settings.source_private_networks:
        yield Warning(
            "SOURCE_PRIVATE_NETWORKS lets requests for sources go to addresses that are not "
            "public.",
            hint="Name as little as your own source needs, such as 10.2.3.4/32.",
            id="chatstream.W002",
        )
