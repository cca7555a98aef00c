"""Who is calling: a store by its token, a client by its address."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp import web

from connector.domain.errors import Conflict, Invalid, PreconditionRequired, UpgradeRequired
from connector.domain.plugin_version import PluginVersion
from connector.domain.secrets import Secret
from connector.domain.store import Store
from connector.flows.collaborators.standing import Authenticated, invalid_token
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


async def authenticated(request: web.Request, *, any_plugin: bool = False) -> Store:
    """The store of the token. Raises what `authenticated_caller` raises."""
    return (await authenticated_caller(request, any_plugin=any_plugin)).store


async def authenticated_caller(
    request: web.Request,
    *,
    site_checked: bool = True,
    site_required: bool = False,
    any_plugin: bool = False,
) -> Authenticated:
    """The store, and which of its tokens was shown.

    Raises Unauthorised, Conflict `store.siteMoved` for a copied site, PreconditionRequired when the site must
    be named and is not, UpgradeRequired `plugin.tooOld`.
    """
    token = bearer(request)
    if token is None:
        raise invalid_token()
    caller = await request.app[FLOWS].authenticate(token)
    if not any_plugin:
        _check_plugin(request)
    if site_checked:
        _check_site(request, caller.store, required=site_required)
    return caller


def require_site(request: web.Request, store: Store) -> None:
    """For a call that turns out to need the site's name only once its body is read."""
    _check_site(request, store, required=True)


def _check_site(request: web.Request, store: Store, *, required: bool) -> None:
    """`X-Connector-Site` catches clones: a copy carries the token but not the address."""
    seen = request.headers.get("X-Connector-Site")
    if seen is None:
        if required:
            raise PreconditionRequired(
                "store.siteRequired", "Send the shop's home address in X-Connector-Site."
            )
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


def _check_plugin(request: web.Request) -> None:
    """`X-Connector-Plugin` keeps a plugin that would misunderstand the answers from asking at all."""
    seen = request.headers.get("X-Connector-Plugin")
    if seen is None:
        return
    facts = request.app[EDGE].facts
    try:
        too_old = PluginVersion.parse(seen) < PluginVersion.parse(facts.minimum_plugin)
    except ValueError as fault:
        raise Invalid("plugin.invalidVersion", f"X-Connector-Plugin: {fault}") from fault
    if too_old:
        raise UpgradeRequired(
            "plugin.tooOld",
            f"This plugin is too old for the connector; install {facts.minimum_plugin} or later.",
            extra={
                "minimum": facts.minimum_plugin,
                "latest": facts.latest_plugin,
                "zipUrl": facts.plugin_zip_url,
            },
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
