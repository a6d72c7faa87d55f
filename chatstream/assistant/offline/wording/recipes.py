"""Recipes in sentences. Pure."""

from collections.abc import Mapping
from typing import Any

from chatstream.assistant.offline.intents import Intent
from chatstream.assistant.offline.kitchen import chinese_measure, chinese_name


def told(intent: Intent, data: Mapping[str, Any], chinese: bool) -> str:
    """List names, or tell the first recipe in full and the names of the others."""
    found = data["recipes"]
    if intent.tool == "find_recipes_by_ingredient":
        lines = _listed(str(intent.arguments["ingredient"]), found, chinese)
    else:
        lines = [*_whole(found[0], chinese), *_others(found[1:], chinese)]
    if data["sample"]:
        lines.append(
            "（连不上 TheMealDB，以上来自内置的示例菜谱。）"
            if chinese
            else "(TheMealDB cannot be reached: this comes from the bundled example recipes.)"
        )
    return "\n".join(lines)


def _listed(ingredient: str, found: list[dict[str, Any]], chinese: bool) -> list[str]:
    head = (
        f"用{chinese_name(ingredient)}可以做：" if chinese else f"With {ingredient} you can make:"
    )
    names = [f"{place}. {_name(recipe, chinese)}" for place, recipe in enumerate(found, 1)]
    ask = "想看哪一个的做法？" if chinese else "Which one shall I tell you more about?"
    return [head, *names, ask]


def _whole(recipe: Mapping[str, Any], chinese: bool) -> list[str]:
    kind = " · ".join(filter(None, (recipe["category"], recipe["area"])))
    needed = [_ingredient(each, chinese) for each in recipe["ingredients"]]
    steps = (recipe["steps_zh"] if chinese else "") or recipe["steps"]
    heads = ("材料", "做法") if chinese else ("Ingredients", "Steps")
    return [
        f"**{_name(recipe, chinese)}**" + (f" ({kind})" if kind and not chinese else ""),
        "",
        f"{heads[0]}{'：' if chinese else ':'}",
        *(f"- {each}" for each in needed),
        "",
        f"{heads[1]}{'：' if chinese else ':'}",
        *(f"{place}. {step}" for place, step in enumerate(steps.splitlines(), 1)),
        *([recipe["link"]] if recipe["link"] else []),
    ]


def _ingredient(each: Mapping[str, str], chinese: bool) -> str:
    name, measure = each["name"], each["measure"]
    if chinese:
        name, measure = chinese_name(name), chinese_measure(measure)
    return f"{name} {measure}".strip()


def _others(more: list[dict[str, Any]], chinese: bool) -> list[str]:
    if not more:
        return []
    names = [_name(recipe, chinese) for recipe in more]
    if chinese:
        return ["", f"还有：{'、'.join(names)}。"]
    return ["", f"There is also: {', '.join(names)}."]


def _name(recipe: Mapping[str, Any], chinese: bool) -> str:
    other = recipe["other_name"]
    return f"{other} {recipe['name']}" if chinese and other else str(recipe["name"])
