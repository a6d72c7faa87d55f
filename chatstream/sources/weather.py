"""The weather from Open-Meteo, or from the bundled sample.

Source: https://open-meteo.com/en/docs and https://open-meteo.com/en/docs/geocoding-api
"""

import asyncio
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from chatstream.sources import samples
from chatstream.sources.answers import JSON, fetched, parsed
from chatstream.sources.conf import source_settings
from chatstream.sources.errors import NothingFound, SourceError
from chatstream.sources.kept import kept
from chatstream.sources.plain import line
from chatstream.sources.skies import sky

MAX_DAYS = 10

_NOW = "temperature_2m,apparent_temperature,relative_humidity_2m,wind_speed_10m,weather_code"
_DAILY = (
    "weather_code,temperature_2m_max,temperature_2m_min,precipitation_probability_max,"
    "wind_speed_10m_max"
)
_PLACE_MINUTES = 7 * 24 * 60


class _Place(BaseModel):
    name: str
    latitude: float
    longitude: float
    country: str = ""


class _Places(BaseModel):
    results: list[_Place] = []


class _Now(BaseModel):
    time: str
    temperature_2m: float
    apparent_temperature: float
    relative_humidity_2m: float
    wind_speed_10m: float
    weather_code: int


class _Days(BaseModel):
    time: list[str]
    weather_code: list[int | None]
    temperature_2m_max: list[float | None]
    temperature_2m_min: list[float | None]
    precipitation_probability_max: list[float | None]
    wind_speed_10m_max: list[float | None]


class _Report(BaseModel):
    current: _Now
    daily: _Days


async def current(place: str, language: str) -> dict[str, Any]:
    """Return `{"place", "country", "today", "now": {…}, "days": [today], "sample", "source"}`.

    Degrees are Celsius, wind is km/h; `today` is the date at the place. Raises SourceError.
    """
    return await _told(place, 1, language)


async def forecast(place: str, days: int, language: str) -> dict[str, Any]:
    """Return the same with `days` days, the first of them today. Raises SourceError."""
    return await _told(place, days, language)


async def _told(place: str, days: int, language: str) -> dict[str, Any]:
    named = line(place, 80)
    report = await _report(named or source_settings().weather_default_place)
    return {
        "place": report["names"][language],
        "country": report["countries"][language],
        "place_was_named": bool(named),
        "today": report["today"],
        "now": _sky_named(report["now"], language),
        "days": [_sky_named(day, language) for day in report["days"][:days]],
        "sample": report["sample"],
        "source": "Open-Meteo",
    }


def _sky_named(facts: dict[str, Any], language: str) -> dict[str, Any]:
    return {**facts, "weather": sky(facts["code"], language)}


async def _report(place: str) -> dict[str, Any]:
    minutes = source_settings().weather_minutes
    try:
        return dict(
            await kept("weather", place.casefold(), minutes=minutes, ask=lambda: _ask(place))
        )
    except NothingFound:
        raise
    except SourceError:
        if source_settings().source_samples:
            return samples.weather(place)
        raise


async def _ask(place: str) -> dict[str, Any]:
    found = await kept("place", place.casefold(), minutes=_PLACE_MINUTES, ask=lambda: _find(place))
    params = {
        "latitude": found["latitude"],
        "longitude": found["longitude"],
        "current": _NOW,
        "daily": _DAILY,
        "timezone": "auto",
        "forecast_days": MAX_DAYS,
    }
    answer = await fetched(source_settings().weather_forecast_url, JSON, params)
    report = parsed(_Report, answer)
    return {
        "names": found["names"],
        "countries": found["countries"],
        "today": report.current.time[:10],
        "now": _now_facts(report.current),
        "days": list(_day_facts(report.daily)),
        "sample": False,
    }


async def _find(place: str) -> dict[str, Any]:
    """Find a place, with its names in both languages where it has them."""
    chinese, english = await asyncio.gather(_search(place, "zh"), _search(place, "en"))
    both = chinese or english
    if both is None:
        raise NothingFound("there is no place of that name")
    return {
        "latitude": both.latitude,
        "longitude": both.longitude,
        "names": {"zh": line(both.name, 80), "en": line((english or both).name, 80)},
        "countries": {"zh": line(both.country, 80), "en": line((english or both).country, 80)},
    }


async def _search(place: str, language: str) -> _Place | None:
    params: dict[str, str | int] = {"name": place, "count": 1, "language": language}
    answer = await fetched(source_settings().weather_places_url, JSON, params)
    return next(iter(parsed(_Places, answer).results), None)


def _now_facts(now: _Now) -> dict[str, Any]:
    return {
        "temperature": now.temperature_2m,
        "feels_like": now.apparent_temperature,
        "humidity_percent": now.relative_humidity_2m,
        "wind_kmh": now.wind_speed_10m,
        "code": now.weather_code,
    }


def _day_facts(days: _Days) -> Iterator[dict[str, Any]]:
    columns = (
        days.time,
        days.weather_code,
        days.temperature_2m_min,
        days.temperature_2m_max,
        days.precipitation_probability_max,
        days.wind_speed_10m_max,
    )
    names = ("date", "code", "low", "high", "rain_percent", "wind_kmh")
    for row in list(zip(*columns, strict=False))[:MAX_DAYS]:
        yield dict(zip(names, row, strict=True))
