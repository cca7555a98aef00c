"""What an event of a WooCommerce order means for the Alter orders it names. Pure.

Three rules keep late events from undoing newer ones: an older or equal `sequence` changes nothing; an event
that overtook another (a newer `sequence`, an older `modifiedAt`) does not take `completed` back; and a deletion
is taken back by `restored` alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from connector.domain.ids import StoreId
from connector.domain.order import (
    AlterOrder,
    OrderEvent,
    OrderEventKind,
    OrderLine,
    OrderState,
    OrderStatus,
    Quantities,
)

StatusMap = Mapping[str, str | None]

_PREFIX = "wc-"
"""WooCommerce writes its statuses with and without it."""


@dataclass(frozen=True)
class Owner:
    """Whose event it is: the store, the storefront it is connected to, its map of statuses."""

    store_id: StoreId
    storefront_id: int
    status_map: StatusMap


def linked(owner: Owner, event: OrderEvent, alter_order_id: int, now: datetime) -> AlterOrder:
    """The row of an Alter order that no WooCommerce order had named before."""
    row = AlterOrder(
        storefront_id=owner.storefront_id,
        alter_order_id=alter_order_id,
        store_id=owner.store_id,
        order_id=event.order_id,
        sequence=-1,
        event=event.kind,
        woo_status=event.status,
        modified_at=event.modified_at,
        unknown_status=None,
        desired=OrderState(),
        confirmed=OrderState(),
        desired_version=0,
        confirmed_version=0,
        refused_version=0,
        verified_at=None,
        upstream_status=None,
        code=None,
        detail=None,
        attempts=0,
        due_at=None,
        first_failed_at=None,
        synced_at=None,
        updated_at=now,
    )
    return followed(row, event, owner.status_map, now)


def followed(
    row: AlterOrder, event: OrderEvent, status_map: StatusMap, now: datetime
) -> AlterOrder:
    """The row after the event; the very same object when the event is not newer than the row."""
    if event.sequence <= row.sequence:
        return row
    status = event.status.removeprefix(_PREFIX)
    found = replace(
        row,
        order_id=event.order_id,
        sequence=event.sequence,
        event=event.kind,
        woo_status=status,
        modified_at=max(row.modified_at, event.modified_at),
        unknown_status=None if status in status_map else status,
        updated_at=now,
    )
    if row.confirmed.deleted:
        # Nothing can be said of an order that is gone; `orders.deletedAtAlter` shows a restored one.
        return replace(found, desired=replace(row.desired, deleted=_wants_deletion(row, event)))
    return _wanting(found, _desired(row, event, status_map), now)


def erased(row: AlterOrder, event: OrderEvent, now: datetime) -> AlterOrder:
    """The link is forgotten, whatever the sequence. What was accepted before still reaches Alter.

    The sequence stays: events from before the erasure cannot bring the link back.
    """
    return replace(
        row,
        order_id=None,
        sequence=max(row.sequence, event.sequence),
        event=OrderEventKind.ERASED,
        updated_at=now,
    )


def replayed(row: AlterOrder, now: datetime) -> AlterOrder:
    """A buried or waiting row is due now, with all its tries before it."""
    return replace(row, due_at=now, refused_version=0, attempts=0, first_failed_at=None)


def _wanting(row: AlterOrder, desired: OrderState, now: datetime) -> AlterOrder:
    """Nothing new wanted: nothing to send, except that a buried row gets another chance."""
    if desired == row.desired and not row.is_refused:
        return row
    return replace(
        row,
        desired=desired,
        desired_version=row.desired_version + 1,
        upstream_status=None,
        code=None,
        detail=None,
        last_answer=None,
        attempts=0,
        first_failed_at=None,
        due_at=now,
    )


def _desired(row: AlterOrder, event: OrderEvent, status_map: StatusMap) -> OrderState:
    before = row.desired
    if _wants_deletion(row, event):
        return replace(before, deleted=True)
    lines = event.lines_of(row.alter_order_id)
    status = _status(event, lines, status_map)
    quantities = _quantities(event, lines, status)
    overtaken = event.modified_at < row.modified_at
    if overtaken and before.status is OrderStatus.COMPLETED:
        status = None
    return OrderState(
        status=status or before.status,
        quantities=quantities or before.quantities,
    )


def _wants_deletion(row: AlterOrder, event: OrderEvent) -> bool:
    if event.kind is OrderEventKind.DELETED:
        return True
    return row.desired.deleted and event.kind is not OrderEventKind.RESTORED


def _status(
    event: OrderEvent, lines: Sequence[OrderLine], status_map: StatusMap
) -> OrderStatus | None:
    if lines and all(line.quantity == 0 for line in lines):
        return OrderStatus.CANCELLED
    mapped = status_map.get(event.status.removeprefix(_PREFIX))
    return None if mapped is None else OrderStatus(mapped)


def _quantities(
    event: OrderEvent, lines: Sequence[OrderLine], status: OrderStatus | None
) -> Quantities | None:
    """None: as they were. A status that does nothing holds them back too, except for a refund.

    A cancelled order's quantities are not touched: what is produced of it is nothing anyway.
    """
    if not lines or status is OrderStatus.CANCELLED:
        return None
    if status is None and event.kind is not OrderEventKind.REFUNDED:
        return None
    return aggregated(lines)


def aggregated(lines: Sequence[OrderLine]) -> Quantities:
    """Lines of one Alter order together: the same item named twice counts twice."""
    details: dict[int, int] = {}
    unnamed = [line.quantity for line in lines if line.order_detail_id is None]
    for line in lines:
        if line.order_detail_id is not None:
            details[line.order_detail_id] = details.get(line.order_detail_id, 0) + line.quantity
    return Quantities(
        every=unnamed[0] if len(unnamed) == 1 else None,
        details=tuple(sorted(details.items())),
        ambiguous=len(unnamed) > 1,
    )
