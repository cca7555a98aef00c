"""What a test or a demonstration may turn. The defaults are the current document's behaviour."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from connector.sandbox.conduct import ToolPage
from connector.sandbox.faults import Fault
from connector.sandbox.plan import Plan
from connector.sandbox.records import Storefront
from connector.sandbox.variants import Variants
from connector.sandbox.world import CONNECT_SCOPES


class Knobs(BaseModel):
    """`None` on a plan field or on `embed_domains` means: as the storefront itself says."""

    model_config = ConfigDict(
        extra="forbid", alias_generator=to_camel, validate_by_name=True, validate_assignment=True
    )

    document: Literal["current", "older"] = "current"
    limit_scale: float = Field(default=1.0, gt=0.0, description="factor on the documented limits")
    limit_key: Literal["credential", "address"] = "credential"
    limits_enabled: bool = True
    retry_after: bool = Field(default=False, description="the document names no such header")
    fingerprint_limit: int | None = Field(default=30, ge=1, description="sessions a minute")

    plan_name: str | None = None
    runtime_flags: dict[str, bool] | None = None
    active_runtime_bindings: int | None = Field(default=None, ge=0)
    monthly_reassignments: int | None = Field(default=None, ge=0)
    monthly_embed_tokens: int | None = Field(default=None, ge=0)

    scopes: tuple[str, ...] = Field(default=CONNECT_SCOPES, description="granted by the exchange")
    embed_domains: list[str] | None = None
    token_lifetime: int | None = Field(
        default=None, ge=1, description="seconds; None: 900, or 3600 in the older document"
    )
    max_batch: int = Field(default=500, ge=1, description="bindings per sync call, else 413")

    auto_approve: bool = Field(default=False, description="the connect page redirects by itself")
    code_lifetime: float = Field(default=600.0, description="seconds a handoff code lives")
    storefront_per_store: bool = Field(
        default=False, description="each approved site gets a storefront of its own"
    )

    public_url: str | None = Field(default=None, description="None: as the request reached us")
    bootstrap_url: str | None = Field(
        default=None, description="what the tool pages call; None: the sandbox's own bootstrap"
    )
    tool_page: ToolPage = Field(default_factory=ToolPage, description="turned as a whole")
    variants: Variants = Field(default_factory=Variants, description="turned as a whole")

    order_status: Literal["shopping_cart", "editable"] = Field(
        default="shopping_cart", description="of an order that the customizer's button made"
    )
    order_clock_ahead: float = Field(
        default=0.0, description="seconds by which such an order is dated later than it was made"
    )

    product_list: Literal["still", "grows", "shifts"] = Field(
        default="still",
        description="between two pages of products: one more is there, or the first is gone and "
        "another has come behind the last, so that the total says nothing",
    )
    mockups_per_product: int = Field(
        default=0, ge=0, le=20, description="the document's example has none"
    )
    large_file_bytes: int = Field(
        default=5 * 1024 * 1024,
        ge=4_096,
        multiple_of=4,
        description="size of the model of every tenth design; glTF counts in fours",
    )
    extra_files: int = Field(
        default=0, ge=0, le=5_000, description="models that every design has besides its own files"
    )
    extra_file_bytes: int = Field(
        default=4_096, ge=4_096, multiple_of=4, description="size of each of them"
    )
    file_chunk_delay: float = Field(
        default=0.0, ge=0.0, le=60.0, description="seconds before every 64 KiB of a file"
    )
    conditional: bool = Field(
        default=True, description="files, fonts, currencies have ETag, Last-Modified, answer 304"
    )
    storage: Literal["direct", "redirect"] = Field(
        default="direct", description="redirect: hosted files are answered with a signed address"
    )
    signed_url_lifetime: float = Field(default=3_600.0, description="seconds")

    faults: list[Fault] = Field(default_factory=list)

    @property
    def session_lifetime(self) -> int:
        """The two documents differ: "TTL: 3600s" became `expiresIn: 900`."""
        return self.token_lifetime or (900 if self.document == "current" else 3600)

    def plan_of(self, storefront: Storefront) -> Plan:
        own = storefront.plan
        return Plan(
            name=own.name if self.plan_name is None else self.plan_name,
            runtime_flags=own.runtime_flags if self.runtime_flags is None else self.runtime_flags,
            active_runtime_bindings=_chosen(
                self.active_runtime_bindings, own.active_runtime_bindings
            ),
            monthly_reassignments=_chosen(self.monthly_reassignments, own.monthly_reassignments),
            monthly_embed_tokens=_chosen(self.monthly_embed_tokens, own.monthly_embed_tokens),
        )

    def domains_of(self, storefront: Storefront) -> list[str] | None:
        return storefront.embed_domains if self.embed_domains is None else self.embed_domains


def _chosen(knob: int | None, own: int) -> int:
    return own if knob is None else knob
