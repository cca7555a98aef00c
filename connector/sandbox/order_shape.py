"""An order as the REST routes answer it.

The customizer's message differs (`cart_message`): `printType` here is `printMethod` there, and only the
message maps options to the store's attributes (alter-customizer-postmessage.txt, "Example payload").
"""

from __future__ import annotations

from connector.sandbox.catalogue import timestamp
from connector.sandbox.orders import Order, OrderLine
from connector.sandbox.variants import Variants


def current(order: Order, app_url: str, variants: Variants) -> dict[str, object]:
    """The current document's keys, no more and no less."""
    items = [
        _item(order, line, variants) | {"variant": _brief_variant(order, line, variants)}
        for line in order.lines
    ]
    return _head(order, app_url) | {
        "productItems": items,
        "customizerName": order.design.name,
        "productGroup": order.options.group.shown(),
        "totalPrice": variants.total(*order.lines),
    }


def older_single(order: Order, app_url: str, variants: Variants) -> dict[str, object]:
    """ "Fetching a single customer order": the name is `designName`, variants are told in full."""
    items = [
        _item(order, line, variants)
        | {"variant": full_variant(order, line, variants), "updatedAt": _stamp(line)}
        for line in order.lines
    ]
    return _head(order, app_url) | {
        "productItems": items,
        "designName": order.design.name,
        "productGroup": order.options.group.shown(),
        "totalPrice": variants.total(*order.lines),
    }


def older_listed(order: Order, app_url: str, variants: Variants) -> dict[str, object]:
    """ "Fetching customer orders list": `customizerName`, no product group, shorter variants."""
    items = [
        _item(order, line, variants)
        | {"variant": _listed_variant(order, line, variants), "updatedAt": _stamp(line)}
        for line in order.lines
    ]
    return _head(order, app_url) | {
        "isSeenByOwner": False,
        "productItems": items,
        "customizerName": order.design.name,
        "productGroup": None,
        "totalPrice": variants.total(*order.lines),
    }


def _head(order: Order, app_url: str) -> dict[str, object]:
    return {
        "id": order.id,
        "customizerId": order.design.id,
        "orderStatus": order.status,
        "createdAt": timestamp(order.created_at),
        "customizerOrderURL": f"{app_url}/app/customizer/{order.design.id}/{order.id}",
    }


def _item(order: Order, line: OrderLine, variants: Variants) -> dict[str, object]:
    return {
        "id": line.id,
        "model3d": {"id": order.design.id},
        "size": line.size.shown(),
        "material": order.options.material.shown(),
        "printType": order.options.print_type.shown(),
        "color": line.colour.shown(),
        "unitPrice": variants.unit(line),
        "totalPrice": variants.total(line),
        "quantity": line.quantity,
    }


def _brief_variant(order: Order, line: OrderLine, variants: Variants) -> dict[str, object]:
    options = order.options
    return {
        "id": options.variant_id(line.size, line.colour),
        "metadata": variants.metadata_of(order, line),
        "stockQuantity": options.stock,
    }


def _listed_variant(order: Order, line: OrderLine, variants: Variants) -> dict[str, object]:
    return _brief_variant(order, line, variants) | {
        "minOrderQuantity": 0,
        "processingTime": 0,
        "stockQuantity": order.options.stock or 0,
        "volume": None,
        "weight": None,
    }


def full_variant(order: Order, line: OrderLine, variants: Variants) -> dict[str, object]:
    options = order.options
    return {
        "id": options.variant_id(line.size, line.colour),
        "productGroupId": options.group.id,
        "productModel3dId": options.model3d_id,
        "sizeId": line.size.id,
        "materialId": options.material.id,
        "printTypeId": options.print_type.id,
        "colorId": line.colour.id,
        "metadata": variants.metadata_of(order, line),
        "minOrderQuantity": None,
        "processingTime": None,
        "stockQuantity": options.stock,
        "volume": None,
        "weight": None,
    }


def _stamp(line: OrderLine) -> str:
    return line.updated_at.strftime("%Y-%m-%d %H:%M:%S.000000")
