"""The table of special addresses, address by address: first, last, and the neighbours outside."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wp_bridge.public_address import refuse_reason

REFUSED = [
    ("0.0.0.0", "this network address"),
    ("0.255.255.255", "this network address"),
    ("10.0.0.0", "private address"),
    ("10.255.255.255", "private address"),
    ("100.64.0.0", "carrier-grade NAT address"),
    ("100.100.100.200", "carrier-grade NAT address"),
    ("100.127.255.255", "carrier-grade NAT address"),
    ("127.0.0.1", "loopback address"),
    ("127.255.255.255", "loopback address"),
    ("168.63.129.16", "cloud metadata address"),
    ("169.254.0.0", "link-local address"),
    ("169.254.169.254", "link-local address"),
    ("172.16.0.0", "private address"),
    ("172.31.255.255", "private address"),
    ("192.0.0.0", "protocol assignments address"),
    ("192.0.0.8", "protocol assignments address"),
    ("192.0.0.192", "protocol assignments address"),
    ("192.0.0.255", "protocol assignments address"),
    ("192.0.2.1", "documentation address"),
    ("192.31.196.1", "AS112 address"),
    ("192.52.193.1", "AMT address"),
    ("192.88.99.1", "6to4 relay address"),
    ("192.168.0.0", "private address"),
    ("192.168.255.255", "private address"),
    ("192.175.48.1", "AS112 address"),
    ("198.18.0.0", "benchmarking address"),
    ("198.19.255.255", "benchmarking address"),
    ("198.51.100.7", "documentation address"),
    ("203.0.113.255", "documentation address"),
    ("224.0.0.1", "multicast address"),
    ("239.255.255.255", "multicast address"),
    ("240.0.0.1", "reserved address"),
    ("255.255.255.254", "reserved address"),
    ("255.255.255.255", "broadcast address"),
    ("::", "unspecified address"),
    ("::1", "loopback address"),
    ("::2", "reserved address"),
    ("::127.0.0.1", "reserved address"),
    ("::8.8.8.8", "reserved address"),
    ("::ffff:127.0.0.1", "IPv4-mapped address"),
    ("::ffff:8.8.8.8", "IPv4-mapped address"),
    ("::ffff:0:127.0.0.1", "reserved address"),
    ("64:ff9b::7f00:1", "NAT64 address"),
    ("64:ff9b::808:808", "NAT64 address"),
    ("64:ff9b:1::a00:1", "NAT64 address"),
    ("64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "NAT64 address"),
    ("ff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "reserved address"),
    ("100::1", "discard-only address"),
    ("100:0:0:1::1", "dummy prefix address"),
    ("100:0:0:2::1", "unassigned address"),
    ("2001::1", "Teredo address"),
    ("2001:0:ffff::1", "Teredo address"),
    ("2001:1::1", "protocol assignments address"),
    ("2001:10::1", "protocol assignments address"),
    ("2001:20::1", "protocol assignments address"),
    ("2001:1ff:ffff::1", "protocol assignments address"),
    ("2001:db8::1", "documentation address"),
    ("2001:db8:ffff:ffff::1", "documentation address"),
    ("2002:7f00:1::", "6to4 address"),
    ("2002:808:808::1", "6to4 address"),
    ("2620:4f:8000::1", "AS112 address"),
    ("3fff::1", "documentation address"),
    ("3fff:fff:ffff::1", "documentation address"),
    ("4000::1", "unassigned address"),
    ("5f00::1", "segment routing address"),
    ("fc00::1", "private address"),
    ("fd00:ec2::254", "private address"),
    ("fdff:ffff::1", "private address"),
    ("fe80::1", "link-local address"),
    ("febf:ffff::1", "link-local address"),
    ("fec0::1", "site-local address"),
    ("feff::1", "site-local address"),
    ("ff02::1", "multicast address"),
    ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "multicast address"),
    ("fe80::1%eth0", "scoped address"),
    ("2a00:1450::1%2", "scoped address"),
]

PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "168.63.129.15",
    "168.63.129.17",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.0.3.0",
    "192.88.98.255",
    "192.88.100.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "198.51.99.255",
    "203.0.114.0",
    "223.255.255.255",
    "2000::1",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2001:db7:ffff::1",
    "2001:db9::1",
    "2003::1",
    "2606:4700:4700::1111",
    "2620:4f:8001::1",
    "2a00:1450:4001::200e",
    "3ffe:ffff::1",
    "3fff:1000::1",
]


@pytest.mark.parametrize(("address", "reason"), REFUSED)
def test_special_addresses_are_refused_by_name(address: str, reason: str) -> None:
    assert refuse_reason(address) == reason


@pytest.mark.parametrize("address", PUBLIC)
def test_public_neighbours_pass(address: str) -> None:
    assert refuse_reason(address) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "localhost",
        "2130706433",
        "127.1",
        "0x7f000001",
        "0177.0.0.1",
        "1.1.1.1 ",
        "[::1]",
        "1.1.1.1/32",
    ],
)
def test_what_is_not_exactly_one_address_is_refused(text: str) -> None:
    assert refuse_reason(text) == "not an address"


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "::1", "10.1.2.3", "172.20.0.2", "192.168.1.5", "fd12::1", "1.1.1.1"]
)
def test_the_development_switch_opens_this_machine_and_network(address: str) -> None:
    assert refuse_reason(address, allow_private=True) is None


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "168.63.129.16",
        "fe80::1",
        "0.0.0.0",
        "::",
        "::ffff:127.0.0.1",
        "224.0.0.1",
    ],
)
def test_the_development_switch_leaves_metadata_and_oddities_shut(address: str) -> None:
    assert refuse_reason(address, allow_private=True) is not None


@given(st.ip_addresses(v=4))
def test_every_public_ipv4_address_is_outside_what_python_knows_to_be_special(
    address: IPv4Address,
) -> None:
    """Python's own table is incomplete, but nothing it calls special may pass here."""
    if refuse_reason(str(address)) is None:
        assert not any((address.is_private, address.is_multicast, address.is_reserved))
        assert address not in IPv4Network("100.64.0.0/10")


@given(
    st.one_of(
        st.ip_addresses(v=6),
        *(
            st.ip_addresses(network=IPv6Network(text))
            for text in ("::/8", "2001::/16", "fc00::/6", "fe00::/8", "2002::/16")
        ),
    )
)
def test_every_public_ipv6_address_is_global_unicast(address: IPv4Address | IPv6Address) -> None:
    if refuse_reason(str(address)) is None:
        assert address in IPv6Network("2000::/3")
        assert not any((address.is_private, address.is_multicast, address.is_reserved))
        assert ip_address(str(address)) not in IPv6Network("2002::/16")
