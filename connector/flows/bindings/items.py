"""The items of a `PUT /v1/bindings`, and the tally of what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from connector.domain.binding import Binding, BindingPatch, RuntimeType
from connector.domain.seen_keys import SeenKeys

MOST_LISTED = 1000
"""Items named in an answer; the others are counted."""


@dataclass(frozen=True)
class BindingItem:
    """One item as sent; `index` is its position in the request."""

    index: int
    external_product_id: str
    runtime_type: RuntimeType
    patch: BindingPatch

    @property
    def key(self) -> tuple[str, str]:
        return (self.external_product_id, self.runtime_type.value)


@dataclass(frozen=True)
class RejectedItem:
    index: int
    external_product_id: str | None
    runtime_type: str | None
    code: str
    detail: str


@dataclass(frozen=True)
class RepeatedItem:
    """An item whose key came before in the same request: the later one counts."""

    index: int
    external_product_id: str
    runtime_type: str


Chunk = Sequence[BindingItem | RejectedItem]


@dataclass(frozen=True)
class PutOutcome:
    """`accepted` counts the unchanged too; `pending` is the store's backlog. Of `rejected` and `repeated` the
    first 1,000 each, and how many there were. `archived` is None unless the request was a snapshot."""

    accepted: int
    unchanged: int
    rejected: Sequence[RejectedItem]
    rejected_count: int
    repeated: Sequence[RepeatedItem]
    repeated_count: int
    archived: int | None
    pending: int
    bindings: Sequence[Binding] | None


@dataclass
class Tally:
    """Bounded, whatever the length of the request."""

    unchanged: int = 0
    accepted: int = 0
    rejected: list[RejectedItem] = field(default_factory=list)
    rejected_count: int = 0
    repeated: list[RepeatedItem] = field(default_factory=list)
    repeated_count: int = 0
    versions: dict[str, int] = field(default_factory=dict)
    seen: SeenKeys = field(default_factory=SeenKeys)

    def reject(self, item: RejectedItem) -> None:
        self.rejected_count += 1
        if len(self.rejected) < MOST_LISTED:
            self.rejected.append(item)

    def accept(self, item: BindingItem, found: Binding, *, unchanged: bool) -> None:
        self.accepted += 1
        self.unchanged += unchanged
        if len(self.versions) < MOST_LISTED or found.id in self.versions:
            self.versions[found.id] = found.desired_version
        if not self.seen.add(item.key):
            return
        self.repeated_count += 1
        if len(self.repeated) < MOST_LISTED:
            self.repeated.append(RepeatedItem(item.index, *item.key))
