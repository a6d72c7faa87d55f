"""Hosts and origins: whose pages may speak here, and where a browser's cookie counts. Pure."""

from enum import Enum
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from realtime.conf import realtime_settings

_LOOPBACK_NAMES = ["localhost", ".localhost", "127.0.0.1", "[::1]"]
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Standing(Enum):
    """How far the origin of a connection is trusted."""

    #: Refused, whatever it shows.
    FOREIGN = "foreign"
    #: May speak, by what the URL says or by a ticket; the browser's cookie does not count.
    NEIGHBOUR = "neighbour"
    #: A page of this very server, or a listed one: a cookie counts as well.
    OWN = "own"


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


def standing(origin: str | None, *, scheme: str, host: str, bind: str) -> Standing:
    """Return how far an Origin header is trusted.

    `scheme` and `host` (the Host header) are the request's own, `bind` is the address that it
    came in on. The table of docs/security.md, which the tests read, says the same in words.
    """
    configured = realtime_settings()
    if origin is None:  # a program, not a page
        return Standing.NEIGHBOUR
    if origin in configured.allowed_origins:
        return Standing.OWN
    if origin == "null":  # a page from disk, or from a sandbox
        at_home = configured.access == "open" and is_loopback(bind)
        return Standing.NEIGHBOUR if at_home else Standing.FOREIGN
    page, here = _split(origin), _split(f"{scheme}://{host}")
    if page is None or here is None or page.scheme not in _DEFAULT_PORTS:
        return Standing.FOREIGN
    if (page.scheme, page.hostname, _port(page)) == (here.scheme, here.hostname, _port(here)):
        return Standing.OWN
    names = page.hostname or "", here.hostname or ""
    same = names[0] == names[1] or all(is_loopback(name) for name in names)
    return Standing.NEIGHBOUR if same else Standing.FOREIGN


def _split(origin: str) -> SplitResult | None:
    """Return an origin's parts, None for what is no origin: it has a scheme and a host only."""
    try:
        parts = urlsplit(origin)
        well_formed = parts.port is None or parts.port > 0
    except ValueError:  # such as an unclosed bracket, or a port that is no number
        return None
    exact = origin == f"{parts.scheme}://{parts.netloc}" and "@" not in parts.netloc
    return parts if parts.hostname and exact and well_formed else None


def _port(parts: SplitResult) -> int | None:
    return parts.port or _DEFAULT_PORTS.get(parts.scheme)
