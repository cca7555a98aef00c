"""The addresses no public shop can live on, as one table.

Written out because `ipaddress.is_global` is wrong on Python 3.11.7: it calls 64:ff9b::7f00:1,
2002:7f00:1::, ::127.0.0.1, fec0::1, 192.0.0.8, 5f00::1 and 3fff::1 global. Sources: the IANA
special-purpose address registries for IPv4 and IPv6 (RFC 6890, RFC 8190) as of 2026, the deprecated
ranges they no longer list, and one cloud's metadata address. First match wins, so narrow ranges
stand before the wide ones.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

LOOPBACK = "loopback"
PRIVATE = "private"

_V4 = tuple(
    (IPv4Network(network), name)
    for network, name in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", PRIVATE),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("127.0.0.0/8", LOOPBACK),
        # Azure's host answers here from inside every virtual machine, secrets included.
        ("168.63.129.16/32", "cloud metadata"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", PRIVATE),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "AS112"),
        ("192.52.193.0/24", "AMT"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", PRIVATE),
        ("192.175.48.0/24", "AS112"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("255.255.255.255/32", "broadcast"),
        ("240.0.0.0/4", "reserved"),
    )
)

_V6 = tuple(
    (IPv6Network(network), name)
    for network, name in (
        ("::1/128", LOOPBACK),
        ("::/128", "unspecified"),
        # Judging the embedded address instead would make this table as strong as its weakest
        # translation.
        ("::ffff:0:0/96", "IPv4-mapped"),
        ("64:ff9b::/96", "NAT64"),
        ("64:ff9b:1::/48", "NAT64"),
        ("::/8", "reserved"),
        ("100::/64", "discard-only"),
        ("100:0:0:1::/64", "dummy prefix"),
        ("2001::/32", "Teredo"),
        ("2001::/23", "protocol assignments"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("2620:4f:8000::/48", "AS112"),
        ("3fff::/20", "documentation"),
        ("5f00::/16", "segment routing"),
        ("fc00::/7", PRIVATE),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)

# IANA hands out global unicast from here only; what it opens later is a line of this file, not a
# surprise.
_GLOBAL_UNICAST = IPv6Network("2000::/3")


def special_range(address: IPv4Address | IPv6Address) -> str | None:
    """The name of the special range `address` lies in; None for an ordinary public address."""
    if isinstance(address, IPv4Address):
        return next((name for network, name in _V4 if address in network), None)
    if address.scope_id is not None:
        return "scoped"
    named = next((name for network, name in _V6 if address in network), None)
    if named is None and address not in _GLOBAL_UNICAST:
        return "unassigned"
    return named
