"""A binding: which Alter design a shop's product opens, in which runtime, and what Alter has confirmed of it.

What the shop wants (`Desired`) and what Alter confirmed live side by side. A row is *dirty* while its
`desired_version` differs from its `confirmed_version`; the set of dirty rows is the whole backlog.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from connector.domain.ids import BindingId, StoreId


class RuntimeType(StrEnum):
    VIEWER = "viewer"
    CONFIGURATOR = "configurator"
    CUSTOMIZER = "customizer"


class BindingStatus(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    INACTIVE = "inactive"
    ARCHIVED = "archived"
    LEGACY_ACTIVE = "legacy_active"


class SyncState(StrEnum):
    SYNCED = "synced"
    PENDING = "pending"
    FAILED = "failed"


@dataclass(frozen=True)
class ExternalDesign:
    """A design whose files lie in the shop (`wordpress_local`); URLs lie on the shop's own origins."""

    external_design_key: str
    product_id: int
    title: str
    manifest_url: str
    asset_base_url: str
    manifest_hash: str
    source_meta: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Desired:
    """What the shop wants Alter to hold; always sent whole."""

    external_product_id: str
    runtime_type: RuntimeType
    status: BindingStatus = BindingStatus.DRAFT
    design_id: int | None = None
    external_design: ExternalDesign | None = None
    legacy_storefront_product_id: int | None = None
    legacy_binding_meta: Mapping[str, Any] | None = None
    local_design_id: str | None = None
    """The design of this service that `external_design` was made of; Alter never hears of it."""

    @property
    def key(self) -> tuple[str, str]:
        return (self.external_product_id, self.runtime_type.value)

    @property
    def has_design(self) -> bool:
        return self.design_id is not None or self.external_design is not None

    def says_the_same_as(self, other: Desired) -> bool:
        """By what Alter would be sent: to Python `true` equals `1`, to JSON it does not."""
        return self.content_hash() == other.content_hash()

    def content_hash(self) -> str:
        """SHA-256 over a canonical JSON form: equal content, equal hash, whatever the order of keys."""
        content = {
            "status": self.status.value,
            "design": self.design_id,
            "external": None if self.external_design is None else vars(self.external_design),
            "legacyId": self.legacy_storefront_product_id,
            "legacyMeta": self.legacy_binding_meta,
        }
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


class _Unset:
    """The field was not sent: keep what is there. `None` was sent: clear it."""

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = _Unset()


@dataclass(frozen=True)
class BindingPatch:
    """The fields of a binding as sent; at most one kind of design."""

    status: BindingStatus | _Unset = UNSET
    design_id: int | _Unset | None = UNSET
    external_design: ExternalDesign | _Unset | None = UNSET
    legacy_storefront_product_id: int | _Unset | None = UNSET
    legacy_binding_meta: Mapping[str, Any] | _Unset | None = UNSET
    local_design_id: str | _Unset | None = UNSET
    """Becomes the external design that it is by then (`of_local`)."""

    @property
    def wanted_local_design(self) -> str | None:
        return None if isinstance(self.local_design_id, _Unset) else self.local_design_id

    def of_local(self, design: ExternalDesign) -> BindingPatch:
        return replace(self, external_design=design)

    def applied_to(self, base: Desired) -> Desired:
        """A new Alter design replaces a local one and the other way round: a binding opens one design."""
        changes: dict[str, Any] = {}
        if not isinstance(self.design_id, _Unset):
            changes |= {"design_id": self.design_id}
            if self.design_id is not None:
                changes |= {"external_design": None, "local_design_id": None}
        if not isinstance(self.external_design, _Unset):
            changes |= {"external_design": self.external_design, "local_design_id": None}
            if self.external_design is not None:
                changes |= {"design_id": None}
        if not isinstance(self.local_design_id, _Unset):
            changes |= {"local_design_id": self.local_design_id}
            if self.local_design_id is None and base.local_design_id is not None:
                changes.setdefault("external_design", None)
        for name in ("status", "legacy_storefront_product_id", "legacy_binding_meta"):
            value = getattr(self, name)
            if not isinstance(value, _Unset):
                changes[name] = value
        return replace(base, **changes)


@dataclass(frozen=True)
class ItemFault:
    """Why one item of a list was not taken."""

    code: str
    detail: str


def fault_of(desired: Desired, *, prefix: str, shares_storefront: bool) -> ItemFault | None:
    """The rules a binding must keep before it is stored; `None` when it keeps them all."""
    wants_design = desired.status in (BindingStatus.ACTIVE, BindingStatus.LEGACY_ACTIVE)
    if wants_design and not desired.has_design:
        return ItemFault(
            "binding.designRequired",
            "An active binding needs a design: send designId, externalDesign or localDesignId.",
        )
    if shares_storefront and not desired.external_product_id.startswith(prefix):
        return ItemFault(
            "binding.externalProductIdPrefix",
            f"This store shares its Alter storefront: its product ids start with {prefix}.",
        )
    return None


@dataclass(frozen=True)
class Binding:
    """A row: what is wanted, what Alter confirmed, and how the way between them stands."""

    id: BindingId
    store_id: StoreId
    desired: Desired
    desired_version: int
    confirmed_version: int
    confirmed_status: BindingStatus | None
    confirmed_hash: str | None
    refused_version: int
    runtime_binding_id: int | None
    upstream_design_id: int | None
    status_before: BindingStatus | None
    upstream_status: int | None
    code: str | None
    detail: str | None
    attempts: int
    due_at: datetime | None
    urgent: bool
    synced_at: datetime | None
    updated_at: datetime
    last_answer: str | None = None
    """What Alter said when it last refused this row, cut and without secrets."""
    repaired_version: int = 0
    """The version that was sent again because Alter did not list it; that is done once."""

    @property
    def sync_state(self) -> SyncState:
        if self.desired_version == self.confirmed_version:
            return SyncState.SYNCED
        if self.refused_version == self.desired_version:
            return SyncState.FAILED
        return SyncState.PENDING

    @property
    def is_live(self) -> bool:
        """Shown to shoppers: wanted active *and* confirmed active (contract, "Sessions and storefront")."""
        return (
            self.desired.status is BindingStatus.ACTIVE
            and self.confirmed_status is BindingStatus.ACTIVE
            and self.runtime_binding_id is not None
        )

    @property
    def design_id(self) -> int | None:
        """The id in Alter's iframe addresses: the one Alter confirmed, also while a change is under way."""
        return self.upstream_design_id or self.desired.design_id
