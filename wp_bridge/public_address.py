"""May we connect to this address? Asked at the socket, of the final address, names resolved."""

from __future__ import annotations

import ipaddress

from wp_bridge.special_addresses import LOOPBACK, PRIVATE, special_range

# What the development switch opens: a shop on this machine or this network. Link-local stays shut,
# because cloud metadata lives there and a switch left on by mistake must not hand out the machine's
# role.
_OPEN_IN_DEVELOPMENT = frozenset({LOOPBACK, PRIVATE})


def refuse_reason(address: str, *, allow_private: bool = False) -> str | None:
    """Why `address`, an IP address as text, must not be connected to; None when it may be.

    Anything that is not exactly one address (a name, a number, a scoped address) is refused.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "not an address"
    name = special_range(parsed)
    if name is None or (allow_private and name in _OPEN_IN_DEVELOPMENT):
        return None
    return f"{name} address"
