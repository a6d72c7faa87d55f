"""Which addresses a request may go to. Pure.

An IPv6 address may hold an IPv4 one (mapped, NAT64, 6to4, Teredo), and a router may take the way
to it: of IPv6 only global unicast outside those forms counts as public.
Source: https://www.iana.org/assignments/iana-ipv6-special-registry/
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_SPECIAL = tuple(
    map(
        ip_network,
        ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "192.0.0.0/24", "192.88.99.0/24"),
    )
)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Return True for an address of the open internet."""
    if address.is_multicast or not address.is_global or _within(address, _SPECIAL):
        return False
    return address.version == 4 or address in _GLOBAL_UNICAST


def may_connect(written: str, private: Iterable[str] = ()) -> bool:
    """Return True for a public address, or one in the `private` networks that are permitted."""
    try:
        address = ip_address(written)
    except ValueError:
        return False
    return is_public(address) or _within(address, map(ip_network, private))


def _within(address: IPv4Address | IPv6Address, networks: Iterable[object]) -> bool:
    return any(address in network for network in networks)  # type: ignore[operator]
