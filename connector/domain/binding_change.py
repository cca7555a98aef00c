"""What happens to a binding's row when the shop changes its mind, and when Alter answers. Pure.

Versions only grow. A row is confirmed for exactly the version that was sent: a change made while a batch was
on its way stays dirty and goes out with the next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from connector.domain import ids
from connector.domain.binding import Binding, BindingStatus, Desired
from connector.domain.ids import StoreId

BATCH_FILLS_FOR = timedelta(milliseconds=250)
"""How long a lone change waits for company (contract, CONNECTOR_SYNC_BATCH)."""

DETAIL_LENGTH = 300


@dataclass(frozen=True)
class Timing:
    """When a change may be sent, and whether somebody waits for it."""

    due_at: datetime
    urgent: bool = False


@dataclass(frozen=True)
class Confirmed:
    """What Alter answered about one binding."""

    runtime_binding_id: int
    design_id: int | None
    status: BindingStatus | None


@dataclass(frozen=True)
class Refused:
    """`last_answer` is what of the answer itself may be kept (`last_answer.readable`)."""

    upstream_status: int
    code: str | None
    detail: str | None
    last_answer: str | None = None


def created(store_id: StoreId, desired: Desired, now: datetime, timing: Timing) -> Binding:
    return Binding(
        id=ids.new_binding_id(),
        store_id=store_id,
        desired=desired,
        desired_version=1,
        confirmed_version=0,
        confirmed_status=None,
        confirmed_hash=None,
        refused_version=0,
        runtime_binding_id=None,
        upstream_design_id=None,
        status_before=None,
        upstream_status=None,
        code=None,
        detail=None,
        attempts=0,
        due_at=timing.due_at,
        urgent=timing.urgent,
        synced_at=None,
        updated_at=now,
    )


def changed(
    row: Binding,
    desired: Desired,
    now: datetime,
    timing: Timing,
    *,
    status_before: BindingStatus | None = None,
) -> Binding:
    """`status_before` is what a click falls back to when Alter refuses it."""
    due_at = timing.due_at if row.due_at is None else min(row.due_at, timing.due_at)
    return replace(
        row,
        desired=desired,
        desired_version=row.desired_version + 1,
        status_before=status_before,
        **_NOTHING_SHOWN,
        attempts=0,
        due_at=due_at,
        urgent=row.urgent or timing.urgent,
        updated_at=now,
    )


def hastened(row: Binding, now: datetime) -> Binding:
    """The same content, but somebody waits for it now; a refused row is tried again."""
    return replace(row, due_at=now, urgent=True, refused_version=0, attempts=0)


def confirmed(row: Binding, sent: Binding, answer: Confirmed, now: datetime) -> Binding:
    """`row` as it is now, `sent` as it was when its version went out."""
    if sent.desired_version < row.confirmed_version:
        return _overtaken(row, now)
    found = replace(
        row,
        confirmed_version=sent.desired_version,
        confirmed_status=answer.status or sent.desired.status,
        confirmed_hash=sent.desired.content_hash(),
        runtime_binding_id=answer.runtime_binding_id,
        upstream_design_id=answer.design_id or sent.desired.design_id,
        **_NOTHING_SHOWN,
        attempts=0,
        synced_at=now,
    )
    if row.desired_version != sent.desired_version:
        return found
    return replace(found, due_at=None, urgent=False, status_before=None)


def is_reassigned(before: Binding, after: Binding) -> bool:
    """Alter confirmed another design for what had one: the plan counts these by the month."""
    return before.upstream_design_id not in (None, after.upstream_design_id)


def refused(row: Binding, sent: Binding, answer: Refused, now: datetime) -> Binding:
    """The version that was sent will not be sent again by itself; a newer one is not judged by it."""
    if row.desired_version != sent.desired_version:
        return row
    found = replace(
        row,
        refused_version=row.desired_version,
        **_shown(answer),
        attempts=row.attempts + 1,
        due_at=None,
        urgent=False,
        updated_at=now,
    )
    return found if row.status_before is None else _fallen_back(found)


def delayed(row: Binding, sent: Binding, due_at: datetime, answer: Refused | None) -> Binding:
    """Not refused, not confirmed: it goes out again. `answer` is shown meanwhile."""
    if row.desired_version != sent.desired_version or row.due_at is None:
        return row
    found = replace(row, attempts=row.attempts + 1, due_at=due_at)
    if answer is None:
        return found
    return replace(found, **_shown(answer))


def given_up(row: Binding, now: datetime) -> Binding:
    """The refused change is dropped: from here on the shop wants what Alter is known to hold.

    Nothing was ever confirmed: a draft, which is not sent. A new version, so that a late answer to the old one
    cannot bring it back.
    """
    version = row.desired_version + 1
    return replace(
        row,
        desired=_held(row),
        desired_version=version,
        confirmed_version=version,
        refused_version=0,
        status_before=None,
        **_NOTHING_SHOWN,
        attempts=0,
        due_at=None,
        urgent=False,
        updated_at=now,
    )


def repaired(row: Binding, now: datetime) -> Binding:
    """Confirmed, but not there when Alter was asked: the same content goes out as a new version, marked so that
    this is done once."""
    version = row.desired_version + 1
    return replace(
        row,
        desired_version=version,
        repaired_version=version,
        due_at=now,
        attempts=0,
        updated_at=now,
    )


def _held(row: Binding) -> Desired:
    """As far as it is known: status and design. Of a local design Alter's number for it says nothing."""
    wanted = replace(row.desired, status=row.confirmed_status or BindingStatus.DRAFT)
    if row.upstream_design_id is None:
        return wanted
    hosted = replace(
        wanted, design_id=row.upstream_design_id, external_design=None, local_design_id=None
    )
    is_local = wanted.external_design is not None and hosted.content_hash() != row.confirmed_hash
    return wanted if is_local else hosted


def _shown(answer: Refused) -> dict[str, Any]:
    return {
        "upstream_status": answer.upstream_status,
        "code": answer.code,
        "detail": None if answer.detail is None else answer.detail[:DETAIL_LENGTH],
        "last_answer": answer.last_answer,
    }


_NOTHING_SHOWN: Mapping[str, Any] = {
    "upstream_status": None,
    "code": None,
    "detail": None,
    "last_answer": None,
}


def _overtaken(row: Binding, now: datetime) -> Binding:
    """An older version arrived after a newer one was confirmed (a lease was lost meanwhile).

    Alter may hold either of the two, so the newest goes out once more.
    """
    if row.desired_version != row.confirmed_version:
        return row
    return replace(row, desired_version=row.desired_version + 1, due_at=now, attempts=0)


def _fallen_back(row: Binding) -> Binding:
    """A refused click leaves the previous status; if that is what Alter holds, nothing is left to do."""
    assert row.status_before is not None
    version = row.desired_version + 1
    desired = replace(row.desired, status=row.status_before)
    is_confirmed = desired.content_hash() == row.confirmed_hash
    return replace(
        row,
        desired=desired,
        desired_version=version,
        confirmed_version=version if is_confirmed else row.confirmed_version,
        refused_version=row.refused_version if is_confirmed else version,
        status_before=None,
    )
