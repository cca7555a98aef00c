"""Who is calling: a store by its token, a client by its address."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp import web

from connector.domain.errors import Conflict, Invalid, PreconditionRequired, UpgradeRequired
from connector.domain.plugin_version import PluginVersion
from connector.domain.secrets import Secret
from connector.domain.store import Store
from connector.flows.collaborators.standing import Authenticated, invalid_token
from connector.web.described import Access, Parameter
from connector.web.parts import EDGE, FLOWS
from wp_bridge.errors import InvalidSiteUrl
from wp_bridge.site_url import SiteUrl

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

STORE_TOKEN = "storeToken"  # noqa: S105 - the name of a way to say who one is
ENROLMENT = "X-Connector-Enrolment"

_TEXT = {"type": "string"}
_SITE = "X-Connector-Site"
_SITE_SAYS = (
    "The shop's home address. Another than the store's is refused: the site was moved or copied."
)
_PLUGIN = "X-Connector-Plugin"
_PLUGIN_SAYS = "The plugin's version. One that is too old is refused."

ENROLLING = Access(
    # A token, if there is any: whoever reconnects shows it, and it enrols.
    [{}, {STORE_TOKEN: ()}],
    [Parameter(ENROLMENT, "header", "An enrolment code, where the operator asks for one.", _TEXT)],
    ["auth.invalidToken", "connect.enrolmentRequired", "connect.enrolmentInvalid"],
)


def bearer(request: web.Request) -> Secret | None:
    """The token of an `Authorization: Bearer` header; anything else in that header is no token."""
    found = request.headers.getall("Authorization", [])
    if not found:
        return None
    scheme, _, token = found[0].partition(" ")
    if len(found) > 1 or scheme.lower() != "bearer" or not token.strip():
        raise invalid_token()
    return Secret(token.strip())


@dataclass(frozen=True)
class ByToken:
    """A route of `/v1`: its caller is the store of the token.

    `site_checked`: a copied site is refused; `site_required`: the site must be named; `any_plugin`: one that is too
    old is heard, too.
    """

    site_checked: bool = True
    site_required: bool = False
    any_plugin: bool = False

    async def store(self, request: web.Request) -> Store:
        """Raises what `caller` raises."""
        return (await self.caller(request)).store

    async def caller(self, request: web.Request) -> Authenticated:
        """The store, and which of its tokens was shown.

        Raises Unauthorised, Conflict `store.siteMoved` for a copied site, PreconditionRequired when the site must
        be named and is not, UpgradeRequired `plugin.tooOld`.
        """
        token = bearer(request)
        if token is None:
            raise invalid_token()
        caller = await request.app[FLOWS].authenticate(token)
        if not self.any_plugin:
            _check_plugin(request)
        if self.site_checked:
            _check_site(request, caller.store, required=self.site_required)
        return caller

    @property
    def access(self) -> Access:
        parameters, failures = [], ["auth.invalidToken"]
        if self.site_checked:
            parameters.append(Parameter(_SITE, "header", _SITE_SAYS, _TEXT, self.site_required))
            failures += ["store.invalidSite", "store.siteMoved"]
        if self.site_required:
            failures.append("store.siteRequired")
        if not self.any_plugin:
            parameters.append(Parameter(_PLUGIN, "header", _PLUGIN_SAYS, _TEXT))
            failures += ["plugin.invalidVersion", "plugin.tooOld"]
        return Access([{STORE_TOKEN: ()}], parameters, failures)


BY_TOKEN = ByToken()
BY_TOKEN_OF_ANY_PLUGIN = ByToken(any_plugin=True)


def enrolment_code(request: web.Request) -> Secret | None:
    found = request.headers.get(ENROLMENT, "").strip()
    return Secret(found) if found else None


def require_site(request: web.Request, store: Store) -> None:
    """For a call that turns out to need the site's name only once its body is read."""
    _check_site(request, store, required=True)


def _check_site(request: web.Request, store: Store, *, required: bool) -> None:
    """`X-Connector-Site` catches clones: a copy carries the token but not the address."""
    seen = request.headers.get(_SITE)
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
    seen = request.headers.get(_PLUGIN)
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
