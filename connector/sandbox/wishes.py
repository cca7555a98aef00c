"""Reading one runtime binding as a caller sends it (alter-public-api.txt, "Runtime bindings").

Only documented fields pass. The real service may ignore others; here an undocumented field is a bug of
the client under development, so it is refused.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from connector.sandbox.body import is_id, is_text
from connector.sandbox.plan import RUNTIME_TYPES
from connector.sandbox.records import BINDING_STATUSES, LocalFiles
from connector.sandbox.refusal import Refused, refused

FIELDS = {
    "externalProductId",
    "runtimeType",
    "status",
    "designId",
    "externalDesign",
    "legacyStorefrontProductId",
    "legacyBindingMeta",
}
DESIGN_TEXTS = ("externalDesignKey", "title", "manifestUrl", "assetBaseUrl", "manifestHash")
DESIGN_FIELDS = {*DESIGN_TEXTS, "productId", "sourceMeta"}
LONGEST_META = 64 * 1024


@dataclass(frozen=True, slots=True)
class BindingWish:
    """None: the field was not sent, so what is there stays."""

    external_product_id: str | None = None
    runtime_type: str | None = None
    status: str | None = None
    design_id: int | None = None
    local_files: LocalFiles | None = None
    legacy_storefront_product_id: int | None = None
    legacy_binding_meta: dict[str, Any] | None = None


def invalid(what: str) -> Refused:
    return refused(400, f"runtimeBinding.invalid{what}")


def read_sync_item(item: object) -> BindingWish:
    """Both parts of the key are "yes for sync"."""
    wish = read_wish(item)
    if wish.external_product_id is None:
        raise invalid("ExternalProductId")
    if wish.runtime_type is None:
        raise invalid("RuntimeType")
    return wish


def read_wish(item: object) -> BindingWish:
    if not isinstance(item, dict):
        raise invalid("Binding")
    if item.keys() - FIELDS:
        raise invalid("Field")
    if "designId" in item and "externalDesign" in item:
        raise refused(400, "runtimeBinding.conflictingDesign")
    _check_words(item)
    for name, what in (
        ("designId", "DesignId"),
        ("legacyStorefrontProductId", "LegacyStorefrontProductId"),
    ):
        if name in item and not is_id(item[name]):
            raise invalid(what)
    if "legacyBindingMeta" in item:
        _check_meta(item["legacyBindingMeta"], "LegacyBindingMeta")
    local = item.get("externalDesign")
    return BindingWish(
        external_product_id=item.get("externalProductId"),
        runtime_type=item.get("runtimeType"),
        status=item.get("status"),
        design_id=item.get("designId"),
        local_files=read_local_files(local) if "externalDesign" in item else None,
        legacy_storefront_product_id=item.get("legacyStorefrontProductId"),
        legacy_binding_meta=item.get("legacyBindingMeta"),
    )


def read_local_files(value: object) -> LocalFiles:
    if not isinstance(value, dict) or value.keys() - DESIGN_FIELDS:
        raise invalid("ExternalDesign")
    if not all(is_text(value.get(name), 2_048) for name in DESIGN_TEXTS):
        raise invalid("ExternalDesign")
    if not is_id(value.get("productId")):
        raise invalid("ExternalDesign")
    if not (_is_url(value["manifestUrl"]) and _is_url(value["assetBaseUrl"])):
        raise invalid("ExternalDesign")
    if "sourceMeta" in value:
        _check_meta(value["sourceMeta"], "ExternalDesign")
    return LocalFiles(
        key=value["externalDesignKey"],
        product_id=value["productId"],
        title=value["title"],
        manifest_url=value["manifestUrl"],
        asset_base_url=value["assetBaseUrl"],
        manifest_hash=value["manifestHash"],
        source_meta=value.get("sourceMeta"),
    )


def _check_words(item: dict[str, Any]) -> None:
    if "externalProductId" in item and not is_text(item["externalProductId"]):
        raise invalid("ExternalProductId")
    if "runtimeType" in item and item["runtimeType"] not in RUNTIME_TYPES:
        raise invalid("RuntimeType")
    if "status" in item and item["status"] not in BINDING_STATUSES:
        raise invalid("Status")


def _check_meta(value: object, what: str) -> None:
    if not isinstance(value, dict) or len(json.dumps(value)) > LONGEST_META:
        raise invalid(what)


def _is_url(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
