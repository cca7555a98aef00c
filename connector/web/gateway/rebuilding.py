"""Gateway bodies, rebuilt from what the document shows; and as much of them as we can follow.

Alter judges values: what cannot be read here is passed on all the same, and is then simply not recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from aiohttp import web
from pydantic import ValidationError

from connector.domain.binding import UNSET, BindingPatch, ExternalDesign
from connector.domain.errors import Invalid, Unreadable
from connector.flows.gateway.bindings import SentItem
from connector.web.binding_bodies import BindingFields, ExternalDesignBody, item_of
from connector.web.reading import BINDINGS_LIMIT, read_bytes, written

_PATCH_FIELDS = (
    "status",
    "designId",
    "externalDesign",
    "legacyStorefrontProductId",
    "legacyBindingMeta",
)
_ITEM_FIELDS = ("externalProductId", "runtimeType", *_PATCH_FIELDS)


async def json_object(request: web.Request) -> dict[str, Any]:
    """Raises Unreadable (400, as upstream) for anything that is not a JSON object."""
    body = await read_bytes(request, BINDINGS_LIMIT)
    try:
        found = orjson.loads(body) if body else {}
    except orjson.JSONDecodeError as fault:
        raise Unreadable("connector.unreadableJson", "The body is not JSON.") from fault
    if not isinstance(found, dict):
        raise Invalid("connector.notAnObject", "The body must be a JSON object.")
    written(found)
    return found


def rebuilt_sync(body: Mapping[str, Any]) -> dict[str, Any]:
    found = body.get("bindings")
    if not isinstance(found, list):
        return {} if found is None else {"bindings": found}
    return {"bindings": [_only(item, _ITEM_FIELDS) for item in found]}


def rebuilt_patch(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: body[name] for name in _PATCH_FIELDS if name in body}


def sent_items(rebuilt: Mapping[str, Any]) -> list[SentItem]:
    found = rebuilt.get("bindings")
    items = [_sent_item(item) for item in found] if isinstance(found, list) else []
    return [item for item in items if item is not None]


def sent_patch(rebuilt: Mapping[str, Any]) -> BindingPatch | None:
    try:
        return _patch(BindingFields.model_validate_json(orjson.dumps(dict(rebuilt))))
    except ValidationError:
        return None


def _only(item: Any, names: tuple[str, ...]) -> Any:
    if not isinstance(item, dict):
        return item
    return {name: item[name] for name in names if name in item}


def _sent_item(item: Any) -> SentItem | None:
    try:
        body = item_of(item)
    except ValidationError:
        return None
    return SentItem(body.external_product_id, body.runtime_type, _patch(body))


def _patch(body: BindingFields) -> BindingPatch:
    """Without the rule about URLs: Alter took them, and our row only follows."""

    def sent(name: str) -> Any:
        return getattr(body, name) if name in body.model_fields_set else UNSET

    design = sent("external_design")
    if isinstance(design, ExternalDesignBody):
        design = ExternalDesign(**design.model_dump())
    return BindingPatch(
        status=sent("status"),
        design_id=sent("design_id"),
        external_design=design,
        legacy_storefront_product_id=sent("legacy_storefront_product_id"),
        legacy_binding_meta=sent("legacy_binding_meta"),
    )
