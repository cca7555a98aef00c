"""Secrets as types: shown by nobody, compared in constant time, known while they live."""

from __future__ import annotations

import copy
import gc
import logging
import pickle
from dataclasses import dataclass

import pytest

from connector.domain.ids import StoreToken
from connector.domain.secrets import Secret, live_values

VALUE = "s3cret-value-0123456789"


@dataclass(frozen=True)
class Holder:
    token: Secret


@pytest.mark.parametrize(
    "shown",
    [
        repr(Secret(VALUE)),
        str(Secret(VALUE)),
        f"{Secret(VALUE)}",
        f"{Secret(VALUE)!r:>80}",
        f"{Secret(VALUE):>80}",
        "%s %r" % (Secret(VALUE), Secret(VALUE)),  # noqa: UP031 - the old way is a way, too
        repr(Holder(Secret(VALUE))),
        repr([Secret(VALUE)]),
        str(logging.LogRecord("n", 20, "p", 1, "%s", (Secret(VALUE),), None).getMessage()),
    ],
)
def test_no_way_of_printing_shows_the_value(shown: str) -> None:
    """What is secret cannot be printed by accident."""
    assert VALUE not in shown
    assert "Secret(…)" in shown


def test_a_kind_of_secret_says_which_kind_it_is() -> None:
    """Enough for a reader of a log, and no more."""
    assert repr(StoreToken(VALUE)) == "StoreToken(…)"


def test_only_reveal_gives_the_value() -> None:
    """One word to search the code for."""
    assert Secret(VALUE).reveal() == VALUE
    assert not hasattr(Secret(VALUE), "__dict__")


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_secret_does_not_travel_by_pickle(protocol: int) -> None:
    """Not into a cache, a queue or another process; nor by deepcopy, which is the same door."""
    with pytest.raises(TypeError, match="pickle"):
        pickle.dumps(Secret(VALUE), protocol)
    with pytest.raises(TypeError, match="pickle"):
        copy.deepcopy(Holder(Secret(VALUE)))


def test_secrets_are_equal_by_value_and_never_to_a_text() -> None:
    """A plain string in the place of a secret is a mistake that shows."""
    assert Secret(VALUE) == Secret(VALUE)
    assert Secret(VALUE) != Secret(VALUE + "x")
    assert Secret(VALUE) != VALUE
    assert Secret("\udcff") != Secret("\udcfe")


def test_an_empty_secret_is_false() -> None:
    """For settings that were left empty."""
    assert not Secret("")
    assert Secret("x")


def test_living_secrets_are_known_and_dead_ones_forgotten() -> None:
    """The log pipeline redacts by value what is alive; short values would blot out words."""
    held, short = Secret("held-" + VALUE), Secret("short")
    assert held.reveal() in set(live_values())
    assert short.reveal() not in set(live_values())
    value = held.reveal()
    del held
    gc.collect()
    assert value not in set(live_values())
