"""The table of every documented Alter route: client, gateway, budgets and OpenAPI derive from it.

Source: `reference/alter-public-api.txt` ("Endpoint overview", parameter tables, rate limits) and, for rows
marked `older`, `alter-public-api-older.txt`. A newly documented endpoint is one more row here.
"""

from __future__ import annotations

from functools import partial
from types import MappingProxyType

from connector.alter.endpoint import (
    DOCUMENTED_LIMITS,
    Access,
    CacheRule,
    Endpoint,
    LimitClass,
    Payload,
)

__all__ = [
    "DOCUMENTED_LIMITS",
    "ENDPOINTS",
    "Access",
    "CacheRule",
    "Endpoint",
    "LimitClass",
    "Payload",
    "endpoint",
]

_NUMBER = r"[0-9]{1,18}"
# Asset ids, roles and file ids are strings without a documented alphabet (samples: "4", "7df7...").
_WORD = r"[A-Za-z0-9_.~-]{1,200}"
# Which asset types exist is Alter's to say (`assetCatalog.invalidType`), and it may add some.
_ASSET_TYPE = r"[a-z][a-z0-9_-]{0,63}"
# One segment of a storage key, e.g. user_34/381/design/mockup-large.webp.
_KEY_SEGMENT = r"[\w .~@+=,()!&'$:-]{1,255}"

_PAGE = frozenset({"offset", "limit"})
_SORTED = _PAGE | {"order_by", "direction"}

_read = partial(Endpoint, method="GET", access=Access.CREDENTIAL, idempotent=True)
_order_read = partial(_read, limit=LimitClass.READS, scope="orders:read")
_order_write = partial(
    Endpoint,
    access=Access.CREDENTIAL,
    limit=LimitClass.WRITES,
    scope="orders:write",
    idempotent=True,
)
_product_read = partial(_read, limit=LimitClass.READS, scope="products:read", cache=CacheRule.STORE)
_asset_read = partial(_read, limit=LimitClass.ASSETS, cache=CacheRule.STORE)
_import_read = partial(_read, limit=LimitClass.ASSETS, business_plan=True)
_public_read = partial(Endpoint, method="GET", access=Access.PUBLIC, idempotent=True)
_binding_write = partial(
    Endpoint, access=Access.CREDENTIAL, limit=LimitClass.WRITES, idempotent=True
)

_ORDER_ROWS = (
    _order_read(
        name="list_orders",
        summary="The storefront's customer orders, page by page.",
        path="/customer-orders",
        query=_SORTED | {"name", "category_id", "order_status"},
    ),
    _order_read(
        name="get_order",
        summary="One customer order with its configured items.",
        path="/customer-orders/{id}",
        params={"id": _NUMBER},
    ),
    # A POST by form and a read by nature: at most 100 ids, nothing changes.
    _order_read(
        name="batch_orders",
        summary="Up to 100 orders by their ids.",
        example={"customerOrderIds": [123, 124, 125]},
        method="POST",
        path="/customer-orders/batch",
    ),
    _order_write(
        name="set_order_status",
        summary="The status of an order.",
        example={"status": "processing"},
        method="PATCH",
        path="/customer-orders/{id}/status",
        params={"id": _NUMBER},
    ),
    _order_write(
        name="set_quantities",
        summary="The quantities of single items of an order.",
        example={"items": [{"orderDetailId": 987, "quantity": 3}]},
        method="PATCH",
        path="/customer-orders/{orderId}/quantity",
        params={"orderId": _NUMBER},
    ),
    _order_write(
        name="set_all_quantities",
        summary="One quantity for every item of an order.",
        example={"quantity": 2},
        method="PATCH",
        path="/customer-orders/{orderId}/quantity/all",
        params={"orderId": _NUMBER},
    ),
    _order_write(
        name="delete_order",
        summary="Delete an order.",
        method="DELETE",
        path="/customer-orders/{id}",
        params={"id": _NUMBER},
    ),
)

