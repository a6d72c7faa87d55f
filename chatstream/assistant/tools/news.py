"""Headlines: which topics there are, the latest, and those with certain words."""

from typing import Any

from pydantic import Field

from chatstream.assistant.helper import Helper
from chatstream.assistant.tools.asking import Spoken, source_tool, told
from chatstream.sources import news
from llm.tools import Tool


class Topic(Spoken):
    """What about, and how many."""

    topic: str = Field("", max_length=40, description="One of list_news_topics; empty: the top.")
    limit: int = Field(5, ge=1, le=news.MAX_ITEMS, description="How many headlines.")


class Search(Spoken):
    """Words to look for."""

    words: str = Field(min_length=1, max_length=80, description="What the news is about.")
    limit: int = Field(5, ge=1, le=news.MAX_ITEMS, description="How many headlines.")


async def _topics(_: Helper, given: Spoken) -> str:
    return await told(news.topics(given.language))


async def _latest(_: Helper, given: Topic) -> str:
    return await told(news.latest(given.topic, given.language, given.limit))


async def _search(_: Helper, given: Search) -> str:
    return await told(news.search(given.words, given.language, given.limit))


def _tool(
    name: str, description: str, arguments: Any, handler: Any, shown: str
) -> Tool[Helper, Any]:
    return source_tool(
        name, description, arguments, handler, shown=shown, icon="📰", category="news"
    )


NEWS_TOOLS: tuple[Tool[Helper, Any], ...] = (
    _tool(
        "list_news_topics", "The topics that there is news about.", Spoken, _topics, "查询新闻主题"
    ),
    _tool("get_latest_news", "The latest headlines of a topic.", Topic, _latest, "查询最新新闻"),
    _tool(
        "search_news", "Headlines of today that hold certain words.", Search, _search, "搜索新闻"
    ),
)
