"""Who is calling: a store by its token, a client by its address."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp import web

from connector.domain.errors import Conflict, Invalid
from connector.domain.secrets import Secret
from connector.domain.store import Store
from connector.flows.stores.authenticate import invalid_token
from connector.web.parts import EDGE, FLOWS
from wp_bridge.errors import InvalidSiteUrl
from wp_bridge.site_url import SiteUrl

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def bearer(request: web.Request) -> Secret | None:
    """The token of an `Authorization: Bearer` header; anything else in that header is no token."""
    found = request.headers.getall("Authorization", [])
    if not found:
        return None
    scheme, _, token = found[0].partition(" ")
    if len(found) > 1 or scheme.lower() != "bearer" or not token.strip():
        raise invalid_token()
    return Secret(token.strip())


async def authenticated(request: web.Request) -> Store:
    """The store of the token. Raises Unauthorised, and Conflict `store.siteMoved` for a copied site."""
    token = bearer(request)
    if token is None:
        raise invalid_token()
    store = await request.app[FLOWS].authenticate(token)
    _check_site(request, store)
    return store


def _check_site(request: web.Request, store: Store) -> None:
    """`X-Connector-Site` catches clones: a copy carries the token but not the address."""
    seen = request.headers.get("X-Connector-Site")
    if seen is None:
        return
    try:
        site = SiteUrl.parse(seen, allow_private=True, any_scheme=True)
    except InvalidSiteUrl as fault:
        raise Invalid("store.invalidSite", f"X-Connector-Site: {fault}") from fault
    if site.address != store.address:
        raise Conflict(
            "store.siteMoved",
            "This token belongs to another address: the site was moved or copied.",
            extra={"storeUrl": store.store_url, "seen": site.store_url},
        )


def client_of(request: web.Request) -> str:
    """The rightmost address that is not a trusted proxy's; IPv6 by /64, which is one subscriber."""
    trusted = request.app[EDGE].trusted_proxies
    peer = request.transport.get_extra_info("peername") if request.transport else None
    current = _address(peer[0]) if peer else None
    if current is None:
        return "unknown"
    forwarded = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
    for hop in reversed([part.strip() for part in forwarded]):
        if not any(current in network for network in trusted):
            break
        found = _address(hop)
        if found is None:
            break
        current = found
    return _key(current)


def _address(text: str) -> Address | None:
    try:
        found = ip_address(text.strip("[]"))
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _key(address: Address) -> str:
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, 64), strict=False))
    return str(address)
