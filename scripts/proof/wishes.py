"""What stores ask for their products: the input's side of the comparison. Pure, and made without a look at how
the connector does it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

Key = tuple[str, str]
"""(externalProductId, runtimeType)."""

SERVING = ("active", "legacy_active")
UNKNOWN_DESIGN = 999_999

_REFUSABLE = ("901", "902")
_WITHOUT_DESIGN = "903"
"""One product that is sometimes mapped to a design that Alter does not have."""


def is_refusable(product: str) -> bool:
    """Two of a store's products; with more of them in one batch, a batch fault might be suspected."""
    return product.endswith(_REFUSABLE)


def is_clickable(product: str) -> bool:
    """A refused click falls back to what was before; what is refused on purpose is not clicked."""
    return not product.endswith((*_REFUSABLE, _WITHOUT_DESIGN))


@dataclass(frozen=True)
class Content:
    """What a binding says. `marker` (legacyStorefrontProductId) is unlike in every version that is put."""

    status: str
    design: int | None
    local: str | None
    marker: int | None

    @property
    def serves(self) -> bool:
        return self.status in SERVING

    @property
    def is_refused_by_alter(self) -> bool:
        return self.design == UNKNOWN_DESIGN

    @classmethod
    def said(cls, row: Mapping[str, Any]) -> Content:
        """As the connector answers it, and as it sends it."""
        external = row.get("externalDesign")
        local = f"{external['externalDesignKey']} {external['manifestHash']}" if external else None
        return cls(row["status"], row.get("designId"), local, row.get("legacyStorefrontProductId"))

    @classmethod
    def held(cls, row: Mapping[str, Any]) -> Content:
        """As the sandbox shows it. It gives local designs ids of its own."""
        key = row["externalDesignKey"]
        local = None if key is None else f"{key} {row['manifestHash']}"
        design = row["designId"] if local is None else None
        return cls(row["status"], design, local, row["legacyStorefrontProductId"])


class Certainty(StrEnum):
    EXACT = "exact"
    """The last wish."""
    HELD = "held"
    """The last wish, at Alter; the store left, and may not know of it any more."""
    ANY = "any"
    """The store left, and Alter refuses some of what it wished: whichever wish Alter had by then."""
    NOT_SERVING = "not serving"
    """The store left and had them deactivated."""


@dataclass
class Wished:
    """One binding's history: every change that was accepted, in order."""

    wishes: list[Content] = field(default_factory=list)
    certainty: Certainty = Certainty.EXACT

    @property
    def wanted(self) -> Content:
        return self.wishes[-1]

    def add(self, content: Content) -> None:
        if not self.wishes or self.wanted != content:
            self.wishes.append(content)


@dataclass
class Wishes:
    """Of one store. `unknown`: changes whose answer was lost; `taken`: those of them that were kept."""

    by_key: dict[Key, Wished] = field(default_factory=dict)
    accepted: int = 0
    unknown: int = 0
    taken: int = 0

    def accept(self, changes: Mapping[Key, Content]) -> None:
        """Each is what its whole row is now, whatever was there before."""
        for key, content in changes.items():
            found = self.by_key.setdefault(key, Wished())
            found.add(content)
            found.certainty = Certainty.EXACT
        self.accepted += len(changes)

    def certain(self) -> Mapping[Key, Content]:
        """What the connector must show now; after a return it may show something else of what was left."""
        return {
            key: wished.wanted
            for key, wished in self.by_key.items()
            if wished.certainty is Certainty.EXACT
        }

    def leave(self, known: Collection[Key], *, deactivate: bool) -> None:
        """Nothing accepted is given up. `known`: what the connector had of the store when it left. A store that
        left and came back knows nothing of what it kept then, and cannot switch it off."""
        for key, wished in self.by_key.items():
            if key not in known:
                continue
            if not is_clickable(key[0]):
                wished.certainty = Certainty.ANY
            elif deactivate:
                wished.certainty = Certainty.NOT_SERVING
            elif wished.certainty is Certainty.EXACT:
                wished.certainty = Certainty.HELD
            if deactivate:
                wished.add(replace(wished.wanted, status="inactive"))
