"""How much one may send: rates, counted by the `limits` library in this process's memory."""

import time
from functools import cache
from ipaddress import IPv6Address, ip_address

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from realtime.conf import realtime_settings
from realtime.errors import TooMany

#: An IPv6 customer has a whole network of this many leading bits.
_IPV6_NETWORK_BITS = 64


@cache
def _limiter() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MemoryStorage())


_item = cache(parse)


def message_count(sender: str) -> None:
    """Count a message of a connection or an actor. Raises TooMany."""
    _count("messages", realtime_settings().message_limit, sender)


def handshake_count(address: str) -> None:
    """Count a handshake. Raises TooMany."""
    _count("handshakes", realtime_settings().handshake_limit, address_key(address))


def _count(what: str, limit: str, sender: str) -> None:
    item: RateLimitItem = _item(limit)
    if not _limiter().hit(item, what, sender):
        reset_at = _limiter().get_window_stats(item, what, sender).reset_time
        raise TooMany(what, reset_at - time.time())


def address_key(address: str) -> str:
    """Return what an address is counted under: one IPv6 customer has 2^64 of them."""
    try:
        parsed = ip_address(address)
    except ValueError:  # a unix socket has none
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(int(parsed) >> (128 - _IPV6_NETWORK_BITS))
