"""Recipes from TheMealDB, or from the bundled sample.

Source: https://www.themealdb.com/api.php
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from chatstream.sources import samples
from chatstream.sources.answers import JSON, fetched, parsed
from chatstream.sources.conf import source_settings
from chatstream.sources.errors import NothingFound, SourceError
from chatstream.sources.kept import kept
from chatstream.sources.plain import line, link, paragraphs

MAX_RECIPES = 5
MAX_STEPS = 2_500
_MAX_INGREDIENTS = 20

Meal = Mapping[str, str | None]


class _Meals(BaseModel):
    meals: list[dict[str, str | None]] | None = None


async def by_name(name: str) -> dict[str, Any]:
    """Return `{"recipes": [in full], "sample"}`; a part of the name will do. Raises SourceError."""
    return await _recipes("search.php", "s", name, whole=True)


async def by_ingredient(ingredient: str) -> dict[str, Any]:
    """Return `{"recipes": [{"id", "name"}], "sample"}`. Raises SourceError."""
    return await _recipes("filter.php", "i", ingredient, whole=False)


async def one(recipe_id: str) -> dict[str, Any]:
    """Return the same with one recipe in full. Raises SourceError."""
    return await _recipes("lookup.php", "i", recipe_id, whole=True)


async def surprise() -> dict[str, Any]:
    """Return any recipe, another one each time. Raises SourceError."""
    try:
        meals = await _ask("random.php", "", "")
        sample = False
    except SourceError as error:
        meals, sample = _sample(error, "random.php", ""), True
    return _told(meals, whole=True, sample=sample)


async def _recipes(page: str, parameter: str, value: str, *, whole: bool) -> dict[str, Any]:
    asked = line(value, 80)
    minutes, sample = source_settings().recipes_minutes, False
    try:
        meals = await kept(
            "recipes",
            page,
            asked.casefold(),
            minutes=minutes,
            ask=lambda: _ask(page, parameter, asked),
        )
    except NothingFound:
        raise
    except SourceError as error:
        meals, sample = _sample(error, page, asked), True
    return _told(meals, whole=whole, sample=sample)


async def _ask(page: str, parameter: str, value: str) -> list[dict[str, str | None]]:
    url = f"{source_settings().recipes_url.rstrip('/')}/{page}"
    answer = await fetched(url, JSON, {parameter: value} if parameter else None)
    meals = parsed(_Meals, answer).meals
    if not meals:
        raise NothingFound("there is no such recipe")
    return meals[:MAX_RECIPES]


def _sample(error: SourceError, page: str, value: str) -> list[dict[str, str | None]]:
    if not source_settings().source_samples:
        raise error
    return samples.meals(page, value)[:MAX_RECIPES]


def _told(meals: list[dict[str, str | None]], *, whole: bool, sample: bool) -> dict[str, Any]:
    fact: Callable[[Meal], dict[str, Any]] = _in_full if whole else _in_short
    return {"recipes": [fact(meal) for meal in meals], "sample": sample, "source": "TheMealDB"}


def _in_short(meal: Meal) -> dict[str, Any]:
    return {
        "id": line(meal.get("idMeal"), 12),
        "name": line(meal.get("strMeal"), 100),
        "other_name": line(meal.get("strMealAlternate"), 100),
    }


def _in_full(meal: Meal) -> dict[str, Any]:
    return {
        **_in_short(meal),
        "category": line(meal.get("strCategory"), 40),
        "area": line(meal.get("strArea"), 40),
        "ingredients": list(_ingredients(meal)),
        "steps": paragraphs(meal.get("strInstructions"), MAX_STEPS),
        "steps_zh": paragraphs(meal.get("strInstructionsZH-HANS"), MAX_STEPS),
        "link": link(meal.get("strSource")),
    }


def _ingredients(meal: Meal) -> Iterator[dict[str, str]]:
    for number in range(1, _MAX_INGREDIENTS + 1):
        if name := line(meal.get(f"strIngredient{number}"), 60):
            yield {"name": name, "measure": line(meal.get(f"strMeasure{number}"), 40)}
