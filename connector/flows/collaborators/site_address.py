"""Addresses of sites as callers send them, and what is said of those that cannot be had."""

from __future__ import annotations

from connector.domain.errors import Conflict, FieldError, Invalid
from wp_bridge.errors import InvalidSiteUrl
from wp_bridge.site_url import SiteUrl


def parse_store_url(text: str, *, allow_private: bool) -> SiteUrl:
    try:
        return SiteUrl.parse(text, allow_private=allow_private)
    except InvalidSiteUrl as fault:
        raise invalid_address("storeUrl", fault) from fault


def invalid_address(field: str, fault: InvalidSiteUrl) -> Invalid:
    return Invalid(
        f"connect.invalid{field[0].upper()}{field[1:]}",
        f"{field}: {fault}",
        errors=[FieldError(field, "invalidUrl", str(fault))],
    )


def store_taken() -> Conflict:
    return Conflict(
        "connect.storeTaken",
        "This address is connected already. Connect from the site that holds its store token, "
        "or let the connector reach the site to prove the address.",
    )
