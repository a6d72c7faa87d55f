"""How much one may send: rates, counted in this process's memory.

Settings are worded as the `limits` library reads them, "60 per 10 seconds". Its memory storage is
not used: a timer's thread looks at every sender 100 times a second, and no sender is ever
forgotten. Measured, µs of CPU a message: 123, and 962 once 10,000 sockets had been there.
"""

import time
from functools import cache
from ipaddress import IPv6Address, ip_address

from limits import parse

from realtime.conf import realtime_settings
from realtime.errors import TooMany

#: An IPv6 customer has a whole network of this many leading bits.
_IPV6_NETWORK_BITS = 64
#: Senders that a rate remembers at least before it looks who can be forgotten.
_REMEMBERED = 1_024


class Rate:
    """So many in so many seconds, for each sender: all at once, or one an interval for ever.

    It keeps one time a sender, the earliest at which they would have sent what they did at that
    steady pace. Source: ITU-T I.371, the generic cell rate algorithm (virtual scheduling).
    """

    def __init__(self, amount: int, seconds: float) -> None:
        self._interval = seconds / amount
        self._ahead = seconds - self._interval / 2  # sums of intervals are not exact
        self._due: dict[str, float] = {}
        self._sweep_above = _REMEMBERED

    def wait(self, sender: str, now: float) -> float:
        """Count one, and return 0; or do not, and return the seconds until one more counts."""
        due = max(self._due.get(sender, now), now)
        if due - now > self._ahead:
            return due - now - self._ahead
        self._due[sender] = due + self._interval
        if len(self._due) > self._sweep_above:
            self._forget(now)
        return 0.0

    def _forget(self, now: float) -> None:
        """Forget whose pace is no debt any more; seldom enough to cost a sender next to nothing."""
        self._due = {sender: due for sender, due in self._due.items() if due > now}
        self._sweep_above = max(_REMEMBERED, 2 * len(self._due))

    def __len__(self) -> int:
        return len(self._due)


@cache
def _rate(what: str, limit: str) -> Rate:
    item = parse(limit)
    return Rate(item.amount, item.get_expiry())


def message_count(sender: str) -> None:
    """Count a message of a connection or an actor. Raises TooMany."""
    rate_count("messages", realtime_settings().message_limit, sender)


def handshake_count(address: str) -> None:
    """Count a handshake. Raises TooMany."""
    rate_count("handshakes", realtime_settings().handshake_limit, address_key(address))


def rate_count(what: str, limit: str, sender: str) -> None:
    """Count one of what a sender may do so often. Raises TooMany."""
    wait = _rate(what, limit).wait(sender, time.monotonic())
    if wait:
        raise TooMany(what, wait)


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
