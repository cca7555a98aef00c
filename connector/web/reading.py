"""Reading a request: raw bytes under a cap, JSON, and fields checked all at once.

What is refused costs little: counts are looked at before anything is built of them, since one small part of a
body can become a hundred times its size in objects, or one error each.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

import orjson
from aiohttp import web
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from connector.domain.errors import FieldError, Invalid, TooLarge, Unreadable, WrongType
from connector.web.described import Content

BODY_LIMIT = 1024 * 1024
BINDINGS_LIMIT = 16 * 1024 * 1024
SMALL_LIMIT = 16 * 1024
"""For callers without a token: connecting, and the sessions of browsers."""

MOST_ITEMS = 10_000
MOST_ERRORS = 50
_MOST_FIELDS = 100
_MOST_FIELDS_BELOW = 2_000
_MOST_PARTS = 50 * MOST_ITEMS
_LONGEST_PATH = 200

_CHUNK = 64 * 1024
_BODY_WITHIN = 120.0
"""Seconds for a whole body: whoever was let in must not act hours later with it."""


def _printable(value: str) -> str:
    if not value.isprintable():
        raise ValueError("takes printable characters")
    return value


PrintableText = Annotated[str, Field(max_length=200), AfterValidator(_printable)]
"""An id or a word to look for. No id of ours holds control characters, and PostgreSQL takes no NUL."""


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
    """Raises TooLarge as soon as the cap is passed, without holding more than that; Unreadable, and
    WrongType for a compressed body, which nobody here sends."""
    refuse_encoded(request)
    if request.content_length is not None and request.content_length > limit:
        raise _too_large(limit)
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_WITHIN):
            async for chunk in request.content.iter_chunked(_CHUNK):
                body += chunk
                if len(body) > limit:
                    raise _too_large(limit)
    except TimeoutError as fault:
        raise Unreadable("request.stalled", "The body took longer than two minutes.") from fault
    except (web.RequestPayloadError, ConnectionError) as fault:
        raise Unreadable("request.unreadable", "The body broke off.") from fault
    return bytes(body)


def refuse_encoded(request: web.Request) -> None:
    """Raises WrongType: a compressed body is small on the way and large in memory."""
    if not _codings(request, "Content-Encoding") <= {"", "identity"}:
        raise WrongType("request.encoded", "Send the body without Content-Encoding.")
    if not _codings(request, "Transfer-Encoding") <= {"", "chunked"}:
        raise WrongType("request.encoded", "The only Transfer-Encoding taken is chunked.")


def _codings(request: web.Request, name: str) -> set[str]:
    listed = ",".join(request.headers.getall(name, [])).lower().split(",")
    return {coding.strip() for coding in listed}


async def read_json(request: web.Request, limit: int = BODY_LIMIT) -> dict[str, Any]:
    """A JSON object. Raises WrongType, TooLarge, Unreadable, Invalid."""
    if request.content_type != "application/json":
        raise WrongType("request.wrongType", "Send the body as application/json.")
    body = await read_bytes(request, limit)
    refuse_many_parts(body)
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as fault:
        raise Unreadable("request.unreadableJson", "The body is not JSON.") from fault
    if not isinstance(found, dict):
        raise Invalid("request.notAnObject", "The body must be a JSON object.")
    return found


BODY_FAILURES = (
    *("request.unreadable", "request.stalled", "request.unreadableJson"),
    *("request.tooLarge", "request.tooManyParts", "request.wrongType", "request.encoded"),
    *("request.notAnObject", "request.tooDeep", "request.tooManyFields", "request.invalid"),
)


@dataclass(frozen=True)
class JsonBody(Generic[B]):
    """The body of a route. `optional`: a request without any counts as an empty object."""

    model: type[B]
    optional: bool = False
    limit: int = BODY_LIMIT
    example: Mapping[str, Any] | None = None

    async def read(self, request: web.Request) -> B:
        if self.optional and not request.body_exists:
            return parsed(self.model, {})
        return parsed(self.model, await read_json(request, self.limit))

    @property
    def required(self) -> bool:
        return not self.optional

    @property
    def contents(self) -> Sequence[Content]:
        return [Content(shape=self.model, example=self.example)]

    @property
    def failures(self) -> Sequence[str]:
        return BODY_FAILURES


def parsed(model: type[B], found: Mapping[str, Any]) -> B:
    """Raises Invalid naming the fields that are wrong."""
    refuse_many_fields(found)
    try:
        # Through JSON's own rules: enums arrive as text, which strict Python validation would refuse.
        return model.model_validate_json(written(found))
    except ValidationError as error:
        faults, count = field_errors(error), error.error_count()
    raise Invalid("request.invalid", summary(faults, count), errors=faults)


def refuse_many_parts(body: bytes) -> None:
    """Raises TooLarge. An empty object is two bytes on the way and forty times that in memory."""
    if body.count(b"{") + body.count(b"[") > _MOST_PARTS:
        raise TooLarge("request.tooManyParts", f"More than {_MOST_PARTS:,} objects and lists.")


def refuse_many_fields(found: Mapping[str, Any]) -> None:
    """Raises Invalid. Each unknown field would cost an error of its own; no body of ours has that many."""
    parts = [part for value in found.values() for part in _parts(value)]
    if len(found) > _MOST_FIELDS or sum(map(len, parts)) > _MOST_FIELDS_BELOW:
        raise Invalid("request.tooManyFields", f"An object has at most {_MOST_FIELDS} fields.")


def _parts(value: Any) -> Sequence[Mapping[str, Any]]:
    """The objects directly in a field: its value, or the items of its list."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def written(found: Any) -> bytes:
    """As JSON again. Raises Invalid: what is nested very deep can be read but not written."""
    try:
        return orjson.dumps(found)
    except orjson.JSONEncodeError as fault:
        raise Invalid("request.tooDeep", "The body is nested too deep.") from fault


def field_errors(error: ValidationError) -> Sequence[FieldError]:
    """The first of them: an answer must not grow with what was sent."""
    found = []
    faults = error.errors(include_input=False, include_url=False, include_context=False)
    for fault in faults[:MOST_ERRORS]:
        path = ".".join(str(part) for part in fault["loc"])[:_LONGEST_PATH]
        code = {"extra_forbidden": "unknownField"}.get(fault["type"], fault["type"])
        detail = "This field is not known." if code == "unknownField" else fault["msg"]
        found.append(FieldError(path, code, detail.removeprefix("Value error, ")))
    return found


def summary(faults: Sequence[FieldError], count: int) -> str:
    """One sentence for people that names the first fields, and says how many of `count` it leaves out."""
    named = [f"{fault.path or 'body'}: {fault.detail}" for fault in faults[:3]]
    more = f" (and {count - 3} more)" if count > 3 else ""
    listed = f" The first {MOST_ERRORS} are listed." if count > MOST_ERRORS else ""
    return "; ".join(named) + more + listed


def _too_large(limit: int) -> TooLarge:
    return TooLarge("request.tooLarge", f"The body is larger than {limit // 1024} KiB.")
