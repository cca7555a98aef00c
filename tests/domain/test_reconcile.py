"""Which rows a scan says something about, and what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector.domain.binding import BindingStatus
from connector.domain.binding_change import Confirmed, changed, confirmed, repaired
from connector.domain.binding_change import Timing as When
from connector.domain.ids import StoreId
from connector.domain.reconcile import (
    EVERY,
    SPREAD,
    Listed,
    Scan,
    Verdict,
    judge,
    may_repair,
    next_scan_at,
)
from tests.domain.rows import NOW, after, binding, desired, local_design, synced

HERE = Listed(42, "wc_1", "customizer", "active", 381)
S = BindingStatus


def scan(*listed: Listed) -> Scan:
    return Scan({each.key: each for each in listed}, after(60))


def judged(row: Any, *listed: Listed) -> Verdict | None:
    found = scan(*listed)
    return judge(row, found, found.statuses)


def test_listed_as_confirmed_it_agrees() -> None:
    assert judged(synced(), HERE) is Verdict.AGREES


@pytest.mark.parametrize(
    "fields", [{"status": "inactive"}, {"design_id": 382}, {"runtime_binding_id": 43}]
)
def test_listed_otherwise_it_differs(fields: dict[str, Any]) -> None:
    assert judged(synced(), replace(HERE, **fields)) is Verdict.DIFFERS


def test_not_listed_it_is_missing() -> None:
    assert judged(synced()) is Verdict.MISSING
    assert judged(synced(), replace(HERE, runtime_type="viewer")) is Verdict.MISSING


@pytest.mark.parametrize(
    "row",
    [
        binding(),
        changed(synced(), desired(design_id=9), after(1), When(after(1))),
        synced(runtime_binding_id=None),
        synced(synced_at=None),
        synced(synced_at=after(60)),
        synced(updated_at=after(61)),
        synced(desired=desired(design_id=None)),
        synced(desired=desired(design_id=None, external_design=local_design())),
    ],
)
def test_what_does_not_count(row: Any) -> None:
    """Never confirmed, dirty, younger than the scan, or hanging on no product."""
    assert judged(row) is None


@pytest.mark.parametrize("status", [S.DRAFT, S.INACTIVE, S.LEGACY_ACTIVE])
def test_other_statuses_are_missing_only_where_alter_lists_them(status: BindingStatus) -> None:
    row = synced(desired=desired(status=status))
    assert judged(row) is None
    other = replace(HERE, external_product_id="wc_2", status=status.value)
    assert judged(row, other) is Verdict.MISSING


def test_archived_ones_are_never_missing_but_may_differ() -> None:
    row = synced(desired=desired(status=S.ARCHIVED))
    assert judged(row, replace(HERE, external_product_id="wc_2", status="archived")) is None
    assert judged(row, HERE) is Verdict.DIFFERS
    assert judged(row, replace(HERE, status="archived")) is Verdict.AGREES


def test_a_repair_is_done_once_a_version() -> None:
    row = synced()
    assert may_repair(row)
    again = repaired(row, after(70))
    assert (again.desired, again.due_at, again.urgent) == (row.desired, after(70), False)
    assert (again.desired_version, again.confirmed_version) == (2, 1)
    settled = confirmed(again, again, Confirmed(43, 381, S.ACTIVE), after(71))
    assert settled.desired_version == settled.confirmed_version == 2
    assert not may_repair(settled)
    assert may_repair(changed(settled, desired(design_id=9), after(72), When(after(72))))


def test_turns_are_spread_and_stable() -> None:
    """A thousand stores of one moment share no minute with many others."""
    times = [next_scan_at(StoreId(f"st_{number}"), NOW) for number in range(1000)]
    assert times == [next_scan_at(StoreId(f"st_{number}"), NOW) for number in range(1000)]
    assert min(times) >= NOW + EVERY
    assert max(times) < NOW + EVERY + SPREAD
    minutes = [(each - NOW) // timedelta(minutes=1) for each in times]
    assert max(minutes.count(each) for each in set(minutes)) < 25
