"""An order as the REST routes answer it and as the customizer's message carries it.

The two differ: `printType` in the one is `printMethod` in the other, and only the message maps options to
the store's attributes (alter-customizer-postmessage.txt, "Example payload").
"""

from __future__ import annotations

from connector.sandbox.catalogue import timestamp
from connector.sandbox.options import Choice, money
from connector.sandbox.orders import Order, OrderLine

# Internal ids of WooCommerce's attributes and terms in the example: Size is 123 and its term 456.
FIRST_ATTRIBUTE_ID = 123
FIRST_TERM_ID = 456
ATTRIBUTES = (
    ("pa_size", "Size"),
    ("pa_material", "Material"),
    ("pa_printing-method", "Printing method"),
    ("pa_color", "Color"),
)


def current(order: Order, app_url: str) -> dict[str, object]:
    """The current document's keys, no more and no less."""
    items = [_item(order, line) | {"variant": _brief_variant(order, line)} for line in order.lines]
    return _head(order, app_url) | {
        "productItems": items,
        "customizerName": order.design.name,
        "productGroup": order.options.group.shown(),
        "totalPrice": money(order.total_cents),
    }


def older_single(order: Order, app_url: str) -> dict[str, object]:
    """ "Fetching a single customer order": the name is `designName`, variants are told in full."""
    items = [
        _item(order, line) | {"variant": _full_variant(order, line), "updatedAt": _stamp(line)}
        for line in order.lines
    ]
    return _head(order, app_url) | {
        "productItems": items,
        "designName": order.design.name,
        "productGroup": order.options.group.shown(),
        "totalPrice": money(order.total_cents),
    }


def older_listed(order: Order, app_url: str) -> dict[str, object]:
    """ "Fetching customer orders list": `customizerName`, no product group, shorter variants."""
    items = [
        _item(order, line) | {"variant": _listed_variant(order, line), "updatedAt": _stamp(line)}
        for line in order.lines
    ]
    return _head(order, app_url) | {
        "isSeenByOwner": False,
        "productItems": items,
        "customizerName": order.design.name,
        "productGroup": None,
        "totalPrice": money(order.total_cents),
    }


def message(order: Order, *, with_order_id: bool) -> dict[str, object]:
    """ALTER_CUSTOMIZER_ADD_TO_CART's payload. The documented example names no order."""
    payload: dict[str, object] = {
        "userDesignId": order.design.id,
        "designName": order.design.name,
        "totalPrice": money(order.total_cents),
        "productGroup": order.options.group.shown(),
        "productItems": [_message_item(order, line) for line in order.lines],
    }
    return payload | ({"orderId": order.id} if with_order_id else {})


def _head(order: Order, app_url: str) -> dict[str, object]:
    return {
        "id": order.id,
        "customizerId": order.design.id,
        "orderStatus": order.status,
        "createdAt": timestamp(order.created_at),
        "customizerOrderURL": f"{app_url}/app/customizer/{order.design.id}/{order.id}",
    }


def _item(order: Order, line: OrderLine) -> dict[str, object]:
    return {
        "id": line.id,
        "model3d": {"id": order.design.id},
        "size": line.size.shown(),
        "material": order.options.material.shown(),
        "printType": order.options.print_type.shown(),
        "color": line.colour.shown(),
        "unitPrice": money(line.unit_cents),
        "totalPrice": money(line.total_cents),
        "quantity": line.quantity,
    }


def _message_item(order: Order, line: OrderLine) -> dict[str, object]:
    options = order.options
    chosen: tuple[tuple[str, Choice], ...] = (
        ("size", line.size),
        ("material", options.material),
        ("printMethod", options.print_type),
        ("color", line.colour),
    )
    return {
        "model3d": {"id": options.model3d_id},
        **{
            name: choice.shown() | {"externalMapping": _mapping(index, choice)}
            for index, (name, choice) in enumerate(chosen)
        },
        "variant": _full_variant(order, line),
        "unitPrice": money(line.unit_cents),
        "totalPrice": money(line.total_cents),
        "quantity": line.quantity,
    }


def _mapping(index: int, choice: Choice) -> dict[str, object]:
    slug, label = ATTRIBUTES[index]
    attribute = {"internalId": FIRST_ATTRIBUTE_ID + index, "slug": slug, "label": label}
    term = {"internalId": FIRST_TERM_ID + index, "slug": choice.slug, "label": choice.en}
    return {"attribute": attribute, "term": term}


def _brief_variant(order: Order, line: OrderLine) -> dict[str, object]:
    options = order.options
    return {
        "id": options.variant_id(line.size, line.colour),
        "metadata": None,
        "stockQuantity": options.stock,
    }


def _listed_variant(order: Order, line: OrderLine) -> dict[str, object]:
    return _brief_variant(order, line) | {
        "minOrderQuantity": 0,
        "processingTime": 0,
        "stockQuantity": order.options.stock or 0,
        "volume": None,
        "weight": None,
    }


def _full_variant(order: Order, line: OrderLine) -> dict[str, object]:
    options = order.options
    return {
        "id": options.variant_id(line.size, line.colour),
        "productGroupId": options.group.id,
        "productModel3dId": options.model3d_id,
        "sizeId": line.size.id,
        "materialId": options.material.id,
        "printTypeId": options.print_type.id,
        "colorId": line.colour.id,
        "metadata": None,
        "minOrderQuantity": None,
        "processingTime": None,
        "stockQuantity": options.stock,
        "volume": None,
        "weight": None,
    }


def _stamp(line: OrderLine) -> str:
    return line.updated_at.strftime("%Y-%m-%d %H:%M:%S.000000")
