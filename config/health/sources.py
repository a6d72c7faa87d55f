"""Weather, news and recipes, asked for a little: `check_env --online`."""

import asyncio
from collections.abc import Collection, Iterator

from chatstream.sources import feeds
from chatstream.sources.answers import JSON, fetched
from chatstream.sources.conf import source_settings
from chatstream.sources.errors import SourceError
from config.health.results import Result, ok, warning

_ADVICE = (
    "Until it answers, the assistant tells a bundled sample and says so. Check the network "
    "(proxies "
    "are not used), or set {name} to a server that can be reached."
)


def results() -> Iterator[Result]:
    """Ask every source once, all at the same time."""
    yield from asyncio.run(_asked())


async def _asked() -> list[Result]:
    settings = source_settings()
    recipes = f"{settings.recipes_url.rstrip('/')}/random.php"
    return await asyncio.gather(
        _ask("WEATHER_PLACES_URL", f"{settings.weather_places_url}?name=Berlin", JSON),
        _ask(
            "WEATHER_FORECAST_URL",
            f"{settings.weather_forecast_url}?latitude=52&longitude=13",
            JSON,
        ),
        _ask("RECIPES_URL", recipes, JSON),
        *(_ask("NEWS_FEEDS", feed.url, feeds.TYPES) for feed in settings.feeds),
    )


async def _ask(name: str, url: str, types: Collection[str]) -> Result:
    shown = url.partition("?")[0]
    try:
        await fetched(url, types)
    except SourceError as error:
        return warning(name, f"{shown}: {error}", _ADVICE.format(name=name))
    return ok(name, f"{shown} answers")
