"""Whose store is it: every case of the contract's paragraph, as a table."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connector.domain.ownership import (
    Claimant,
    CreateStore,
    Proof,
    ProveFirst,
    Reconnect,
    Taken,
    Verdict,
    decide,
    free_prefix,
)
from connector.domain.store import Store
from tests.domain.rows import NOW
from tests.domain.stores import a_store

PROVED = a_store("st_proved", storefront_id=12, address_proved=True)
NEWER = a_store("st_newer", storefront_id=13, connected_at=NOW + timedelta(days=1))
OLDER = a_store("st_older", storefront_id=14)


def claimant(
    storefront: int = 99,
    *,
    token: Store | None = None,
    through_alter: bool = True,
    proved: bool | None = None,
) -> Claimant:
    return Claimant(storefront, token.id if token else None, through_alter, proved)


NOBODY = claimant()
CASES: dict[str, tuple[Claimant, list[Store], Verdict]] = {
    "nobody is there": (NOBODY, [], CreateStore()),
    "nobody is there, by hand": (claimant(through_alter=False), [], CreateStore()),
    "its current token": (
        claimant(token=PROVED),
        [NEWER, PROVED],
        Reconnect(PROVED, Proof.TOKEN),
    ),
    "a token of an unproved store beats the proved one's storefront": (
        claimant(12, token=NEWER),
        [NEWER, PROVED],
        Reconnect(NEWER, Proof.TOKEN),
    ),
    "a token of a store elsewhere proves nothing here": (
        claimant(token=a_store("st_elsewhere")),
        [PROVED],
        ProveFirst(),
    ),
    "the same storefront through Alter": (
        claimant(12),
        [NEWER, PROVED],
        Reconnect(PROVED, Proof.STOREFRONT),
    ),
    "the same storefront of an unproved store": (
        claimant(14),
        [NEWER, OLDER],
        Reconnect(OLDER, Proof.STOREFRONT),
    ),
    "the same storefront by hand is no proof": (
        claimant(12, through_alter=False),
        [PROVED],
        ProveFirst(),
    ),
    "another storefront, not tried yet": (NOBODY, [PROVED], ProveFirst()),
    "another storefront, unproved neighbour, not tried yet": (NOBODY, [OLDER], ProveFirst()),
    "the same storefront of an unproved store beats a fresh proof": (
        claimant(13, proved=True),
        [NEWER, PROVED],
        Reconnect(NEWER, Proof.STOREFRONT),
    ),
    "a fresh proof takes over the proved store": (
        claimant(proved=True),
        [NEWER, PROVED],
        Reconnect(PROVED, Proof.ADDRESS),
    ),
    "a fresh proof takes over no unproved one: it may be a squatter's": (
        claimant(proved=True),
        [NEWER, OLDER],
        CreateStore(),
    ),
    "by hand, a fresh proof takes over the proved store": (
        claimant(through_alter=False, proved=True),
        [NEWER, PROVED],
        Reconnect(PROVED, Proof.ADDRESS),
    ),
    "no proof against a proved store": (claimant(proved=False), [NEWER, PROVED], Taken()),
    "no proof beside unproved stores": (claimant(proved=False), [NEWER, OLDER], CreateStore()),
    "by hand, no proof against a proved store": (
        claimant(12, through_alter=False, proved=False),
        [PROVED],
        Taken(),
    ),
}


@pytest.mark.parametrize(("who", "there", "verdict"), CASES.values(), ids=CASES.keys())
def test_touching_a_store_takes_its_token_a_proof_or_its_storefront(
    who: Claimant, there: list[Store], verdict: Verdict
) -> None:
    """Contract, "Whose store is it?"."""
    assert decide(who, there) == verdict


@pytest.mark.parametrize(
    ("taken", "free"),
    [
        (set(), "wc_"),
        ({"wc_"}, "wc2_"),
        ({"wc_", "wc2_"}, "wc3_"),
        ({"wc_", "wc3_"}, "wc2_"),
        ({"wc2_"}, "wc_"),
    ],
)
def test_each_store_of_a_storefront_gets_a_prefix_of_its_own(taken: set[str], free: str) -> None:
    """The first that is free."""
    assert free_prefix(taken) == free
