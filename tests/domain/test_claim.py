"""Who may claim which order: the rules by themselves."""

from __future__ import annotations

from typing import Any

import pytest

from connector.domain.binding import Binding, BindingStatus, RuntimeType
from connector.domain.claim import Frame, Holder, OrderFacts, Verdict, frame_of, judged
from tests.domain.claims import claim, claim_wish, embed_session
from tests.domain.rows import after, binding, synced

FRAME = Frame(after(-120), after(1020), 381)
EVERYBODY = list(Holder)


def order(**fields: Any) -> OrderFacts:
    chosen: dict[str, Any] = {
        "id": 123,
        "design_id": 381,
        "status": "shopping_cart",
        "created_at": after(60),
    }
    return OrderFacts(**chosen | fields)


@pytest.mark.parametrize(
    ("fields", "verdicts"),
    [
        ({}, "granted granted taken taken"),
        ({"status": "editable"}, "granted granted taken taken"),
        ({"status": "paid"}, "locked locked locked unknown"),
        ({"status": "somethingNew"}, "locked locked locked unknown"),
        ({"design_id": 382}, "wrongDesign granted wrongDesign unknown"),
        ({"design_id": 382, "status": "paid"}, "wrongDesign locked wrongDesign unknown"),
        ({"created_at": after(-121)}, "unknown granted unknown unknown"),
        ({"created_at": after(1021)}, "unknown granted unknown unknown"),
        ({"created_at": after(-121), "design_id": 382}, "unknown granted unknown unknown"),
    ],
)
def test_an_order_is_judged_by_who_holds_it(fields: dict[str, Any], verdicts: str) -> None:
    """Nobody, the caller, the same store, another store: what was not to be seen is not there."""
    found = [judged(order(**fields), FRAME, holder).value for holder in EVERYBODY]
    assert found == verdicts.split()


def test_the_edges_of_the_time_are_in_it() -> None:
    """To the microsecond."""
    for at in (FRAME.since, FRAME.until):
        assert judged(order(created_at=at), FRAME, Holder.NOBODY) is Verdict.GRANTED


def test_without_a_session_only_the_callers_own_claim_is_granted() -> None:
    """It was judged when it was made."""
    for holder in EVERYBODY:
        granted = judged(order(), None, holder) is Verdict.GRANTED
        assert granted is (holder is Holder.CALLER)


def test_a_product_without_a_design_has_no_orders() -> None:
    """As after a storefront was exchanged."""
    frame = Frame(FRAME.since, FRAME.until, None)
    assert judged(order(), frame, Holder.NOBODY) is Verdict.WRONG_DESIGN


@pytest.mark.parametrize(
    ("session", "wish", "rows", "design"),
    [
        ({}, {}, [synced()], 381),
        ({}, {"external_product_id": "wc_1_7"}, [synced()], 381),
        ({}, {"external_product_id": "wc_1_7"}, [synced(), binding("wc_1_7")], 381),
        ({}, {"external_product_id": "wc_1_7"}, [synced(), synced("wc_1_7")], None),
        ({"external_product_id": "wc_1_7"}, {}, [synced(), synced("wc_1_7")], None),
        (
            {"external_product_id": "wc_1_7"},
            {"external_product_id": "wc_1_7"},
            [synced(), synced("wc_1_7", upstream_design_id=382)],
            382,
        ),
        ({}, {"external_product_id": "wc_2"}, [synced(), synced("wc_2")], None),
        ({}, {}, [], None),
        ({"external_product_id": None}, {}, [synced()], None),
        ({"runtime_type": None}, {}, [synced()], None),
        ({"runtime_type": RuntimeType.VIEWER}, {}, [synced()], None),
        ({}, {}, [synced(confirmed_status=BindingStatus.INACTIVE)], 381),
    ],
)
def test_a_session_is_of_a_product(
    session: dict[str, Any], wish: dict[str, Any], rows: list[Binding], design: int | None
) -> None:
    """The design is the one Alter confirmed of the binding that the session opened."""
    frame = frame_of(embed_session(**session), rows, claim_wish(**wish))
    assert (None if frame is None else frame.design_id) == design
    if frame is not None:
        assert frame == Frame(after(-120), after(1020), design)


def test_no_session_no_frame() -> None:
    """Swept, or never issued."""
    assert frame_of(None, [synced()], claim_wish()) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"store_id": "st_two"},
        {"storefront_id": 13},
        {"alter_order_id": 124},
        {"claim_key_hash": "x"},
        {"external_product_id": "wc_2"},
        {"runtime_type": RuntimeType.VIEWER},
    ],
)
def test_a_claim_is_made_again_by_the_same_visitor_only(fields: dict[str, Any]) -> None:
    """With whatever session, at whatever time."""
    assert claim().is_again(claim(id="cl_x", session_ref="ss_two", claimed_at=after(9)))
    assert not claim().is_again(claim(**fields))
