"""How the tool pages behave: what their messages say and in which order they speak.

The defaults are the documented conversation. Everything else is what a host must live with: what the
document leaves open, and what a hostile or broken page sends. Orders at Alter stay true in every case.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Moment = Literal["beforeReady", "afterReady", "onAdd", "afterAdd"]
Noise = Literal["unknownType", "untyped", "prototype", "huge", "flood", "earlyCart", "otherTool"]


class OrderNumber(BaseModel):
    """Where the order's number sits in the cart message: documented nowhere (alter-facts.md, a)."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, validate_by_name=True)

    key: str | None = Field(
        default="orderId",
        pattern=r"^\w{1,40}(\.\w{1,40}){0,3}$",
        description="dots nest, as in order.id; None: the documented example, which names no order",
    )
    form: Literal["number", "text"] = "number"
    value: Any = Field(
        default=None, description="said instead of the true number: a stranger's, a made-up one"
    )


class ToolPage(BaseModel):
    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, validate_by_name=True)

    order_id: OrderNumber = Field(default_factory=OrderNumber)
    mapping: Literal[
        "example", "absent", "null", "real", "disagreeing", "html", "script", "huge", "mistyped"
    ] = Field(
        default="example",
        description="real: variants.mapping, null where it has nothing; disagreeing: another "
        "option's of the same kind; huge: labels of 5 KB",
    )
    metadata: Literal["same", "null", "disagreeing", "hostile"] = Field(
        default="same", description="same: as the REST order has it"
    )
    price: Literal[
        "true", "cheap", "negative", "text", "infinite", "null", "absent", "foreign", "absurd"
    ] = Field(default="true", description="in the message only; infinite: 1e309")
    payload: Literal[
        "true", "hostile", "prototype", "huge", "deep", "many", "null", "text", "list", "missing"
    ] = Field(
        default="true",
        description="hostile: markup in every text; huge: 200 KB; deep: 2000 levels; many: 1000 items",
    )
    click: Literal["once", "twoMessages", "twoOrders", "sameOrder"] = Field(
        default="once",
        description="sameOrder: each later click changes the first one's order and sends it again",
    )

    hello: Literal["once", "never", "twice", "withoutNonce", "reload"] = Field(
        default="once", description="reload: the page loads itself anew once it was ready"
    )
    init: Literal["once", "twice", "early", "otherDesign"] = Field(
        default="once",
        description="early: before the ACK and after it; otherDesign: asks for what it is not",
    )
    ready: Literal["once", "never", "twice"] = "once"
    renew_after: float | None = Field(
        default=None, gt=0.0, le=3_600.0, description="seconds until it asks for a new session"
    )
    expired: Literal["error", "asksAgain"] = Field(
        default="error", description="when bootstrap or the order is answered 401"
    )
    errors_at: list[Moment] = Field(
        default_factory=list,
        description="beforeReady: instead of READY; onAdd: instead of an order; the others: besides",
    )
    error: Any = Field(default="sandbox.asked", description="what ALTER_TOOL_ERROR carries")
    noise: list[Noise] = Field(
        default_factory=list,
        description="sent after HELLO and after READY; earlyCart: an ADD_TO_CART before the ACK; "
        "otherTool: the other tools' ADD_TO_CART after READY",
    )
    asks_context: bool = Field(
        default=False, description="the viewer sends ALTER_WP_RUNTIME_CONTEXT_REQUEST"
    )
