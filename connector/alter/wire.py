"""Alter's JSON as types: tolerant readers of both document versions, strict writers of the current one.

Readers ignore unknown fields and treat as optional whatever only one version shows. Writers send exactly
the fields of the current document and leave out what is None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic.alias_generators import to_camel

from connector.alter.errors import AlterMalformed
from connector.domain.secrets import Secret

M = TypeVar("M", bound=BaseModel)

# The current document's lifetime of an embed token, the shorter of the two documented ones.
DEFAULT_TOKEN_SECONDS = 900

# What travels in a header: anything else would be an injection, not a credential.
_HEADER_SAFE = re.compile(r"[\x21-\x7e]+")


def _header_safe(value: object) -> str:
    if not isinstance(value, str) or _HEADER_SAFE.fullmatch(value) is None:
        raise ValueError("not a credential that can travel in a header")
    return value


def _secret(value: object) -> Secret:
    return value if isinstance(value, Secret) else Secret(_header_safe(value))


def _utc(value: datetime) -> datetime:
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)


HeaderText = Annotated[str, BeforeValidator(_header_safe)]
SecretText = Annotated[Secret, BeforeValidator(_secret)]


UtcMoment = Annotated[datetime, AfterValidator(_utc)]
"""The older document writes some of its times without a zone."""


class _Reader(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
        frozen=True,
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        arbitrary_types_allowed=True,
        coerce_numbers_to_str=True,
        hide_input_in_errors=True,
        defer_build=True,  # most starts read few of these; each is built when first read
    )

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, value: Any) -> Any:
        """JavaScript back ends write null for what they do not have; defaults are for both."""
        if isinstance(value, dict):
            return {name: each for name, each in value.items() if each is not None}
        return value


class PlanLimits(_Reader):
    """Ceilings of the plan; None when Alter does not name one."""

    active_runtime_bindings_limit: int | None = None
    monthly_reassignment_limit: int | None = None
    monthly_embed_token_limit: int | None = None


class Plan(_Reader):
    """`runtime_flags`: tool name -> whether the plan includes it."""

    required_plan: str | None = None
    current_plan_name: str | None = None
    eligible: bool | None = None
    runtime_flags: dict[str, bool] = Field(default_factory=dict)
    limits: PlanLimits = Field(default_factory=PlanLimits)


class AuthCheck(_Reader):
    """Answer of GET /auth/check. The oldest version says only `message`, the older one has no plan."""

    ok: bool | None = None
    message: str | None = None
    storefront_id: int | None = None
    user_owner_id: int | None = None
    credential_id: int | None = None
    scopes: list[str] = Field(default_factory=list)
    plan: Plan | None = None


class ExchangeAnswer(_Reader):
    """Answer of POST /wp-connect/exchange."""

    message: str | None = None
    access_key: HeaderText
    access_token: SecretText
    storefront_id: int | None = None


class RuntimeBinding(_Reader):
    """A binding as Alter has it."""

    id: int
    design_id: int | None = None
    external_product_id: str
    runtime_type: str
    status: str


class SyncAnswer(_Reader):
    """Answer of POST /runtime-bindings/sync-from-wordpress."""

    message: str | None = None
    runtime_bindings: list[RuntimeBinding]


class EmbedSession(_Reader):
    """Answer of POST /embed/session; `expires_in` in seconds. The older version names no binding."""

    token: SecretText
    expires_in: int = Field(default=DEFAULT_TOKEN_SECONDS, gt=0)
    kid: str | None = None
    mode: str | None = None
    runtime_binding_id: int | None = None
    runtime_type: str | None = None


class Money(_Reader):
    """A negative price would be a discount, and is nothing that Alter can mean."""

    value: Annotated[int, Field(ge=0)] | Annotated[float, Field(ge=0, allow_inf_nan=False)]
    currency: str


class OrderItem(_Reader):
    """One line of a customer order. What was chosen is passed on in Alter's words.

    `print_type` is `printMethod` in the customizer's message; both are read.
    """

    id: int
    size: Any = None
    material: Any = None
    print_type: Any = Field(default=None, validation_alias=AliasChoices("printType", "printMethod"))
    color: Any = None
    variant: dict[str, Any] | None = None
    unit_price: Money
    quantity: Annotated[int, Field(ge=0)]

    @property
    def options(self) -> dict[str, Any]:
        """By Alter's names, without those that the item does not have."""
        return _without_none(
            size=self.size, material=self.material, printType=self.print_type, color=self.color
        )


