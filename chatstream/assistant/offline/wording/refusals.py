"""What is said where a tool could not do it. Pure."""

from typing import Any

from chatstream.assistant.offline.intents import Intent
from llm.offline.skills import ToolResult

_CHINESE = {
    "there is no place of that name": "没有找到这个地方，换个写法试试？",
    "the weather service cannot be reached, and of the place there is no example": (
        "现在连不上天气服务，内置的示例里没有这个地方；有的是："
    ),
    "there is no such recipe": "没有找到这样的菜谱，换个菜名或食材试试？",
    "the recipe service cannot be reached, and of that there is no example": (
        "现在连不上菜谱服务，内置的示例里没有；有的是："
    ),
    "there is no news about that topic": "没有这个主题的新闻；可以看的主题有：",
    "there is none like that": "没有找到这一条。说“看看我的待办”或“看看我的笔记”可以查编号。",
    "several fit: name its number": "符合的不止一条，请说编号：",
    "there are too many to-dos; complete or delete some first": "待办太多了，先完成或删除几条。",
    "there are too many notes; delete some first": "笔记太多了，先删除几条。",
    "the source cannot be reached": "现在连不上数据来源，请稍后再试。",
    "invalid arguments": "内容不合适：可能太长，或者缺了什么。",
}
_ENGLISH = {
    "there is none like that": (
        "I found nothing like that. “Show my to-dos” or “show my notes” tells the numbers."
    ),
    "several fit: name its number": "Several fit. Which number do you mean?",
    "invalid arguments": "I cannot take that: it may be too long, or something is missing.",
    "there is no place of that name": (
        "I found no place of that name. Could you spell it another way?"
    ),
    "there is no such recipe": "I found no such recipe. Another dish or ingredient, perhaps?",
}


def refusal(intent: Intent, result: ToolResult, *, chinese: bool) -> str:
    """Say kindly what could not be done, and what could be instead."""
    data: Any = result.data if isinstance(result.data, dict) else {}
    if chinese:
        said = _CHINESE.get(result.error, "这次没有办成，请稍后再试。")
        opening = f"抱歉，{said}"
    else:
        known = _ENGLISH.get(result.error)
        opening = known or f"Sorry, {result.error or 'that did not work'}."
        opening += " What there is:" if data.get("offered") else ""
    more = _offered(data)
    return f"{opening}\n{more}" if more else opening


def _offered(data: dict[str, Any]) -> str:
    choices = [f"{row['number']}. {row['text']}" for row in data.get("choices") or ()]
    names = [str(name) for name in data.get("offered") or ()]
    return "\n".join(f"- {each}" for each in (*choices, *names))
