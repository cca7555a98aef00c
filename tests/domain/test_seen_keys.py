"""Repeated keys are found among very many, in little memory."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from connector.domain.seen_keys import SeenKeys

KEYS = st.lists(st.tuples(st.text(max_size=3), st.sampled_from(["viewer", "customizer"])))


@given(KEYS)
def test_a_key_is_seen_exactly_when_it_came_before(keys: list[tuple[str, str]]) -> None:
    """As a set would say it, and the parts of a key do not run into each other."""
    seen, known = SeenKeys(), set[tuple[str, str]]()
    for key in keys:
        assert seen.add(key) == (key in known)
        known.add(key)


def test_it_grows_past_its_first_size() -> None:
    seen = SeenKeys()
    assert not any(seen.add((f"wc_{n}", "viewer")) for n in range(5000))
    assert all(seen.add((f"wc_{n}", "viewer")) for n in range(5000))


def test_past_its_limit_it_remembers_what_it_knew() -> None:
    """And takes no more in, however long the stream: `wc_10` came, and is not known."""
    seen = SeenKeys(most=10)
    for n in range(1000):
        seen.add((f"wc_{n}", "viewer"))
    assert seen.add(("wc_9", "viewer"))
    assert not seen.add(("wc_10", "viewer"))