class OrderHead(_Reader):
    """Which order, of which design, in what state: all that lists are read for."""

    id: int
    customizer_id: int
    order_status: str
    created_at: UtcMoment


class CustomerOrder(OrderHead):
    """A customer order. The name of its design goes by two names in the documents."""

    product_items: list[OrderItem] = Field(default_factory=list)
    design_name: str | None = Field(
        default=None, validation_alias=AliasChoices("designName", "customizerName")
    )


class OrderAnswer(_Reader):
    """Answer of GET /customer-orders/{id}."""

    order: CustomerOrder


class _ListedOrders(_Reader):
    items: list[dict[str, Any]] = Field(default_factory=list)
    total: int | None = None


class OrderList(_Reader):
    """Answer of GET /customer-orders, shown by the older document only."""

    order: _ListedOrders = Field(validation_alias=AliasChoices("order", "orders"))

    @property
    def heads(self) -> Sequence[OrderHead]:
        """Those that can be read: one odd order of a storefront does not hide the others."""
        found = []
        for item in self.order.items:
            with suppress(ValidationError):
                found.append(OrderHead.model_validate(item))
        return found


class OrderWritten(_Reader):
    """Answer of a write to an order. Only the older document shows those of writes: `success` and more. An HTML page
    with 200 (a proxy's, a maintenance page) is none, nor is `success: false`."""

    success: Literal[True] = True


class OrderBatch(_Reader):
    """Answer of POST /customer-orders/batch; the orders as Alter tells them."""

    orders: list[dict[str, Any]] = Field(default_factory=list)


class Embeddable(_Reader):
    """The tools a design can be opened in; what Alter does not name is not one."""

    viewer: bool = False
    configurator: bool = False
    customizer: bool = False


class ProductMedia(_Reader):
    """`mockups` has entries of no documented shape, and is missing from the older version."""

    mockups: list[Any] = Field(default_factory=list)


class Product(_Reader):
    """A storefront product, which is a design: `id` is the design's, `product_id` Alter's base product's."""

    id: int
    name: str = ""
    product_id: int | None = None
    media: ProductMedia = Field(default_factory=ProductMedia)
    embeddable: Embeddable = Field(default_factory=Embeddable)


class ProductPage(_Reader):
    items: list[Product]
    total: int


class Products(_Reader):
    """Answer of GET /products."""

    products: ProductPage


class ListedBinding(_Reader):
    """A runtime binding as the list of products shows it, under the design that it opens."""

    id: int
    external_product_id: str
    runtime_type: str
    status: str


class BoundProduct(_Reader):
    """`runtime_bindings` is None with the older document, which shows none."""

    id: int
    runtime_bindings: list[ListedBinding] | None = None


class BoundProductPage(_Reader):
    items: list[BoundProduct]
    total: int


class BoundProducts(_Reader):
    """Answer of GET /products, as far as bindings go."""

    products: BoundProductPage


class ImportThumbnail(_Reader):
    file_id: str | None = None


class DesignImport(_Reader):
    id: int
    thumbnail: ImportThumbnail = Field(default_factory=ImportThumbnail)


class DesignImports(_Reader):
    """Answer of GET /design-imports, as far as pictures go."""

    designs: list[DesignImport]
    total: int


class Bootstrap(_Reader):
    """Answer of GET /runtime/bootstrap. `product_id` is the external one, such as `wc_123`."""

    runtime_binding_id: int | None = None
    design_id: int | None = None
    product_id: str | None = None
    runtime_type: str | None = None
    storage_mode: str | None = None
    manifest_url: str | None = None
    asset_base_url: str | None = None
    manifest_hash: str | None = None
    plan_capabilities: dict[str, bool] = Field(default_factory=dict)
    cart_key: str | None = None
    cart_mode: str | None = None
    order_id: int | None = None


