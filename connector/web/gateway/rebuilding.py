"""Gateway bodies, rebuilt from what the document shows; and as much of them as we can follow.

Alter judges values: what cannot be read here is passed on all the same, and is then simply not recorded. Not
so where a value decides whose thing it is: another spelling of it could be read there as what was not judged here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from aiohttp import web
from pydantic import ValidationError

from connector.domain.binding import UNSET, BindingPatch, ExternalDesign
from connector.domain.errors import Invalid, Unreadable
from connector.flows.gateway.bindings import SentItem
from connector.web.binding_bodies import BindingFields, ExternalDesignBody, item_of
from connector.web.large_bodies import ITEMS_A_BREATH
from connector.web.reading import (
    BINDINGS_LIMIT,
    BODY_LIMIT,
    MOST_ITEMS,
    read_bytes,
    refuse_many_parts,
    written,
)

PATCH_FIELDS = (
    "status",
    "designId",
    "externalDesign",
    "legacyStorefrontProductId",
    "legacyBindingMeta",
)
_ITEM_FIELDS = ("externalProductId", "runtimeType", *PATCH_FIELDS)


async def json_object(request: web.Request, limit: int = BODY_LIMIT) -> dict[str, Any]:
    """Raises Unreadable (400, as upstream) for what is not JSON, Invalid for what is no object, TooLarge."""
    found = await _loaded(request, limit)
    written(found)
    return found


async def rebuilt_sync(request: web.Request) -> dict[str, Any]:
    """As `json_object`, with at most 10,000 items. Raises Unreadable also for items that do not say plainly
    which product they are for; without any list Alter answers."""
    body = await _loaded(request, BINDINGS_LIMIT)
    items = body.get("bindings")
    if isinstance(items, list) and len(items) > MOST_ITEMS:
        raise Invalid("connector.tooManyBindings", f"At most {MOST_ITEMS:,} a call.")
    written(body)
    if items is None:
        return {}
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Unreadable("connector.invalidBindings", "Takes a list of objects.")
    if not all(isinstance(item.get("externalProductId"), str) for item in items):
        raise Unreadable("connector.invalidExternalProductId", "Every item takes one, as text.")
    return {"bindings": [_only(item, _ITEM_FIELDS) for item in items]}


def rebuilt_patch(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: body[name] for name in PATCH_FIELDS if name in body}


async def sent_items(rebuilt: Mapping[str, Any]) -> Sequence[SentItem]:
    found = []
    for index, item in enumerate(rebuilt.get("bindings", [])):
        if index % ITEMS_A_BREATH == 0:
            await asyncio.sleep(0)
        sent = _sent_item(item)
        if sent is not None:
            found.append(sent)
    return found


def sent_patch(rebuilt: Mapping[str, Any]) -> BindingPatch | None:
    try:
        return _patch(BindingFields.model_validate_json(orjson.dumps(dict(rebuilt))))
    except ValidationError:
        return None


async def _loaded(request: web.Request, limit: int) -> dict[str, Any]:
    body = await read_bytes(request, limit)
    refuse_many_parts(body)
    try:
        found = orjson.loads(body) if body else {}
    except orjson.JSONDecodeError as fault:
        raise Unreadable("connector.unreadableJson", "The body is not JSON.") from fault
    if not isinstance(found, dict):
        raise Invalid("connector.notAnObject", "The body must be a JSON object.")
    return found


def _only(item: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: item[name] for name in names if name in item}


def _sent_item(item: Any) -> SentItem | None:
    try:
        body = item_of(item)
    except (ValidationError, Invalid):
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
