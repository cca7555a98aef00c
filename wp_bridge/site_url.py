"""Where a store is: addresses as types, made only by parsing.

A store's address decides what belongs to whom, where an owner is sent back to with a handoff code,
and which browsers may open sessions. Each function below takes text an outsider chose and returns a
form written anew; the text itself is not used again. Nothing here resolves names or opens
connections.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, urlencode

from wp_bridge.errors import InvalidSiteUrl
from wp_bridge.query import read_query, requote_query
from wp_bridge.url_parts import Parts, is_development_host, split

# Alter appends these to the return address; one that is there already would be read instead of
# Alter's.
_ANSWER_PARAMETERS = frozenset({"code", "state", "error"})


@dataclass(frozen=True)
class SiteUrl:
    """A store's canonical address; `parse` is the only way to one.

    `store_url` is `https://shop.example/blog/` (trailing slash), `site_origin`
    `https://shop.example`, `address` `shop.example/blog/`: the key of ownership, without scheme and
    leading `www.`. `host` is lower-case ASCII, an IPv6 literal in brackets.
    """

    store_url: str
    site_origin: str
    address: str
    host: str

    @classmethod
    def parse(cls, text: str, *, allow_private: bool = False, any_scheme: bool = False) -> Self:
        """Reads a store's home address. Raises InvalidSiteUrl with a message for its owner.

        `allow_private` admits private literals, `localhost`, and plain http to those and to .test,
        .local and .localhost names. `any_scheme` admits plain http everywhere: for addresses that
        are compared and never called.
        """
        parts = split(text, allow_private=allow_private)
        if not any_scheme:
            _refuse_plain_http(parts, allow_private=allow_private)
        if parts.unverified_query is not None:
            raise InvalidSiteUrl("The address has a part after '?'; remove it.")
        path = parts.path.rstrip("/") + "/"
        return cls(
            store_url=parts.origin + path,
            site_origin=parts.origin,
            address=_without_www(parts.authority) + path,
            host=parts.host,
        )

    def same_site(self, other: SiteUrl) -> bool:
        """Whether both are one store: http or https and `www.` or not make no difference."""
        return self.address == other.address

    def __str__(self) -> str:
        return self.store_url


def parse_origin(text: str, allow_private: bool = False) -> str:
    """A web origin in its RFC 6454 serialisation. Raises InvalidSiteUrl, also for `null` and any
    path.
    """
    if text.count("/") != 2:
        raise InvalidSiteUrl(
            "An origin has no path and no trailing slash; write it like https://shop.example."
        )
    parts = split(text, allow_private=allow_private)
    _refuse_plain_http(parts, allow_private=allow_private)
    if parts.unverified_query is not None:
        raise InvalidSiteUrl("An origin has no part after '?'; remove it.")
    return parts.origin


def parse_return_url(text: str, site: SiteUrl) -> str:
    """Where the owner lands after approving: an admin page of `site` itself, written anew.

    Raises InvalidSiteUrl for any other place, because a handoff code is delivered there.
    """
    # The host is admitted or refused by equality with the site's own origin, which was judged
    # before.
    parts = split(text, allow_private=True)
    if not (parts.origin + parts.path).startswith(site.store_url):
        raise InvalidSiteUrl(f"The return address does not lie under {site.store_url}.")
    if parts.path.split("/")[-2:] != ["wp-admin", "admin.php"]:
        raise InvalidSiteUrl("The return address does not end in wp-admin/admin.php.")
    pairs = read_query(parts.unverified_query or "")
    if any(_php_name(name) in _ANSWER_PARAMETERS for name, _ in pairs):
        raise InvalidSiteUrl("The return address already holds code, state or error; remove it.")
    query = urlencode(pairs, quote_via=quote)
    return parts.origin + parts.path + (f"?{query}" if query else "")


def parse_asset_url(text: str, origins: Collection[str]) -> str:
    """A file's address on one of `origins` (as `parse_origin` writes them), written anew.

    Raises InvalidSiteUrl for every other place.
    """
    parts = split(text, allow_private=True)
    if parts.origin not in origins:
        raise InvalidSiteUrl(
            f"{parts.origin} is not one of the store's origins; add it to the asset origins first."
        )
    if parts.unverified_query is None:
        return parts.origin + parts.path
    return f"{parts.origin}{parts.path}?{requote_query(parts.unverified_query)}"


def _refuse_plain_http(parts: Parts, *, allow_private: bool) -> None:
    if parts.scheme == "https":
        return
    if not allow_private:
        raise InvalidSiteUrl(
            "The address starts with http://; the store must be reached by https://."
        )
    if not is_development_host(parts.host):
        raise InvalidSiteUrl(
            "Plain http is only for stores on this machine or network; "
            "start the address with https://."
        )


def _without_www(authority: str) -> str:
    """`www.` is dropped only where a whole name is left: www.example is a site of its own."""
    bare = authority.removeprefix("www.")
    return bare if "." in bare.partition(":")[0] else authority


def _php_name(name: str) -> str:
    """The key PHP files a parameter under: `code[]`, ` code` and `CODE` must not slip past."""
    return name.lstrip(" ").partition("[")[0].replace(".", "_").replace(" ", "_").casefold()
