"""Query strings and the `Prefer` header: each parameter is an object that reads it, names it when something is wrong,
and says of itself what it takes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, NoReturn, TypeVar

from aiohttp import web

from connector.domain.errors import FieldError, Invalid
from connector.web.described import Parameter

E = TypeVar("E", bound=StrEnum)

LONGEST_WAIT = 30.0
_LONGEST = 200
_NUMBER = re.compile(r"[0-9]{1,9}")
_WAIT = re.compile(r"\s*wait\s*=\s*(\d{1,6})\s*")


def wrong(field: str, code: str, detail: str) -> NoReturn:
    raise Invalid("request.invalid", f"{field}: {detail}", errors=[FieldError(field, code, detail)])


@dataclass(frozen=True)
class Query:
    """Text of any kind; what it means the handler finds out."""

    name: str
    description: str

    @property
    def schema(self) -> Mapping[str, Any]:
        return {"type": "string"}

    @property
    def parameter(self) -> Parameter:
        return Parameter(self.name, "query", self.description, self.schema)

    def given(self, request: web.Request) -> str | None:
        return request.query.get(self.name)

    def wrong(self, code: str, detail: str) -> NoReturn:
        wrong(self.name, code, detail)


def refuse_unknown(request: web.Request, known: Sequence[Query]) -> None:
    """Also values with control characters: nothing here holds any, and PostgreSQL takes no NUL."""
    names = [each.name for each in known]
    for name, value in request.query.items():
        if name not in names:
            wrong(name, "unknownField", f"This parameter is not known. Known: {', '.join(names)}.")
        if not value.isprintable():
            wrong(name, "notPrintable", "Takes printable characters.")


@dataclass(frozen=True)
class Values(Query):
    """May be repeated or hold a comma-separated list; each value once."""

    most: int = 100

    @property
    def schema(self) -> Mapping[str, Any]:
        return {"type": "array", "items": {"type": "string"}}

    @property
    def parameter(self) -> Parameter:
        limit = f"{self.description} Repeated, or with commas; at most {self.most}."
        return Parameter(self.name, "query", limit, self.schema)

    def of(self, request: web.Request) -> tuple[str, ...]:
        found = [
            part.strip()
            for value in request.query.getall(self.name, [])
            for part in value.split(",")
            if part.strip()
        ]
        if len(found) > self.most:
            self.wrong("tooMany", f"At most {self.most} values.")
        if any(len(part) > _LONGEST for part in found):
            self.wrong("tooLong", f"At most {_LONGEST} characters a value.")
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Choices(Query, Generic[E]):
    """Members of an enumeration, at most as many as it has; read like `Values`."""

    kind: type[E]

    @property
    def schema(self) -> Mapping[str, Any]:
        """A pattern: to whoever validates, a list with commas is one text."""
        words = rf"\s*({'|'.join(self.kind)})?\s*"
        return {"type": "array", "items": {"type": "string", "pattern": f"^{words}(,{words})*$"}}

    @property
    def parameter(self) -> Parameter:
        takes = f"{self.description} Repeated, or with commas: {', '.join(self.kind)}."
        return Parameter(self.name, "query", takes, self.schema)

    def of(self, request: web.Request) -> tuple[E, ...]:
        found = []
        for value in Values(self.name, self.description, len(self.kind)).of(request):
            try:
                found.append(self.kind(value))
            except ValueError:
                self.wrong("unknownValue", f"Takes: {', '.join(self.kind)}.")
        return tuple(found)


class Text(Query):
    """None for an empty one, too."""

    @property
    def schema(self) -> Mapping[str, Any]:
        return {"type": "string", "maxLength": _LONGEST}

    def of(self, request: web.Request) -> str | None:
        found = request.query.get(self.name, "")
        if len(found) > _LONGEST:
            self.wrong("tooLong", f"At most {_LONGEST} characters.")
        return found or None


@dataclass(frozen=True)
class OneOf(Query):
    """One of a few words; the first is meant when there is none."""

    words: Sequence[str]

    @property
    def schema(self) -> Mapping[str, Any]:
        return {"type": "string", "enum": list(self.words), "default": self.words[0]}

    def of(self, request: web.Request) -> str:
        found = request.query.get(self.name, self.words[0])
        if found not in self.words:
            self.wrong("unknownValue", f"Takes: {', '.join(self.words)}.")
        return found


class Flag(Query):
    @property
    def schema(self) -> Mapping[str, Any]:
        return {"type": "boolean", "default": False}

    def of(self, request: web.Request) -> bool:
        text = request.query.get(self.name, "false")
        if text not in ("true", "false"):
            self.wrong("unknownValue", "Takes: true, false.")
        return text == "true"


@dataclass(frozen=True)
class Number(Query):
    default: int
    least: int
    most: int

    @property
    def schema(self) -> Mapping[str, Any]:
        limits = {"minimum": self.least, "maximum": self.most}
        return {"type": "integer", "default": self.default} | limits

    def of(self, request: web.Request) -> int:
        text = request.query.get(self.name)
        if text is None:
            return self.default
        if _NUMBER.fullmatch(text) is None or not self.least <= int(text) <= self.most:
            self.wrong("outOfRange", f"Takes a whole number from {self.least} to {self.most}.")
        return int(text)


class Time(Query):
    @property
    def schema(self) -> Mapping[str, Any]:
        return {"type": "string", "format": "date-time"}

    def of(self, request: web.Request) -> datetime | None:
        text = request.query.get(self.name)
        if text is None:
            return None
        try:
            # A bare + in a query is a space.
            found = datetime.fromisoformat(text.replace(" ", "+"))
        except ValueError:
            self.wrong("notATime", "Takes an ISO 8601 time, for example 2026-01-31T12:00:00Z.")
        if found.tzinfo is None:
            self.wrong("noZone", "The time needs a zone, for example Z for UTC.")
        return found


@dataclass(frozen=True)
class Wait:
    """Seconds from `Prefer: wait=N` (RFC 7240), at most 30; other preferences are none of ours."""

    default: float = 0.0

    @property
    def parameter(self) -> Parameter:
        takes = f"`wait=N`: seconds to wait for Alter, at most {LONGEST_WAIT:.0f}, else {self.default:.0f}."
        return Parameter("Prefer", "header", takes, {"type": "string", "examples": ["wait=10"]})

    def of(self, request: web.Request) -> float:
        given = ",".join(request.headers.getall("Prefer", [])).replace(";", ",")
        for part in given.split(","):
            found = _WAIT.fullmatch(part)
            if found is not None:
                return min(float(found[1]), LONGEST_WAIT)
        return self.default


def parameters(*known: Query | Wait) -> tuple[Parameter, ...]:
    return tuple(each.parameter for each in known)
