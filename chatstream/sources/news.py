"""News from feeds, or from the bundled sample."""

import asyncio
import re
from collections.abc import Sequence
from typing import Any

from chatstream.sources import feeds, samples
from chatstream.sources.answers import fetched
from chatstream.sources.conf import Feed, source_settings
from chatstream.sources.errors import NothingFound, SourceError
from chatstream.sources.kept import kept
from chatstream.sources.plain import line

MAX_ITEMS = 10
TOP = "top"


async def topics(language: str) -> dict[str, Any]:
    """Return `{"topics": [names]}` that there are feeds about in a language."""
    return {"topics": _topics(language), "sample": False}


async def latest(topic: str, language: str, limit: int) -> dict[str, Any]:
    """Return `{"topic", "items": […], "sample"}`, the newest first. Raises SourceError."""
    wanted = topic.strip().lower() or TOP
    chosen = [feed for feed in source_settings().feeds if feed[:2] == (wanted, language)]
    if not chosen:
        raise NothingFound("there is no news about that topic", *_topics(language))
    found, sample = await _items(chosen)
    return {"topic": wanted, "items": _newest(found)[:limit], "sample": sample}


async def search(words: str, language: str, limit: int) -> dict[str, Any]:
    """Return `{"words", "items", "sample"}`: the items that hold all of the words."""
    chosen = [feed for feed in source_settings().feeds if feed.language == language]
    found, sample = await _items(chosen)
    parts = words.casefold().split()
    fitting = [item for item in found if _holds(item, parts)]
    return {"words": line(words, 80), "items": _newest(fitting)[:limit], "sample": sample}


async def _items(chosen: Sequence[Feed]) -> tuple[list[dict[str, Any]], bool]:
    """Ask all at once; those that are away are left out, unless all of them are."""
    asked = await asyncio.gather(*map(_feed, chosen), return_exceptions=True)
    said = [items for items in asked if isinstance(items, list)]
    failed = [error for error in asked if isinstance(error, BaseException)]
    for error in failed:
        if not isinstance(error, SourceError):
            raise error
    if failed and not said:
        if source_settings().source_samples:
            return samples.news({feed[:2] for feed in chosen}), True
        raise failed[0]
    return [item for items in said for item in items], False


async def _feed(feed: Feed) -> list[dict[str, Any]]:
    minutes = source_settings().news_minutes
    said: list[dict[str, Any]] = await kept(
        "feed", feed.url, minutes=minutes, ask=lambda: _ask(feed)
    )
    return said


async def _ask(feed: Feed) -> list[dict[str, Any]]:
    answer = await fetched(feed.url, feeds.TYPES)
    title, found = await asyncio.to_thread(feeds.items, answer)
    return [{**item, "source": title} for item in found if item["title"]]


def _topics(language: str) -> list[str]:
    return list(dict.fromkeys(f.topic for f in source_settings().feeds if f.language == language))


def _holds(item: dict[str, Any], parts: Sequence[str]) -> bool:
    text = f"{item['title']} {item['summary']}".casefold()
    return all(
        re.search((r"\b" if part.isascii() else "") + re.escape(part), text) for part in parts
    )


def _newest(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each title once, the newest first; what has no time comes last, in its order."""
    by_title = {item["title"]: item for item in reversed(items)}
    once = [item for item in items if by_title[item["title"]] is item]
    return sorted(once, key=lambda item: item["published"] or "", reverse=True)
