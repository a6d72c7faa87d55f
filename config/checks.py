"""System checks of the whole project, with ids that do not change.

Most are asked for by `manage.py check --deploy` only: what is fine for one person on one machine
is not where others can connect.
"""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

from realtime.access import is_loopback, tickets_count


def beyond_loopback() -> bool:
    """Whether others may reach this server: by its address, or by a name that a proxy passes on."""
    named = [settings.HOST, *settings.ALLOWED_HOSTS]
    return not all(is_loopback(name) for name in named)


def several_hosts() -> bool:
    """Whether other machines may share the database: a SQLite file belongs to one."""
    database: dict[str, Any] = settings.DATABASES["default"]
    return not database["ENGINE"].endswith("sqlite3")


@register(Tags.security)
def debug_is_for_one_machine(**_kwargs: Any) -> list[CheckMessage]:
    """W001: its error pages show settings and source code. Said at every start, too."""
    if not (settings.DEBUG and beyond_loopback()):
        return []
    return [
        Warning(
            "DEBUG is on, and HOST or ALLOWED_HOSTS lets others than this machine connect.",
            hint="Unset DEBUG.",
            id="config.W001",
        )
    ]


@register(Tags.security, deploy=True)
def hosts_are_named(**_kwargs: Any) -> list[CheckMessage]:
    """W002: with "*", a page that rebinds its DNS name to this server is taken for our own."""
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        Warning(
            'ALLOWED_HOSTS holds "*", so foreign pages can pass for this server\'s own.',
            hint="Name the hosts, such as ALLOWED_HOSTS=chat.example.com.",
            id="config.W002",
        )
    ]


@register(Tags.security, deploy=True)
def hosts_share_their_key(**_kwargs: Any) -> list[CheckMessage]:
    """W003: a key made in DATA_DIR is as good as any, but every host makes its own."""
    if settings.ENVIRONMENT.secret_key.get_secret_value() or not several_hosts():
        return []
    return [
        Warning(
            "SECRET_KEY is made in DATA_DIR, and the database is one that several hosts share: "
            "a session or a ticket of one host would not count on another.",
            hint="Set SECRET_KEY to the same long random text on all hosts.",
            id="config.W003",
        )
    ]


@register(deploy=True)
def hosts_share_a_channel_layer(**_kwargs: Any) -> list[CheckMessage]:
    """W004: the layer carries hints; without it other hosts find what is new by asking."""
    layer = settings.CHANNEL_LAYERS.get("default", {})
    if not several_hosts() or not layer.get("BACKEND", "").endswith("InMemoryChannelLayer"):
        return []
    return [
        Warning(
            "The channel layer is in memory, and the database is one that several hosts share: "
            "what one host says reaches sockets of another late.",
            hint="Name Redis in CHANNEL_LAYERS (channels_redis.pubsub.RedisPubSubChannelLayer).",
            id="config.W004",
        )
    ]


@register(Tags.security, deploy=True)
def logouts_are_noticed(**_kwargs: Any) -> list[CheckMessage]:
    """W005: a session that lives in its cookie is nowhere to be looked up."""
    if not tickets_count() or not settings.SESSION_ENGINE.endswith("signed_cookies"):
        return []
    return [
        Warning(
            "SESSION_ENGINE keeps sessions in cookies: open sockets do not notice a logout.",
            hint="Use Django's default, django.contrib.sessions.backends.db.",
            id="config.W005",
        )
    ]
