"""The sliding window: exact, per key, in bounded memory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain import window
from connector.domain.window import Rate, SlidingWindow

GAPS = st.lists(st.floats(0, 40, allow_nan=False), max_size=80)


@given(st.integers(1, 5), GAPS)
def test_no_window_ever_holds_more_than_the_count(count: int, gaps: list[float]) -> None:
    """Of the admitted events, `count` + 1 in a row never lie within one window."""
    rate = Rate(count, 60.0)
    sliding = SlidingWindow(rate)
    now, admitted = 1000.0, []
    for gap in gaps:
        now += gap
        if sliding.take("a", now) is None:
            admitted.append(now)
    for first, beyond in zip(admitted, admitted[count:], strict=False):
        assert first + 60.0 <= beyond


def test_a_rate_can_be_multiplied() -> None:
    """More of them in the same time."""
    assert Rate.parse("10/min").times(3) == Rate(30, 60.0) == Rate.parse("30/min")


@given(st.integers(1, 5), GAPS)
def test_nobody_is_refused_while_there_is_room(count: int, gaps: list[float]) -> None:
    """A refusal means that the window is full, and names the wait until it is not."""
    sliding = SlidingWindow(Rate(count, 60.0))
    now, admitted = 1000.0, []
    for gap in gaps:
        now += gap
        wait = sliding.take("a", now)
        if wait is None:
            admitted.append(now)
            continue
        inside = [event for event in admitted if event + 60.0 > now]
        assert len(inside) == count
        assert 0 < wait < 60.001
        assert wait == inside[0] + 60.0 - now


def test_a_refused_event_is_not_counted() -> None:
    """Whoever keeps knocking is let in when the window has moved on."""
    sliding = SlidingWindow(Rate(1, 60.0))
    assert sliding.take("a", 0.0) is None
    for moment in (10.0, 30.0, 59.0):
        assert sliding.take("a", moment) == 60.0 - moment
    assert sliding.take("a", 60.0) is None


def test_keys_do_not_know_each_other() -> None:
    """One client's flood is not another one's."""
    sliding = SlidingWindow(Rate(1, 60.0))
    assert sliding.take("a", 0.0) is None
    assert sliding.take("b", 0.0) is None
    assert sliding.take("a", 1.0) is not None


def test_many_keys_push_out_the_one_quiet_longest() -> None:
    """Memory is bounded: an attacker with many addresses gains one window, no more."""
    sliding = SlidingWindow(Rate(1, 60.0))
    sliding.take("quiet", 0.0)
    sliding.take("busy", 0.0)
    for number in range(window._KEYS - 2):
        sliding.take(str(number), 0.0)
    assert sliding.take("busy", 1.0) is not None
    sliding.take("one more", 1.0)
    assert sliding.take("busy", 1.0) is not None
    assert sliding.take("quiet", 1.0) is None


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("20/min", Rate(20, 60.0)),
        ("1/s", Rate(1, 1.0)),
        ("9999999/h", Rate(9999999, 3600.0)),
        (" 5/min ", Rate(5, 60.0)),
    ],
)
def test_a_rate_is_read(text: str, rate: Rate) -> None:
    """A count and a unit."""
    assert Rate.parse(text) == rate


@pytest.mark.parametrize(
    "text", ["", "20", "0/min", "-1/min", "20/day", "20/minute", "1.5/s", "20 /min", "٢/min"]
)
def test_anything_else_is_no_rate(text: str) -> None:
    """The message shows one that is."""
    with pytest.raises(ValueError, match="20/min"):
        Rate.parse(text)
