"""Results → sentences, in the user's language. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from chatstream.assistant.offline import news as news_questions
from chatstream.assistant.offline import personal as personal_questions
from chatstream.assistant.offline import recipes as recipe_questions
from chatstream.assistant.offline.intents import Intent, is_chinese
from chatstream.assistant.offline.wording import news, personal, recipes, weather
from chatstream.assistant.offline.wording.refusals import refusal
from llm.offline.skills import ToolResult

Wording = Callable[[Intent, Mapping[str, Any], bool], str]

_WORDINGS: dict[str, Wording] = {
    **dict.fromkeys(("get_current_weather", "get_forecast"), weather.told),
    **dict.fromkeys(news_questions.TOOLS, news.told),
    **dict.fromkeys(recipe_questions.TOOLS, recipes.told),
    **dict.fromkeys(personal_questions.TOOLS, personal.told),
}


def worded(intent: Intent, result: ToolResult, asked: str) -> str:
    """Return what a tool's result says, in the language of what was asked."""
    chinese = is_chinese(asked)
    if result.error or not isinstance(result.data, dict):
        return refusal(intent, result, chinese=chinese)
    return _WORDINGS[intent.tool](intent, result.data, chinese)
