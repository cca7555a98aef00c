"""Reading query strings and the `Prefer` header, with the field named when something is wrong."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import NoReturn, TypeVar

from aiohttp import web

from connector.domain.errors import FieldError, Invalid

E = TypeVar("E", bound=StrEnum)

LONGEST_WAIT = 30.0
_LONGEST = 200
_NUMBER = re.compile(r"[0-9]{1,9}")
_WAIT = re.compile(r"\s*wait\s*=\s*(\d{1,6})\s*")


def wrong(field: str, code: str, detail: str) -> NoReturn:
    raise Invalid("request.invalid", f"{field}: {detail}", errors=[FieldError(field, code, detail)])


def refuse_unknown(request: web.Request, known: Collection[str]) -> None:
    """Also values with control characters: nothing here holds any, and PostgreSQL takes no NUL."""
    for name, value in request.query.items():
        if name not in known:
            wrong(name, "unknownField", f"This parameter is not known. Known: {', '.join(known)}.")
        if not value.isprintable():
            wrong(name, "notPrintable", "Takes printable characters.")


def values(request: web.Request, name: str, *, most: int = 100) -> tuple[str, ...]:
    """A parameter that may be repeated or hold a comma-separated list; each value once."""
    found = [
        part.strip()
        for value in request.query.getall(name, [])
        for part in value.split(",")
        if part.strip()
    ]
    if len(found) > most:
        wrong(name, "tooMany", f"At most {most} values.")
    if any(len(part) > _LONGEST for part in found):
        wrong(name, "tooLong", f"At most {_LONGEST} characters a value.")
    return tuple(dict.fromkeys(found))


def text(request: web.Request, name: str) -> str | None:
    """None for an empty one, too."""
    found = request.query.get(name, "")
    if len(found) > _LONGEST:
        wrong(name, "tooLong", f"At most {_LONGEST} characters.")
    return found or None


def choices(request: web.Request, name: str, kind: type[E]) -> tuple[E, ...]:
    found = []
    for value in values(request, name, most=len(kind)):
        try:
            found.append(kind(value))
        except ValueError:
            known = ", ".join(member.value for member in kind)
            wrong(name, "unknownValue", f"Takes: {known}.")
    return tuple(found)


def flag(request: web.Request, name: str) -> bool:
    text = request.query.get(name, "false")
    if text not in ("true", "false"):
        wrong(name, "unknownValue", "Takes: true, false.")
    return text == "true"


def number(request: web.Request, name: str, *, default: int, least: int, most: int) -> int:
    text = request.query.get(name)
    if text is None:
        return default
    if _NUMBER.fullmatch(text) is None or not least <= int(text) <= most:
        wrong(name, "outOfRange", f"Takes a whole number from {least} to {most}.")
    return int(text)


def time(request: web.Request, name: str) -> datetime | None:
    text = request.query.get(name)
    if text is None:
        return None
    try:
        # A bare + in a query is a space.
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        wrong(name, "notATime", "Takes an ISO 8601 time, for example 2026-01-31T12:00:00Z.")
    if found.tzinfo is None:
        wrong(name, "noZone", "The time needs a zone, for example Z for UTC.")
    return found


def preferred_wait(request: web.Request, *, default: float = 0.0) -> float:
    """Seconds from `Prefer: wait=N` (RFC 7240), at most 30; other preferences are none of ours."""
    for part in ",".join(request.headers.getall("Prefer", [])).replace(";", ",").split(","):
        found = _WAIT.fullmatch(part)
        if found is not None:
            return min(float(found[1]), LONGEST_WAIT)
    return default
