"""Recipes, by a server that speaks TheMealDB's format."""

import pytest
from aiohttp import web

from chatstream.sources import recipes
from chatstream.sources.errors import NothingFound, SourceAway
from chatstream.sources.tests.conftest import Serve, point_to

MEAL = {
    "idMeal": "52772", "strMeal": "Teriyaki <b>Chicken</b>", "strMealAlternate": None,
    "strCategory": "Chicken", "strArea": "Japanese", "strInstructions": "Heat.\r\n\r\n<p>Stir.</p>",
    "strIngredient1": "soy sauce", "strMeasure1": "3/4 cup",
    "strIngredient2": "", "strMeasure2": " ",
    "strIngredient3": "water", "strMeasure3": None, "strSource": "javascript:alert(1)",
}  # fmt: skip


def meal_db(**pages: object):
    async def handler(request: web.Request) -> web.Response:
        name = request.path.rpartition("/")[2].removesuffix(".php")
        return web.json_response({"meals": pages.get(name)})

    return handler


async def test_a_recipe_is_told_in_full_without_markup(serve: Serve) -> None:
    site = await serve(meal_db(search=[MEAL]))
    told = await recipes.by_name("teriyaki")
    (recipe,) = told["recipes"]
    assert (recipe["name"], recipe["steps"], recipe["link"]) == (
        "Teriyaki Chicken",
        "Heat.\nStir.",
        "",
    )
    assert recipe["ingredients"] == [
        {"name": "soy sauce", "measure": "3/4 cup"},
        {"name": "water", "measure": ""},
    ]
    assert told["sample"] is False
    assert site.asked[0].path_qs == "/api/json/v1/1/search.php?s=teriyaki"


async def test_an_ingredient_leads_to_names_and_ids(serve: Serve) -> None:
    site = await serve(meal_db(filter=[{"idMeal": "1", "strMeal": "A", "strMealThumb": "x"}] * 9))
    told = await recipes.by_ingredient("chicken breast")
    assert told["recipes"] == [{"id": "1", "name": "A", "other_name": ""}] * 5
    assert site.asked[0].query["i"] == "chicken breast"


async def test_one_recipe_is_found_by_its_id(serve: Serve) -> None:
    site = await serve(meal_db(lookup=[MEAL]))
    assert (await recipes.one("52772"))["recipes"][0]["id"] == "52772"
    assert site.asked[0].query["i"] == "52772"


async def test_recipes_are_kept_and_surprises_are_not(serve: Serve) -> None:
    site = await serve(meal_db(search=[MEAL], random=[MEAL]))
    for _ in range(3):
        await recipes.by_name("Teriyaki")
        await recipes.surprise()
    assert len([request for request in site.asked if "search" in request.path]) == 1
    assert len([request for request in site.asked if "random" in request.path]) == 3


@pytest.mark.parametrize("meals", [None, []])
async def test_nothing_found_is_said(serve: Serve, meals) -> None:
    await serve(meal_db(search=meals))
    with pytest.raises(NothingFound):
        await recipes.by_name("unicorn")


@pytest.mark.parametrize("meals", [5, "x", [5], [{"idMeal": {"a": 1}}]])
async def test_meals_in_another_form_are_no_answer(serve: Serve, meals) -> None:
    await serve(meal_db(search=meals))
    with pytest.raises(SourceAway):
        await recipes.by_name("x")


async def test_where_the_source_is_away_the_sample_is_told_and_called_one(
    serve: Serve, settings
) -> None:
    async def away(request: web.Request) -> web.Response:
        return web.Response(status=500)

    site = await serve(away)
    point_to(settings, site, source_samples=True)
    assert (await recipes.by_name("豆腐"))["recipes"][0]["name"] == "Ma Po Tofu"
    found = await recipes.by_ingredient("Potatoes")
    assert found["sample"] is True
    one = await recipes.one(found["recipes"][0]["id"])
    assert one["recipes"][0]["ingredients"]
    assert (await recipes.surprise())["sample"] is True
    with pytest.raises(NothingFound, match="cannot be reached"):
        await recipes.by_name("unicorn")
