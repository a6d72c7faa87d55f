"""Which addresses count as public."""

from ipaddress import IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatstream.sources.addresses import is_public, may_connect

PUBLIC = ["8.8.8.8", "1.1.1.1", "223.5.5.5", "2606:4700:4700::1111", "2400:3200::1"]
NOT_PUBLIC = [
    *("127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "0.1.2.3", "255.255.255.255", "224.0.0.1", "239.1.2.3", "240.0.0.1"),
    *("192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.9", "192.88.99.1"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "fec0::1"),
    *("::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1", "::127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001::1"),
    *("2001:db8::1", "3fff::1", "100::1", "4000::1", "5f00::1"),
]
WRITTEN_ODDLY = ["0177.0.0.1", "2130706433", "0x7f.1", "127.1", "localhost", "", "1.2.3.4.5"]


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_open_internet_may_be_connected_to(address) -> None:
    assert may_connect(address)


@pytest.mark.parametrize("address", [*NOT_PUBLIC, *WRITTEN_ODDLY])
def test_no_other_address_may(address) -> None:
    assert not may_connect(address)


def test_a_private_network_may_be_permitted_by_name() -> None:
    assert may_connect("10.2.3.4", ["10.2.0.0/16"])
    assert not may_connect("10.3.3.4", ["10.2.0.0/16"])
    assert not may_connect("::ffff:10.2.3.4", ["10.2.0.0/16"])


@given(st.ip_addresses(v=4))
def test_no_ipv6_form_that_holds_an_ipv4_address_is_public(address) -> None:
    number = int(address)
    forms = (number, 0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80)
    assert not any(is_public(IPv6Address(form)) for form in forms)
