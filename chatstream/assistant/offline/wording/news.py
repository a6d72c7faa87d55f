"""Headlines in sentences. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from chatstream.assistant.offline.intents import Intent

_TOPICS = {
    "top": "要闻", "world": "国际", "business": "财经", "technology": "科技", "sports": "体育",
    "culture": "文化娱乐", "health": "健康", "science": "科学",
}  # fmt: skip


def told(intent: Intent, data: Mapping[str, Any], chinese: bool) -> str:
    """Say which topics there are, or list headlines."""
    if intent.tool == "list_news_topics":
        return _topics(data["topics"], chinese)
    if not data["items"]:
        return _nothing(data, chinese)
    lines = [_head(data, chinese)]
    lines += [_item(place, item, chinese) for place, item in enumerate(data["items"], 1)]
    if data["sample"]:
        lines.append(
            "（连不上新闻源，以上是内置的示例，不是真实新闻。）"
            if chinese
            else "(No feed can be reached: these are bundled examples, not real news.)"
        )
    return "\n".join(lines)


def _topics(topics: list[str], chinese: bool) -> str:
    if chinese:
        names = "、".join(_TOPICS.get(topic, topic) for topic in topics)
        return f"可以看这些主题的新闻：{names}。想看哪一类？也可以按关键词搜索。"
    return f"There is news about {', '.join(topics)}. Which shall it be? You may also name words."


def _nothing(data: Mapping[str, Any], chinese: bool) -> str:
    words = data.get("words", "")
    sample = data["sample"]
    if chinese:
        where = "（连不上新闻源，只查了内置的示例。）" if sample else ""
        return f"没有找到{f'关于“{words}”的' if words else ''}新闻。{where}"
    where = " (No feed can be reached: only bundled examples were searched.)" if sample else ""
    return f"I found no news{f' about “{words}”' if words else ''}.{where}"


def _head(data: Mapping[str, Any], chinese: bool) -> str:
    words, topic = data.get("words"), data.get("topic", "")
    if chinese:
        return f"关于“{words}”的新闻：" if words else f"最新{_TOPICS.get(topic, topic)}："
    if words:
        return f"News about “{words}”:"
    return "The latest news:" if topic == "top" else f"The latest in {topic}:"


def _item(place: int, item: Mapping[str, Any], chinese: bool) -> str:
    when = _when(item["published"])
    source = (
        "，".join(filter(None, (item["source"], when)))
        if chinese
        else ", ".join(filter(None, (item["source"], when)))
    )
    lines = [f"{place}. **{item['title']}**" + (f" — {source}" if source else "")]
    lines += [f"   {text}" for text in (item["summary"], item["link"]) if text]
    return "\n".join(lines)


def _when(published: str | None) -> str:
    if not published:
        return ""
    return f"{timezone.localtime(datetime.fromisoformat(published)):%m-%d %H:%M}"
