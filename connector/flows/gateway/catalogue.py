"""Which documented routes the gateway relays as they are, derived from the endpoint table.

Left out are the rows with a flow of their own: sessions, bootstrap, runtime bindings, the exchange, and health,
which is ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from connector.alter.endpoint import Access, CacheRule, Endpoint, Payload
from connector.alter.endpoints import ENDPOINTS

_WITH_A_FLOW = frozenset(
    {
        "healthz",
        "healthz_older",
        "auth_check",
        "embed_session",
        "runtime_bootstrap",
        "sync_bindings",
        "patch_binding",
        "activate_binding",
        "deactivate_binding",
        "exchange",
    }
)


class Caller(Enum):
    """Whose credential a route takes."""

    NOBODY = "nobody"
    STORE = "store"
    STORE_OR_SIGNED = "storeOrSigned"


@dataclass(frozen=True)
class GatewayRoute:
    """One relayed route. `template` is the full path with `{name}` placeholders, each of which has its pattern
    in `params`; `tail` spans segments. `query`: the names it takes, any at all with `open_query`.
    `is_file`: streamed; `is_binary`: a file, streamed or kept.

    `is_order`: of the customer orders, which stores that share a storefront do not show each other.
    """

    name: str
    method: str
    template: str
    tail: str | None
    caller: Caller
    is_file: bool
    is_cached: bool
    is_order: bool
    takes_body: bool
    params: Mapping[str, str]
    query: frozenset[str]
    open_query: bool
    scope: str | None
    older: bool
    is_binary: bool
    summary: str
    example: Mapping[str, Any] | None

    @property
    def operation(self) -> str:
        """`name` in the spelling of the outside."""
        first, *rest = self.name.split("_")
        return first + "".join(map(str.title, rest))


_CALLERS = {
    Access.PUBLIC: Caller.NOBODY,
    Access.CREDENTIAL: Caller.STORE,
    Access.SIGNED_OR_CREDENTIAL: Caller.STORE_OR_SIGNED,
}


def relayed_routes() -> tuple[GatewayRoute, ...]:
    return tuple(_route(row) for row in ENDPOINTS if row.name not in _WITH_A_FLOW)


def _route(row: Endpoint) -> GatewayRoute:
    root = "/public-api" if row.above_version else "/public-api/v1"
    cached = row.cache is not CacheRule.NEVER
    return GatewayRoute(
        name=row.name,
        method=row.method,
        template=root + row.path,
        tail=row.tail,
        caller=_CALLERS[row.access],
        # A cached file (the public previews) is small and answered whole.
        is_file=row.payload is Payload.FILE and row.cache is not CacheRule.SHARED,
        is_cached=cached and (row.payload is Payload.JSON or row.cache is CacheRule.SHARED),
        is_order=row.path.startswith("/customer-orders"),
        takes_body=row.method in ("POST", "PATCH", "PUT"),
        params=row.params,
        query=row.query,
        open_query=row.open_query,
        scope=row.scope,
        older=row.older,
        is_binary=row.payload is Payload.FILE,
        summary=row.summary,
        example=row.example,
    )