def read(model: type[M], body: bytes, *, endpoint: str = "") -> M:
    """`body` as `model`. Raises AlterMalformed naming the unfit fields, never their values."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        faults = [
            (".".join(map(str, each["loc"])) or "body", each["type"])
            for each in error.errors(include_input=False, include_url=False, include_context=False)
        ]
    # Outside the handler: the pydantic error must not travel along as context.
    listed = ", ".join(f"{where} ({what})" for where, what in faults[:5])
    raise AlterMalformed(listed, endpoint=endpoint)


@dataclass(frozen=True)
class ExternalDesign:
    """A local design (`wordpress_local`). `product_id` is Alter's base product."""

    external_design_key: str
    product_id: int
    title: str
    manifest_url: str
    asset_base_url: str
    manifest_hash: str | None = None
    source_meta: Mapping[str, Any] | None = None

    def to_wire(self) -> dict[str, Any]:
        return _without_none(
            externalDesignKey=self.external_design_key,
            productId=self.product_id,
            title=self.title,
            manifestUrl=self.manifest_url,
            assetBaseUrl=self.asset_base_url,
            manifestHash=self.manifest_hash,
            sourceMeta=self.source_meta,
        )


@dataclass(frozen=True)
class SyncBinding:
    """One item of a sync. Raises ValueError when both a design and an external design are given."""

    external_product_id: str
    runtime_type: str
    status: str | None = None
    design_id: int | None = None
    external_design: ExternalDesign | None = None
    legacy_storefront_product_id: int | None = None
    legacy_binding_meta: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        if self.design_id is not None and self.external_design is not None:
            raise ValueError("a binding has a design or an external design, not both")

    def to_wire(self) -> dict[str, Any]:
        external = self.external_design
        return _without_none(
            externalProductId=self.external_product_id,
            runtimeType=self.runtime_type,
            status=self.status,
            designId=self.design_id,
            externalDesign=external.to_wire() if external is not None else None,
            legacyStorefrontProductId=self.legacy_storefront_product_id,
            legacyBindingMeta=self.legacy_binding_meta,
        )


def sync_body(bindings: Sequence[SyncBinding]) -> dict[str, Any]:
    return {"bindings": [binding.to_wire() for binding in bindings]}


@dataclass(frozen=True)
class SessionRequest:
    """What an embed session is for: a binding, or a tool with exactly one of design and order.

    Raises ValueError for what Alter documents as invalid: both or neither of binding and tool, an order
    for another tool than the customizer, half of the pair cartKey and cartMode.
    """

    origin: str
    runtime_binding_id: int | None = None
    tool: Literal["designer", "viewer", "configurator", "customizer"] | None = None
    design_id: int | None = None
    order_id: int | None = None
    cart_key: str | None = None
    cart_mode: Literal["view", "edit"] | None = None

    def __post_init__(self) -> None:
        identifiers = [each for each in (self.design_id, self.order_id) if each is not None]
        if (self.runtime_binding_id is None) == (self.tool is None):
            raise ValueError("a session is for a runtime binding or for a tool")
        if len(identifiers) != (0 if self.tool is None else 1):
            raise ValueError("a tool takes a design or an order, a runtime binding neither")
        if self.order_id is not None and self.tool != "customizer":
            raise ValueError("only the customizer opens orders")
        if (self.cart_key is None) != (self.cart_mode is None):
            raise ValueError("cartKey and cartMode come together")
        if self.cart_key is not None and self.tool not in {None, "customizer"}:
            raise ValueError("only the customizer has a cart")

    def to_wire(self) -> dict[str, Any]:
        return _without_none(
            runtimeBindingId=self.runtime_binding_id,
            tool=self.tool,
            origin=self.origin,
            designId=self.design_id,
            orderId=self.order_id,
            cartKey=self.cart_key,
            cartMode=self.cart_mode,
        )


def _without_none(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
