"""A change on its way to Alter as the operator sees it, of whichever kind: failed, or still waiting."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from connector.domain.binding import Binding, SyncState
from connector.domain.ids import BindingId, StoreId
from connector.domain.order import AlterOrder

_ORDER_ID = re.compile(r"order:([0-9]{1,18}):([0-9]{1,18})")
_BINDING_ID = re.compile(r"bd_[A-Za-z0-9]{1,29}")

OrderKey = tuple[int, int]
"""(storefront, Alter order)."""


class JobKind(StrEnum):
    BINDING = "binding"
    ORDER = "order"


@dataclass(frozen=True)
class JobFilter:
    """What None leaves open; `state` is failed or pending."""

    store_id: StoreId | None = None
    kind: JobKind | None = None
    code: str | None = None
    state: SyncState | None = None


@dataclass(frozen=True)
class Job:
    """`subject` is what it is about, `wanted` what Alter is to hold."""

    id: str
    kind: JobKind
    store_id: StoreId
    subject: str
    wanted: str
    state: SyncState
    upstream_status: int | None
    code: str | None
    detail: str | None
    attempts: int
    due_at: datetime | None
    first_failed_at: datetime | None
    synced_at: datetime | None
    updated_at: datetime
    last_answer: str | None


@dataclass(frozen=True)
class JobRef:
    """Which job, and whose; `key` finds its row."""

    store_id: StoreId
    key: BindingId | OrderKey


def parse_id(text: str) -> BindingId | OrderKey:
    """`bd_…` or `order:<storefront>:<alterOrderId>`. Raises ValueError."""
    order = _ORDER_ID.fullmatch(text)
    if order is not None:
        return int(order[1]), int(order[2])
    if _BINDING_ID.fullmatch(text) is None:
        raise ValueError(f"{text!r} is neither bd_… nor order:<storefront>:<alterOrderId>")
    return BindingId(text)


def job_of_binding(row: Binding) -> Job:
    desired = row.desired
    design = desired.external_design
    opens = f"design {desired.design_id}" if desired.design_id else "no design"
    if design is not None:
        opens = f"local design {design.external_design_key}"
    return Job(
        id=row.id,
        kind=JobKind.BINDING,
        store_id=row.store_id,
        subject=f"{desired.external_product_id} {desired.runtime_type.value}",
        wanted=f"{desired.status.value}, {opens}",
        state=row.sync_state,
        upstream_status=row.upstream_status,
        code=row.code,
        detail=row.detail,
        attempts=row.attempts,
        due_at=row.due_at,
        first_failed_at=None,
        synced_at=row.synced_at,
        updated_at=row.updated_at,
        last_answer=row.last_answer,
    )


def job_of_order(row: AlterOrder) -> Job:
    order = "an erased order" if row.order_id is None else f"order {row.order_id}"
    return Job(
        id=f"order:{row.storefront_id}:{row.alter_order_id}",
        kind=JobKind.ORDER,
        store_id=row.store_id,
        subject=f"Alter order {row.alter_order_id} of {order}",
        wanted=_wanted_of(row),
        state=row.sync_state,
        upstream_status=row.upstream_status,
        code=row.code,
        detail=row.detail,
        attempts=row.attempts,
        due_at=row.due_at,
        first_failed_at=row.first_failed_at,
        synced_at=row.synced_at,
        updated_at=row.updated_at,
        last_answer=row.last_answer,
    )


def _wanted_of(row: AlterOrder) -> str:
    wanted = row.desired
    if wanted.deleted:
        return "deleted"
    parts = [] if wanted.status is None else [wanted.status.value]
    if wanted.quantities is not None:
        every = wanted.quantities.every
        parts += [] if every is None else [f"{every} of each item"]
        parts += [f"{quantity} of item {item}" for item, quantity in wanted.quantities.details]
    return ", ".join(parts) or "nothing"
