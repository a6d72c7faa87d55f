"""Who may connect: hosts, origins, and how identity is known."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host

from realtime.conf import realtime_settings
from realtime.errors import NotAllowed, NotAuthenticated

_LOOPBACK_NAMES = ["localhost", ".localhost", "127.0.0.1", "[::1]"]


def is_loopback(host: str) -> bool:
    """Return True for a loopback address or a name that always means one."""
    name = host.strip("[]")
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def host_allowed(host: str) -> bool:
    """Return True if a Host header names this server, by Django's ALLOWED_HOSTS.

    A page that rebinds its DNS name to our address sends its own name here.
    """
    domain, _ = split_domain_port(host)
    allowed = settings.ALLOWED_HOSTS or (_LOOPBACK_NAMES if settings.DEBUG else [])
    return bool(domain) and validate_host(domain, allowed)


def origin_allowed(origin: str | None, *, host: str, bind: str) -> bool:
    """Return True if a page of this origin may use open access.

    No origin: a program, not a page. `null`, a page from disk: only where the server listens
    on loopback. Otherwise a page of this host, on any port, or a listed origin.
    """
    if origin is None or origin in realtime_settings().allowed_origins:
        return True
    if origin == "null":
        return is_loopback(bind)
    page = _host_of(origin)
    here, _ = split_domain_port(host)
    return bool(page) and (page == here.strip("[]") or (is_loopback(page) and is_loopback(here)))


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).hostname or ""
    except ValueError:  # such as an unclosed bracket
        return ""


def require_open_access(bind: str) -> None:
    """Raise unless identity may be what the URL says, for a server that listens on `bind`."""
    configured = realtime_settings()
    if configured.access != "open":
        raise NotAuthenticated("a ticket is required")
    if not (configured.allow_open_access_anywhere or is_loopback(bind)):
        raise NotAllowed("open access is for loopback only; see ALLOW_OPEN_ACCESS_ANYWHERE")


def admit_http(request: HttpRequest) -> None:
    """Raise Refused unless this HTTP request may name its user freely (open access)."""
    bind = str((request.META.get("SERVER_NAME")) or "")
    if not origin_allowed(request.headers.get("Origin"), host=request.get_host(), bind=bind):
        raise NotAllowed("this page's origin may not ask here")
    require_open_access(bind)


class OriginGuard:
    """ASGI middleware: refuses sockets for foreign hosts and from foreign pages (HTTP 403).

    Channels' AllowedHostsOriginValidator refuses clients that send no Origin and pages from
    disk, and knows no ports; so the rule is our own.
    """

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host, bind = headers.get(b"host", ""), bind_address(scope)
        if host_allowed(host) and origin_allowed(headers.get(b"origin"), host=host, bind=bind):
            await self._app(scope, receive, send)
        else:
            await send({"type": "websocket.close"})


def bind_address(scope: Mapping[str, Any]) -> str:
    """Return the address that the connection came in on, "" where the server does not say."""
    server = scope.get("server")
    return str(server[0]) if server else ""
