"""Examples that are told where a source cannot be reached: real in form, labelled, never current.

The files are written for this project. Dates are made when they are told, relative to today.
"""

import json
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from chatstream.sources.errors import NothingFound

_FOLDER = Path(__file__).parent


@cache
def _read(name: str) -> Any:
    return json.loads((_FOLDER / f"{name}.json").read_text("utf-8"))


def place_names() -> list[str]:
    """Return the names of all places that there is an example for, in every language."""
    return [name for known in _read("weather")["places"] for name in known["names"]]


def weather(place: str) -> dict[str, Any]:
    """Return the example for a place. Raises NothingFound where there is none."""
    wanted = place.casefold()
    for known in _read("weather")["places"]:
        if wanted in (name.casefold() for name in known["names"]):
            return _weather(known)
    offered = [known["names"][int(place.isascii())] for known in _read("weather")["places"][::7]]
    raise NothingFound(
        "the weather service cannot be reached, and of the place there is no example", *offered
    )


def _weather(known: dict[str, Any]) -> dict[str, Any]:
    now = datetime.now(ZoneInfo(known["timezone"]))
    days = [
        {
            **day,
            "date": (now.date() + timedelta(days=ahead)).isoformat(),
            "low": known["low"] + day["low"],
            "high": known["high"] + day["high"],
            "wind_kmh": known["wind"] + ahead % 3,
        }
        for ahead, day in enumerate(_read("weather")["patterns"][known["pattern"]])
    ]
    return {
        "names": {"zh": known["names"][0], "en": known["names"][1]},
        "countries": known["country"],
        "today": days[0]["date"],
        "now": _now(known, days[0]),
        "days": days,
        "sample": True,
    }


def _now(known: dict[str, Any], today: dict[str, Any]) -> dict[str, Any]:
    """Return a moment of the afternoon: nearer to the day's high than to its low."""
    degrees = (today["low"] + 2 * today["high"]) / 3
    return {
        "temperature": round(degrees, 1),
        "feels_like": int(degrees),
        "humidity_percent": known["humidity"],
        "wind_kmh": known["wind"],
        "code": today["code"],
    }


def news(chosen: Collection[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return the example headlines of these topics and languages."""
    return [
        {**item, "source": "Tokenwire", "link": "", "published": _hours_ago(ahead)}
        for feed in _read("news")["feeds"]
        if (feed["topic"], feed["language"]) in chosen
        for ahead, item in enumerate(feed["items"])
    ]


def _hours_ago(hours: int) -> str:
    return (timezone.now() - timedelta(hours=hours)).isoformat(timespec="minutes")


def meals(page: str, value: str) -> list[dict[str, str | None]]:
    """Return what a page of TheMealDB would say of the example recipes. Raises NothingFound."""
    known: list[dict[str, str | None]] = _read("recipes")["meals"]
    wanted = value.casefold()
    if page == "random.php":
        return [secrets.choice(known)]
    if page == "lookup.php":
        found = [meal for meal in known if meal["idMeal"] == wanted]
    else:
        found = [meal for meal in known if any(wanted in text for text in _texts(page, meal))]
    if found:
        return found
    offered = [str(meal["strMeal"]) for meal in known]
    raise NothingFound(
        "the recipe service cannot be reached, and of that there is no example", *offered
    )


def _texts(page: str, meal: dict[str, str | None]) -> list[str]:
    names = ("strMeal", "strMealAlternate")
    fields = names if page == "search.php" else [f"strIngredient{n}" for n in range(1, 21)]
    return [(meal.get(field) or "").casefold() for field in fields]
