"""The proof's own judgement: each way of losing or inventing something is a difference, by name."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from scripts.proof.faults import Deed, Schedule
from scripts.proof.orders import Event, Followed
from scripts.proof.sent import judged, went_back
from scripts.proof.verdict import Side, bindings_differ, orders_differ
from scripts.proof.wishes import Certainty, Content, Wishes

KEY = ("wc_1", "viewer")
OLD = Content("active", 500, None, 1)
NEW = Content("inactive", 501, None, 2)
ORDER = 123


def row(content: Content, state: str = "synced") -> dict[str, Any]:
    """As the connector shows it; `held` and `sent` are the same binding at Alter and on the way."""
    return {
        "externalProductId": KEY[0],
        "runtimeType": KEY[1],
        "status": content.status,
        "designId": content.design,
        "externalDesign": None,
        "legacyStorefrontProductId": content.marker,
        "sync": {"state": state, "code": None},
    }


def held(content: Content, **changes: Any) -> dict[str, Any]:
    shown = {"storefrontId": 13, "externalDesignKey": None, "manifestHash": None}
    return row(content) | shown | changes


def wishes(*contents: Content) -> Wishes:
    found = Wishes()
    for content in contents:
        found.accept({KEY: content})
    return found


def order(*statuses: str) -> Followed:
    found = Followed(1001, ORDER, (987,))
    for sequence, status in enumerate(statuses):
        found.accept(Event("updated", status, sequence, (2,)))
    return found


def side(wished: Wishes, *rows: dict[str, Any], followed: Followed | None = None) -> Side:
    orders = {} if followed is None else {ORDER: followed}
    shown = None if followed is None else {"sync": {"state": "synced", "code": None}}
    if shown is not None and followed is not None:
        shown["sequence"] = followed.sequence  # type: ignore[assignment]
    return Side("shop", 13, wished, orders, rows, {ORDER: shown})


def at_alter(status: str = "paid", quantity: int = 2, *, deleted: bool = False) -> dict[str, Any]:
    quantities = {"987": quantity}
    return {"id": ORDER, "status": status, "deleted": deleted, "quantities": quantities}


def told(differences: list[Any]) -> str:
    return "\n".join(map(str, differences))


def test_three_equal_worlds_do_not_differ() -> None:
    found = side(wishes(OLD, NEW), row(NEW), followed=order("processing"))
    state = {"bindings": [held(NEW)], "orders": [at_alter()]}
    assert bindings_differ(found, state) == orders_differ(found, state) == []


@pytest.mark.parametrize(
    ("rows", "at_alters", "words"),
    [
        ([row(NEW)], [held(OLD)], "called synced as"),
        ([row(NEW)], [], "Alter holds None"),
        ([row(OLD)], [held(OLD)], "the connector has"),
        ([], [held(NEW)], "does not know"),
        ([row(NEW, "pending")], [held(NEW)], "still pending"),
        ([row(NEW, "failed")], [held(OLD)], "should be not refused"),
        ([row(NEW)], [held(NEW), held(OLD, externalProductId="wc_9")], "nobody asked for"),
        ([row(NEW)], [held(replace(NEW, design=7))], "never wished"),
    ],
)
def test_a_binding_that_is_lost_or_invented_is_found(
    rows: list[Any], at_alters: list[Any], words: str
) -> None:
    assert words in told(bindings_differ(side(wishes(OLD, NEW), *rows), {"bindings": at_alters}))


def test_what_still_serves_after_its_store_left_is_found() -> None:
    """And nothing else is asked of a store that left with its bindings deactivated."""
    left = wishes(OLD)
    left.leave({KEY}, deactivate=True)
    assert left.by_key[KEY].certainty is Certainty.NOT_SERVING
    assert "still shows" in told(bindings_differ(side(left), {"bindings": [held(OLD)]}))
    assert bindings_differ(side(left), {"bindings": [held(replace(OLD, status="inactive"))]}) == []


def test_what_was_accepted_of_a_store_that_left_and_kept_its_bindings_is_at_alter() -> None:
    """The connector forgets the store, and owes Alter its last wish all the same."""
    left = wishes(OLD, NEW)
    left.leave({KEY}, deactivate=False)
    assert bindings_differ(side(left), {"bindings": [held(NEW)]}) == []
    assert "wanted" in told(bindings_differ(side(left), {"bindings": [held(OLD)]}))
    assert left.certain() == {}
    left.leave(set(), deactivate=True)
    assert bindings_differ(side(left), {"bindings": [held(NEW)]}) == []


@pytest.mark.parametrize(
    ("at_alters", "words"),
    [
        (at_alter("editable"), "wanted paid"),
        (at_alter(quantity=1), "item 987"),
        (at_alter(deleted=True), "deleted: wanted False"),
    ],
)
def test_an_order_that_is_not_as_told_is_found(at_alters: dict[str, Any], words: str) -> None:
    found = side(wishes(), followed=order("pending", "processing"))
    assert words in told(orders_differ(found, {"orders": [at_alters]}))


def test_an_older_event_undoes_nothing() -> None:
    """Nor does one that means nothing, nor anything after a deletion."""
    followed = order("processing", "on-hold")
    followed.accept(Event("updated", "cancelled", 0, (9,)))
    assert (followed.status, followed.wanted_quantities) == ("paid", {987: 2})
    followed.accept(Event("deleted", "trash", 2, (9,)))
    followed.accept(Event("updated", "completed", 3, (9,)))
    assert (followed.status, followed.deleted) == ("paid", True)


@pytest.mark.parametrize(
    ("said", "wished", "wrong"),
    [
        ("ac", "abc", None),
        ("", "abc", None),
        ("aba", "ab", "a"),
        ("ba", "ab", "a"),
        ("x", "ab", "x"),
        ("aba", "abba", None),
    ],
)
def test_versions_may_be_passed_over_but_never_come_back(
    said: str, wished: str, wrong: str | None
) -> None:
    assert went_back(said, wished) == wrong


def sync(*contents: Content) -> dict[str, Any]:
    return {
        "method": "POST",
        "path": "/public-api/v1/runtime-bindings/sync-from-wordpress",
        "status": 200,
        "accessKey": "ak",
        "body": {"bindings": [row(content) for content in contents]},
    }


def test_an_older_content_after_a_newer_one_is_found_and_a_repeat_counted() -> None:
    found = side(wishes(OLD, NEW), row(NEW))
    again = judged([sync(OLD), sync(OLD), sync(NEW)], [found], {"ak": 13})
    assert (again.differences, again.repeated["binding"]) == ([], 1)
    back = judged([sync(OLD), sync(NEW), sync(OLD)], [found], {"ak": 13})
    assert "was not wished, or not then" in told(back.differences)


def test_a_write_to_nobodys_order_and_an_unasked_deletion_are_found() -> None:
    found = side(wishes(), followed=order("processing"))
    path = "/public-api/v1/customer-orders"
    calls = [
        {"method": "PATCH", "path": f"{path}/9/status", "status": 200, "body": {"status": "paid"}},
        {"method": "DELETE", "path": f"{path}/{ORDER}", "status": 200, "body": None},
        {
            "method": "PATCH",
            "path": f"{path}/{ORDER}/status",
            "status": 200,
            "body": {"status": "cancelled"},
        },
    ]
    words = told(judged(calls, [found], {}).differences)
    for each in ("nobody asked for", "a deletion that nobody", "cancelled was not wished"):
        assert each in words


def test_a_seed_repeats_its_faults_and_never_a_false_verdict() -> None:
    """401 never on the probe, 404 never on an order: those would be believed, and rightly."""
    schedule, again = Schedule(7), Schedule(7)
    paths = ("/auth/check", "/customer-orders/5/status", "/runtime-bindings/sync-from-wordpress")
    met = set()
    for number in range(3000):
        path = Random(number).choice(paths)
        fault = schedule.fault(number, path, 0.0)
        assert fault == again.fault(number, path, 0.0)
        if fault is not None and fault.deed is Deed.PAUSING:
            met.add((path, fault.status))
    assert {status for path, status in met if path == paths[0]} == set()
    assert {status for path, status in met if path == paths[1]} == {401, 403, 408}
    assert {status for path, status in met if path == paths[2]} == {401, 403, 404, 408}
