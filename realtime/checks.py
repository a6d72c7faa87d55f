"""System checks of the engine, with ids that do not change."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from realtime.access import is_loopback
from realtime.conf import realtime_settings


@register("realtime")
def leases_outlive_their_renewal(**kwargs: Any) -> list[CheckMessage]:
    """E001: a lease must survive at least two missed renewals' worth of time."""
    configured = realtime_settings()
    if configured.lease_seconds >= 2 * configured.lease_renew_seconds:
        return []
    return [
        Error(
            "LEASE_SECONDS is less than twice LEASE_RENEW_SECONDS: live runs would be interrupted.",
            hint="Keep the defaults (6 and 2), or raise LEASE_SECONDS.",
            id="realtime.E001",
        )
    ]


@register("realtime")
def origins_are_origins(**kwargs: Any) -> list[CheckMessage]:
    """E002: an allowed origin has a scheme and a host, and nothing after them."""
    return [
        Error(
            f"ALLOWED_ORIGINS holds {origin!r}, which is no origin.",
            hint="Write scheme, host and port only, such as https://example.com.",
            id="realtime.E002",
        )
        for origin in realtime_settings().allowed_origins
        if not _is_origin(origin)
    ]


def _is_origin(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme and parts.hostname) and text == f"{parts.scheme}://{parts.netloc}"


@register("realtime")
def sqlite_takes_its_lock_at_begin(**kwargs: Any) -> list[CheckMessage]:
    """E003: without IMMEDIATE, a transaction that reads first can fail as "locked"."""
    database: dict[str, Any] = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        return []
    if database.get("OPTIONS", {}).get("transaction_mode") == "IMMEDIATE":
        return []
    return [
        Error(
            "SQLite needs OPTIONS['transaction_mode'] = 'IMMEDIATE'.",
            hint="See config/settings.py.",
            id="realtime.E003",
        )
    ]


@register("realtime", deploy=True)
def open_access_is_for_one_machine(**kwargs: Any) -> list[CheckMessage]:
    """W001: with open access, whoever reaches the server may speak as any user.

    A name that is not loopback's counts, too: a proxy on this machine makes loopback public.
    """
    foreign = [name for name in (settings.HOST, *settings.ALLOWED_HOSTS) if not is_loopback(name)]
    if realtime_settings().access != "open" or not foreign:
        return []
    return [
        Warning(
            f"ACCESS=open, and HOST or ALLOWED_HOSTS names more than this machine: {foreign[0]}.",
            hint="Set ACCESS=ticket.",
            id="realtime.W001",
        )
    ]
