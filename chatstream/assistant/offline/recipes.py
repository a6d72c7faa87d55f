"""Questions about food. Pure."""

import re

from chatstream.assistant.offline.intents import Intent, number, trimmed
from chatstream.assistant.offline.kitchen import dish_in, english_dish, ingredient_in, is_ingredient
from chatstream.assistant.offline.vocabulary import Words

TOOLS = ("search_recipes", "find_recipes_by_ingredient", "get_recipe", "random_recipe")

_WORDS = Words("recipes")
_ABOUT = _WORDS.pattern("about")
_AT_HOME = _WORDS.pattern("at_home")
_NOT_A_DISH = _WORDS.pattern("not_a_dish")
_MADE_OF = _WORDS.pattern("made_of")
_NOTHING = _WORDS.pattern("nothing")
_ORDINAL = _WORDS.pattern("ordinal")
_AGAIN = _WORDS.pattern("again")
_DISHES = _WORDS.each("dishes")
_LISTED = re.compile(r"^\s*(?P<n>\d{1,2})[.、]\s*(?P<name>[^\n]{2,120})$", re.MULTILINE)


def asked(text: str) -> Intent | None:
    """Return what a question about food wants; None where it is none."""
    known = ingredient_in(text)
    if not _ABOUT.search(text) and not (known and _AT_HOME.search(text)):
        return None
    return _dish(text) or _with(known) or Intent("random_recipe")


def followed(text: str, answered: str) -> Intent | None:
    """Return what "那猪肉呢", "another one" or "the second" wants, after a question about food."""
    if (ordinal := _ORDINAL.search(text)) and (name := _listed(ordinal, answered)):
        return Intent("search_recipes", {"name": name})
    if dish := dish_in(text):
        return Intent("search_recipes", {"name": dish})
    if known := ingredient_in(text):
        return _with(known)
    if _AGAIN.search(text):
        return Intent("random_recipe")
    return None


def _dish(text: str) -> Intent | None:
    for pattern in _DISHES:
        if found := pattern.search(text):
            words = _bare(found["dish"])
            if is_ingredient(words) or _MADE_OF.search(words):
                return _with(ingredient_in(words))
            if not _NOTHING.fullmatch(words):
                return Intent("search_recipes", {"name": english_dish(words)[:80]})
    if known := dish_in(text):
        return Intent("search_recipes", {"name": known})
    return None


def _bare(words: str) -> str:
    before, words = "", trimmed(words)
    while words != before:
        before, words = words, trimmed(_NOT_A_DISH.sub("", words))
    return words


def _with(ingredient: str) -> Intent | None:
    return Intent("find_recipes_by_ingredient", {"ingredient": ingredient}) if ingredient else None


def _listed(ordinal: re.Match[str], answered: str) -> str:
    """Return the name that stands at a number in what was answered before."""
    wanted = number(next(filter(None, ordinal.groupdict().values()), ""))
    listed = {int(found["n"]): found["name"] for found in _LISTED.finditer(answered)}
    name = listed.get(max(listed, default=0) if wanted < 0 else wanted, "")
    latin = re.search(r"[A-Za-z][A-Za-z' ,&-]+", name)
    return latin[0].strip() if latin else trimmed(name)[:80]
