"""Ids of jobs, and how rows are told."""

from __future__ import annotations

import pytest

from connector.domain.ids import BindingId
from connector.domain.order import OrderStatus
from connector.domain.outbox import job_of_binding, job_of_order, parse_id
from tests.domain.orders import alter_order, state
from tests.domain.rows import binding, desired, local_design


def test_ids_are_read_back() -> None:
    row, order = binding(), alter_order()
    assert parse_id(job_of_binding(row).id) == row.id
    assert parse_id(job_of_order(order).id) == order.key
    assert parse_id("bd_abc") == BindingId("bd_abc")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bd_",
        "bd_\n",
        "st_one",
        "order:12",
        "order:12:",
        "order:1:2:3",
        "order:-1:2",
        "order:1:²",
    ],
)
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="neither"):
        parse_id(text)


def test_what_is_wanted_is_told_in_words() -> None:
    assert job_of_binding(binding()).wanted == "active, design 381"
    assert job_of_binding(binding(desired=desired(design_id=None))).wanted == "active, no design"
    local = desired(design_id=None, external_design=local_design())
    assert job_of_binding(binding(desired=local)).wanted == "active, local design box"
    wanted = state(OrderStatus.PAID, 3, (7, 2))
    assert job_of_order(alter_order(desired=wanted)).wanted == ("paid, 3 of each item, 2 of item 7")
    assert job_of_order(alter_order(desired=state(deleted=True))).wanted == "deleted"
    assert job_of_order(alter_order(desired=state())).wanted == "nothing"
    assert "an erased order" in job_of_order(alter_order(order_id=None)).subject
