"""News, by servers that speak RSS."""

import pytest
from aiohttp import web

from chatstream.sources import news
from chatstream.sources.errors import NothingFound, SourceAway
from chatstream.sources.tests.conftest import Serve, point_to


def rss(*titles: str) -> str:
    """The last title is the newest."""
    items = "".join(
        f"<item><title>{title}</title><description>About {title}</description>"
        f"<pubDate>Fri, 20 Nov 2026 0{hour}:00:00 GMT</pubDate></item>"
        for hour, title in enumerate(titles)
    )
    return f'<rss version="2.0"><channel><title>Paper</title>{items}</channel></rss>'


def papers(**feeds: str):
    """Serve feeds by the topic in their path; others are away."""

    async def handler(request: web.Request) -> web.Response:
        text = feeds.get("_".join(request.path.split("/")[2:]))
        if text is None:
            return web.Response(status=503)
        return web.Response(text=text, content_type="application/rss+xml")

    return handler


async def test_the_latest_of_a_topic_comes_newest_first(serve: Serve) -> None:
    await serve(papers(top_en=rss("one", "two", "three")))
    told = await news.latest("", "en", 2)
    assert [item["title"] for item in told["items"]] == ["three", "two"]
    assert (told["topic"], told["sample"], told["items"][0]["source"]) == ("top", False, "Paper")


async def test_a_feed_is_kept(serve: Serve) -> None:
    site = await serve(papers(top_en=rss("one")))
    for _ in range(3):
        await news.latest("top", "en", 5)
    assert len(site.asked) == 1


async def test_a_topic_that_is_not_there_is_told_with_those_that_are(serve: Serve) -> None:
    await serve(papers())
    with pytest.raises(NothingFound) as refused:
        await news.latest("gardening", "en", 5)
    assert refused.value.offered == ("top", "world")
    assert (await news.topics("zh"))["topics"] == ["top"]


async def test_a_search_finds_all_words_at_the_beginning_of_words(serve: Serve) -> None:
    await serve(papers(top_en=rss("AI helps", "Trains are late"), world_en=rss("New AI law")))
    assert {item["title"] for item in (await news.search("ai", "en", 5))["items"]} == {
        "AI helps",
        "New AI law",
    }
    assert (await news.search("ai LAW", "en", 5))["items"][0]["title"] == "New AI law"
    assert (await news.search("nothing like it", "en", 5))["items"] == []


async def test_a_search_in_chinese_finds_words_anywhere(serve: Serve) -> None:
    await serve(papers(top_zh=rss("国产人工智能模型发布")))
    assert len((await news.search("人工智能", "zh", 5))["items"]) == 1


async def test_a_feed_that_is_away_does_not_take_the_others_along(serve: Serve) -> None:
    await serve(papers(world_en=rss("still here")))
    told = await news.search("still", "en", 5)
    assert [item["title"] for item in told["items"]] == ["still here"]


async def test_the_same_title_of_two_feeds_is_told_once(serve: Serve) -> None:
    await serve(papers(top_en=rss("same"), world_en=rss("same")))
    assert len((await news.search("same", "en", 5))["items"]) == 1


async def test_where_all_feeds_are_away_it_is_said(serve: Serve) -> None:
    await serve(papers())
    with pytest.raises(SourceAway):
        await news.latest("top", "en", 5)


async def test_or_the_sample_is_told_and_called_one(serve: Serve, settings) -> None:
    site = await serve(papers())
    point_to(settings, site, source_samples=True)
    told = await news.latest("top", "zh", 5)
    assert told["sample"] is True
    assert all(item["title"].startswith("（示例）") for item in told["items"])
