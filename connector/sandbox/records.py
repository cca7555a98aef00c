"""The things of the sandbox's world, as plain records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from connector.sandbox.plan import Plan, every_runtime

BINDING_STATUSES = ("draft", "active", "inactive", "archived", "legacy_active")
# `legacy_active` serves shoppers like `active`; the document gives the word without a meaning.
SERVING_STATUSES = ("active", "legacy_active")


@dataclass(slots=True)
class Storefront:
    id: int
    user_owner_id: int
    name: str
    plan: Plan = field(default_factory=Plan)
    embed_domains: list[str] | None = None
    """None: every origin is accepted; a list: these origins only."""


@dataclass(slots=True)
class Credential:
    """The token itself is shown once, when issued; only its hash stays, as at Alter."""

    id: int
    storefront_id: int
    access_key: str
    token_sha256: str
    scopes: tuple[str, ...]
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class IssuedCredential:
    credential_id: int
    storefront_id: int
    access_key: str
    access_token: str

    @property
    def headers(self) -> dict[str, str]:
        return {
            "x-alter-access-key": self.access_key,
            "x-alter-access-token": self.access_token,
        }


@dataclass(frozen=True, slots=True)
class LocalFiles:
    """What `externalDesign` says of a design whose files lie on the store's own server."""

    key: str
    product_id: int
    title: str
    manifest_url: str
    asset_base_url: str
    manifest_hash: str
    source_meta: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Design:
    id: int
    storefront_id: int
    name: str
    product_id: int
    created_at: str
    kind: str = "box"
    is_customizer: bool = True
    embeddable: dict[str, bool] = field(default_factory=every_runtime)
    local: LocalFiles | None = None


@dataclass(frozen=True, slots=True)
class Binding:
    id: int
    storefront_id: int
    external_product_id: str
    runtime_type: str
    status: str = "draft"
    design_id: int | None = None
    legacy_storefront_product_id: int | None = None
    legacy_binding_meta: dict[str, Any] | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.external_product_id, self.runtime_type

    @property
    def serves(self) -> bool:
        return self.status in SERVING_STATUSES

    def shown(self) -> dict[str, object]:
        """The shape of "Runtime bindings", example response."""
        return {
            "id": self.id,
            "designId": self.design_id,
            "externalProductId": self.external_product_id,
            "runtimeType": self.runtime_type,
            "status": self.status,
        }


@dataclass(slots=True)
class Handoff:
    """One approval on the connect page, waiting for its exchange."""

    code: str
    storefront_id: int
    store_url: str
    site_origin: str
    code_challenge: str
    expires_at: float
    used: bool = False


@dataclass(frozen=True, slots=True)
class IssuedSession:
    jti: str
    storefront_id: int
    tool: str
    origin: str
    runtime_binding_id: int | None
    design_id: int | None
    order_id: int | None
    expires_at: float
