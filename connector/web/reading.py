"""Reading a request: raw bytes under a cap, JSON, and fields checked all at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import orjson
from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from connector.domain.errors import FieldError, Invalid, TooLarge, Unreadable, WrongType

BODY_LIMIT = 1024 * 1024
BINDINGS_LIMIT = 16 * 1024 * 1024

_CHUNK = 64 * 1024


class Body(BaseModel):
    """camelCase outside; unknown fields and wrong types are refused, nothing is guessed."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="forbid",
        frozen=True,
        strict=True,
        hide_input_in_errors=True,
        defer_build=True,  # built with the first request that needs it: starting stays quick
    )


B = TypeVar("B", bound=Body)


async def read_bytes(request: web.Request, limit: int = BODY_LIMIT) -> bytes:
    """Raises TooLarge as soon as the cap is passed, without holding more than that; Unreadable."""
    if request.content_length is not None and request.content_length > limit:
        raise _too_large(limit)
    body = bytearray()
    try:
        async for chunk in request.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > limit:
                raise _too_large(limit)
    except web.RequestPayloadError as fault:
        raise Unreadable(
            "request.unreadable", "The body broke off or cannot be unpacked."
        ) from fault
    return bytes(body)


async def read_json(request: web.Request, limit: int = BODY_LIMIT) -> dict[str, Any]:
    """A JSON object. Raises WrongType, TooLarge, Unreadable, Invalid."""
    if request.content_type != "application/json":
        raise WrongType("request.wrongType", "Send the body as application/json.")
    body = await read_bytes(request, limit)
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as fault:
        raise Unreadable("request.unreadableJson", "The body is not JSON.") from fault
    if not isinstance(found, dict):
        raise Invalid("request.notAnObject", "The body must be a JSON object.")
    return found


async def read_model(request: web.Request, model: type[B], *, optional: bool = False) -> B:
    """`optional`: a request without any body counts as an empty object."""
    if optional and not request.body_exists:
        return parsed(model, {})
    return parsed(model, await read_json(request))


def parsed(model: type[B], found: Any) -> B:
    """Raises Invalid naming every field that is wrong."""
    try:
        # Through JSON's own rules: enums arrive as text, which strict Python validation would refuse.
        return model.model_validate_json(written(found))
    except ValidationError as error:
        faults = field_errors(error)
    raise Invalid("request.invalid", summary(faults), errors=faults)


def written(found: Any) -> bytes:
    """As JSON again. Raises Invalid: what is nested very deep can be read but not written."""
    try:
        return orjson.dumps(found)
    except orjson.JSONEncodeError as fault:
        raise Invalid("request.tooDeep", "The body is nested too deep.") from fault


def field_errors(error: ValidationError) -> Sequence[FieldError]:
    found = []
    for fault in error.errors(include_input=False, include_url=False, include_context=False):
        path = ".".join(str(part) for part in fault["loc"])
        code = {"extra_forbidden": "unknownField"}.get(fault["type"], fault["type"])
        detail = "This field is not known." if code == "unknownField" else fault["msg"]
        found.append(FieldError(path, code, detail.removeprefix("Value error, ")))
    return found


def summary(faults: Sequence[FieldError]) -> str:
    """One sentence for people that names the first fields; `errors` has them all."""
    named = [f"{fault.path or 'body'}: {fault.detail}" for fault in faults[:3]]
    more = f" (and {len(faults) - 3} more)" if len(faults) > 3 else ""
    return "; ".join(named) + more


def _too_large(limit: int) -> TooLarge:
    return TooLarge("request.tooLarge", f"The body is larger than {limit // 1024} KiB.")
