"""Reading a request for an embed session (alter-public-api.txt, "Embed sessions and runtime bootstrap").

The table's rules, read strictly: a binding id comes alone; without it, a tool and exactly one of design
and order; orders and cart context belong to the customizer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from connector.sandbox.body import is_id, is_text
from connector.sandbox.refusal import Refused, refused

TOOLS = ("designer", "viewer", "configurator", "customizer")
CART_MODES = ("view", "edit")
IDENTIFIERS = ("designId", "orderId")
FIELDS = {"runtimeBindingId", "tool", "origin", *IDENTIFIERS, "cartKey", "cartMode"}


@dataclass(frozen=True, slots=True)
class SessionRequest:
    origin: str
    runtime_binding_id: int | None
    tool: str | None
    design_id: int | None
    order_id: int | None
    cart_key: str | None
    cart_mode: str | None

    def check_tool(self, tool: str) -> None:
        """Also for a tool that is only known once the binding has been looked up."""
        if tool != "customizer" and (self.order_id is not None or self.cart_key is not None):
            raise refused(400, "embed.customizerOnly")


def invalid(what: str) -> Refused:
    return refused(400, f"embed.invalid{what}")


def read_session_request(body: dict[str, Any]) -> SessionRequest:
    if body.keys() - FIELDS:
        raise invalid("Field")
    if not is_bare_origin(body.get("origin")):
        raise invalid("Origin")
    for name in ("runtimeBindingId", *IDENTIFIERS):
        if name in body and not is_id(body[name]):
            raise invalid(name[0].upper() + name[1:])
    _check_identifiers(body)
    _check_cart(body)
    wanted = SessionRequest(
        origin=body["origin"],
        runtime_binding_id=body.get("runtimeBindingId"),
        tool=body.get("tool"),
        design_id=body.get("designId"),
        order_id=body.get("orderId"),
        cart_key=body.get("cartKey"),
        cart_mode=body.get("cartMode"),
    )
    if wanted.tool is not None:
        wanted.check_tool(wanted.tool)
    return wanted


def is_bare_origin(value: object) -> bool:
    """As a browser sends it: scheme, host, no default port, nothing behind, not even a slash."""
    if not isinstance(value, str) or not value.isascii():
        return False
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return False
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    default = {"http": 80, "https": 443}[parts.scheme]
    suffix = "" if port in (None, default) else f":{port}"
    return value == f"{parts.scheme}://{host}{suffix}"


def _check_identifiers(body: dict[str, Any]) -> None:
    given = [name for name in IDENTIFIERS if name in body]
    if "runtimeBindingId" in body:
        if given or "tool" in body:
            raise refused(400, "embed.conflictingIdentifiers")
        return
    if body.get("tool") not in TOOLS:
        raise invalid("Tool")
    if len(given) != 1:
        raise refused(400, "embed.oneIdentifierRequired")


def _check_cart(body: dict[str, Any]) -> None:
    if ("cartKey" in body) != ("cartMode" in body):
        raise refused(400, "embed.incompleteCart")
    if "cartKey" in body and not is_text(body["cartKey"]):
        raise invalid("CartKey")
    if "cartMode" in body and body["cartMode"] not in CART_MODES:
        raise invalid("CartMode")
