"""Whose store is it? (contract, "Connect")

An address belongs to a store once it is proved. Touching an existing store takes its current token, the same
Alter storefront through start/complete, or, for the store that has proved the address, a fresh proof of it: an
unproved one may be a squatter's, who knows its secrets. Pure: proofs are made elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from connector.domain.ids import StoreId
from connector.domain.store import Store

DEFAULT_PREFIX = "wc_"


class Proof(StrEnum):
    TOKEN = "token"  # noqa: S105 - the kind of proof, not one
    STOREFRONT = "storefront"
    ADDRESS = "address"


@dataclass(frozen=True)
class Claimant:
    """Who asks. `proved_now`: None while the address proof was not tried."""

    storefront_id: int
    token_store: StoreId | None
    through_alter: bool
    proved_now: bool | None


@dataclass(frozen=True)
class CreateStore:
    pass


@dataclass(frozen=True)
class Reconnect:
    store: Store
    proof: Proof


@dataclass(frozen=True)
class ProveFirst:
    """Nothing else speaks for the claimant: fetch the proof, then decide again."""


@dataclass(frozen=True)
class Taken:
    pass


Verdict = CreateStore | Reconnect | ProveFirst | Taken


def decide(claimant: Claimant, at_address: Sequence[Store]) -> Verdict:
    """`at_address`: the stores of that address, the newest first."""
    proved_first = sorted(at_address, key=lambda store: not store.address_proved)
    for store in proved_first:
        if store.id == claimant.token_store:
            return Reconnect(store, Proof.TOKEN)
    if claimant.through_alter:
        for store in proved_first:
            if store.storefront_id == claimant.storefront_id:
                return Reconnect(store, Proof.STOREFRONT)
    if not proved_first:
        return CreateStore()
    if claimant.proved_now is None:
        return ProveFirst()
    if not proved_first[0].address_proved:
        return CreateStore()
    return Reconnect(proved_first[0], Proof.ADDRESS) if claimant.proved_now else Taken()


def free_prefix(taken: Collection[str]) -> str:
    """`wc_`, or the first of `wc2_`, `wc3_`, … that no other store of the storefront uses."""
    if DEFAULT_PREFIX not in taken:
        return DEFAULT_PREFIX
    number = 2
    while f"wc{number}_" in taken:
        number += 1
    return f"wc{number}_"
