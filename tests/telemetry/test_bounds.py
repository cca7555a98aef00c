"""No label holds what came from outside, however much of it comes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from connector.telemetry.bounds import OTHER, FirstSeen, method


@given(st.lists(st.text(), max_size=200))
def test_beyond_the_first_all_are_other(values: list[str]) -> None:
    bounded = FirstSeen(5)
    assert len({bounded(value) for value in values} - {OTHER}) <= 5


def test_what_was_first_stays_itself() -> None:
    bounded = FirstSeen(1)
    assert [bounded(value) for value in ("one", "two", "one")] == ["one", OTHER, "one"]


@given(st.text())
def test_methods_are_the_few_that_there_are(name: str) -> None:
    assert method(name) in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", OTHER}