_CATALOGUE_ROWS = (
    _product_read(
        name="list_products",
        summary="The storefront's designs, with what they can be embedded as.",
        path="/products",
        query=_SORTED | {"name", "customizer"},
    ),
    _product_read(
        name="get_product", summary="One design.", path="/products/{id}", params={"id": _NUMBER}
    ),
    _asset_read(
        name="list_assets",
        summary="Items of the asset catalogue, of one type.",
        path="/assets",
        query=_PAGE | {"type", "search", "product_id"},
    ),
    _asset_read(
        name="get_asset",
        summary="One asset with its files' roles.",
        path="/assets/{type}/{assetId}",
        params={"type": _ASSET_TYPE, "assetId": _WORD},
    ),
    _asset_read(
        name="get_asset_file",
        summary="A file of an asset, by its role.",
        path="/assets/{type}/{assetId}/files/{role}",
        params={"type": _ASSET_TYPE, "assetId": _WORD, "role": _WORD},
        payload=Payload.FILE,
    ),
    _import_read(
        name="list_design_imports",
        summary="Designs that can be imported.",
        path="/design-imports",
        query=_PAGE | {"search"},
    ),
    _import_read(
        name="get_design_import",
        summary="One design to import, with its files.",
        path="/design-imports/{id}",
        params={"id": _NUMBER},
    ),
    _import_read(
        name="get_design_import_file",
        summary="A file of a design to import.",
        path="/design-imports/{id}/files/{fileId}",
        params={"id": _NUMBER, "fileId": _WORD},
        payload=Payload.FILE,
    ),
)

_FILE_ROWS = (
    _public_read(
        name="public_preview",
        summary="The picture of a base product.",
        path="/file/public/products/{productId}/{size}",
        params={"productId": _NUMBER, "size": r"(?:small|medium|big)\.png"},
        limit=LimitClass.GLOBAL,
        cache=CacheRule.SHARED,
        payload=Payload.FILE,
    ),
    _public_read(
        name="public_preview_older",
        summary="The picture of a base product.",
        path="/files/public/products/{productId}/{size}",
        params={"productId": _NUMBER, "size": r"small|medium|big"},
        limit=LimitClass.GLOBAL,
        cache=CacheRule.SHARED,
        payload=Payload.FILE,
        older=True,
    ),
    Endpoint(
        name="protected_file",
        summary="A protected file, by a signed address or for a store.",
        method="GET",
        path="/file/protected/{key}",
        params={"key": _KEY_SEGMENT},
        tail="key",
        open_query=True,
        access=Access.SIGNED_OR_CREDENTIAL,
        scope="files:read",
        limit=LimitClass.GLOBAL,
        idempotent=True,
        payload=Payload.FILE,
    ),
    _public_read(
        name="fonts",
        summary="All fonts.",
        path="/fonts",
        limit=LimitClass.FONTS,
        cache=CacheRule.SHARED,
    ),
    _public_read(
        name="currencies",
        summary="All currencies.",
        path="/currencies",
        limit=LimitClass.GLOBAL,
        cache=CacheRule.SHARED,
    ),
)

_EMBED_ROWS = (
    Endpoint(
        name="embed_session",
        method="POST",
        path="/embed/session",
        access=Access.CREDENTIAL,
        scope="embed:session:create",
        limit=LimitClass.WRITES,
    ),
    Endpoint(
        name="runtime_bootstrap",
        method="GET",
        path="/runtime/bootstrap",
        access=Access.EMBED_TOKEN,
        limit=LimitClass.GLOBAL,
        idempotent=True,
    ),
)

_BINDING_ROWS = (
    _binding_write(
        name="sync_bindings", method="POST", path="/runtime-bindings/sync-from-wordpress"
    ),
    _binding_write(
        name="patch_binding",
        method="PATCH",
        path="/runtime-bindings/{id}",
        params={"id": _NUMBER},
    ),
    _binding_write(
        name="activate_binding",
        method="POST",
        path="/runtime-bindings/{id}/activate",
        params={"id": _NUMBER},
    ),
    _binding_write(
        name="deactivate_binding",
        method="POST",
        path="/runtime-bindings/{id}/deactivate",
        params={"id": _NUMBER},
    ),
)

ENDPOINTS: tuple[Endpoint, ...] = (
    _public_read(name="healthz", path="/healthz", limit=LimitClass.GLOBAL, above_version=True),
    _public_read(name="healthz_older", path="/healthz", limit=LimitClass.GLOBAL, older=True),
    _read(name="auth_check", path="/auth/check", limit=LimitClass.AUTH_CHECK),
    *_ORDER_ROWS,
    *_CATALOGUE_ROWS,
    *_EMBED_ROWS,
    *_FILE_ROWS,
    *_BINDING_ROWS,
    Endpoint(
        name="exchange",
        method="POST",
        path="/wp-connect/exchange",
        access=Access.HANDOFF_CODE,
        limit=LimitClass.EXCHANGE,
    ),
)

_BY_NAME = MappingProxyType({row.name: row for row in ENDPOINTS})


def endpoint(name: str) -> Endpoint:
    """The row of that name; KeyError when the table has none."""
    return _BY_NAME[name]
