"""The settings of weather, news and recipes: typed, with defaults, read from the environment."""

from functools import cache
from ipaddress import ip_network
from typing import Annotated, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from realtime.conf import CommaSeparated


class Feed(NamedTuple):
    """A feed, and what it is about."""

    topic: str
    language: str
    url: str


def _is_address(url: str) -> str:
    parts = urlsplit(url)
    _ = parts.port  # raises ValueError for one that cannot be
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise ValueError("write an http(s) address without a user name")
    return url


def _are_feeds(written: tuple[str, ...]) -> tuple[str, ...]:
    for text in written:
        feed = _feed(text)
        if not feed.topic or feed.language not in ("en", "zh"):
            raise ValueError("write each as `topic/language=address`, the language `en` or `zh`")
        _is_address(feed.url)
    return written


def _feed(text: str) -> Feed:
    label, _, url = text.partition("=")
    topic, _, language = label.partition("/")
    return Feed(topic.strip().lower(), language.strip().lower(), url.strip())


def _are_networks(written: tuple[str, ...]) -> tuple[str, ...]:
    for text in written:
        ip_network(text)
    return written


Address = Annotated[str, AfterValidator(_is_address)]

_CHINA_NEWS = "https://www.chinanews.com.cn/rss/"
_BBC = "https://feeds.bbci.co.uk/"

DEFAULT_FEEDS = (
    f"top/zh={_CHINA_NEWS}scroll-news.xml",
    f"world/zh={_CHINA_NEWS}world.xml",
    f"business/zh={_CHINA_NEWS}finance.xml",
    "technology/zh=https://www.ithome.com/rss/",
    "technology/zh=https://sspai.com/feed",
    f"sports/zh={_CHINA_NEWS}sports.xml",
    f"culture/zh={_CHINA_NEWS}culture.xml",
    f"health/zh={_CHINA_NEWS}health.xml",
    f"top/en={_BBC}news/rss.xml",
    f"world/en={_BBC}news/world/rss.xml",
    f"business/en={_BBC}news/business/rss.xml",
    f"technology/en={_BBC}news/technology/rss.xml",
    f"science/en={_BBC}news/science_and_environment/rss.xml",
    f"sports/en={_BBC}sport/rss.xml",
    f"culture/en={_BBC}news/entertainment_and_arts/rss.xml",
    f"health/en={_BBC}news/health/rss.xml",
)


class SourceSettings(BaseSettings):
    """Each field is an environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    weather_places_url: Address = Field(
        "https://geocoding-api.open-meteo.com/v1/search",
        description="Open-Meteo's search for places.",
    )
    weather_forecast_url: Address = Field(
        "https://api.open-meteo.com/v1/forecast", description="Open-Meteo's forecast."
    )
    weather_default_place: str = Field(
        "北京", description="Whose weather is told where nobody named a place."
    )
    news_feeds: Annotated[CommaSeparated, AfterValidator(_are_feeds)] = Field(
        DEFAULT_FEEDS,
        description="RSS and Atom feeds, each as `topic/language=address`; `top` is what is told "
        "where nobody named a topic.",
    )
    recipes_url: Address = Field(
        "https://www.themealdb.com/api/json/v1/1",
        description="TheMealDB's interface, with the key as its last part; `1` is for trying out.",
    )
    source_hosts: CommaSeparated = Field(
        (),
        description="Further hosts that the addresses above may redirect to. Their own are known.",
    )
    source_private_networks: Annotated[CommaSeparated, AfterValidator(_are_networks)] = Field(
        (),
        description="Networks such as `10.2.0.0/16` in which a source of yours may be. Without "
        "them no request leaves for an address that is not public.",
    )
    source_connect_timeout: float = Field(
        3.0, gt=0, description="Seconds to wait for a connection to a source."
    )
    source_read_timeout: float = Field(
        5.0, gt=0, description="Seconds that a source may stay silent."
    )
    source_timeout: float = Field(
        8.0, gt=0, description="Seconds that one request may take in all, redirects included."
    )
    source_max_bytes: int = Field(
        2_000_000, gt=0, description="Largest answer of a source, in bytes after decompression."
    )
    weather_minutes: float = Field(10.0, ge=0, description="How long a forecast is kept.")
    news_minutes: float = Field(10.0, ge=0, description="How long a feed is kept.")
    recipes_minutes: float = Field(1440.0, ge=0, description="How long a recipe is kept.")
    source_failure_seconds: float = Field(
        20.0, ge=0, description="How long a source that failed is left alone."
    )
    source_samples: bool = Field(
        True,
        description="Tell the bundled sample, labelled as one, where a source cannot be reached.",
    )

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """`NEWS_FEEDS`, taken apart."""
        return tuple(map(_feed, self.news_feeds))


@cache
def _from_environment() -> SourceSettings:
    return SourceSettings()


def source_settings() -> SourceSettings:
    """Return `settings.SOURCES`, or what the environment says where a project sets none."""
    configured: SourceSettings | None = getattr(settings, "SOURCES", None)
    return configured or _from_environment()
