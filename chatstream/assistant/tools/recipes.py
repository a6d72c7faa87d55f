"""Recipes: by name, by what is in the fridge, one of them in full, or a surprise."""

from typing import Any

from pydantic import Field

from chatstream.assistant.helper import Helper
from chatstream.assistant.tools.asking import Arguments, source_tool, told
from chatstream.sources import recipes
from llm.tools import Tool


class DishName(Arguments):
    """A dish."""

    name: str = Field(
        min_length=1, max_length=80, description="Name of the dish, or a part of it, in English."
    )


class Ingredient(Arguments):
    """Something to cook with."""

    ingredient: str = Field(
        min_length=1,
        max_length=80,
        description="One ingredient in English, such as chicken breast.",
    )


class RecipeId(Arguments):
    """One recipe."""

    id: str = Field(pattern=r"^\d{1,9}$", description="The recipe's id, as the searches tell it.")


async def _by_name(_: Helper, given: DishName) -> str:
    return await told(recipes.by_name(given.name))


async def _by_ingredient(_: Helper, given: Ingredient) -> str:
    return await told(recipes.by_ingredient(given.ingredient))


async def _one(_: Helper, given: RecipeId) -> str:
    return await told(recipes.one(given.id))


async def _random(_: Helper, given: Arguments) -> str:
    return await told(recipes.surprise())


def _tool(
    name: str, description: str, arguments: Any, handler: Any, shown: str
) -> Tool[Helper, Any]:
    return source_tool(
        name, description, arguments, handler, shown=shown, icon="🍳", category="recipes"
    )


RECIPE_TOOLS: tuple[Tool[Helper, Any], ...] = (
    _tool("search_recipes", "Recipes by the name of a dish.", DishName, _by_name, "搜索菜谱"),
    _tool(
        "find_recipes_by_ingredient",
        "Names and ids of recipes with an ingredient.",
        Ingredient,
        _by_ingredient,
        "按食材查找菜谱",
    ),
    _tool("get_recipe", "One recipe in full, by its id.", RecipeId, _one, "查看菜谱"),
    _tool("random_recipe", "Any recipe, for who has no idea.", Arguments, _random, "随机推荐菜谱"),
)
