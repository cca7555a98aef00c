"""What one documented route is: the vocabulary of the table in `endpoints`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any
from urllib.parse import quote

_PLACEHOLDER = re.compile(r"\{([A-Za-z]+)\}")
# Nothing but unreserved characters stays as it is, so that one value has exactly one encoding.
_UNRESERVED = "-._~"


class Access(Enum):
    """Who may call a route."""

    PUBLIC = "public"
    CREDENTIAL = "credential"
    EMBED_TOKEN = "embed_token"  # noqa: S105 - a kind of access, not a token
    HANDOFF_CODE = "handoff_code"
    SIGNED_OR_CREDENTIAL = "signed_or_credential"


class LimitClass(StrEnum):
    """The classes of Alter's rate limits; every call counts in GLOBAL besides its own."""

    AUTH_CHECK = "auth_check"
    READS = "reads"
    WRITES = "writes"
    ASSETS = "assets"
    FONTS = "fonts"
    EXCHANGE = "exchange"
    GLOBAL = "global"


# Requests per 60 seconds (current document, "Errors and rate limits").
DOCUMENTED_LIMITS: Mapping[LimitClass, int] = {
    LimitClass.AUTH_CHECK: 60,
    LimitClass.READS: 300,
    LimitClass.WRITES: 120,
    LimitClass.ASSETS: 180,
    LimitClass.FONTS: 300,
    LimitClass.EXCHANGE: 30,
    LimitClass.GLOBAL: 600,
}


class CacheRule(Enum):
    """Whose answers may be kept: nobody's, one copy for all stores, one per store and credential."""

    NEVER = "never"
    SHARED = "shared"
    STORE = "store"


class Payload(Enum):
    """What a 2xx answer carries."""

    JSON = "json"
    FILE = "file"


@dataclass(frozen=True)
class Endpoint:
    """One documented route.

    `path` is relative to `/public-api/v1`, or to `/public-api` when `above_version` is set. `params` maps
    each placeholder to the pattern its decoded value must match in full; the placeholder named by `tail`
    may span several segments, each of which must match. `query` are the documented query names;
    `open_query` admits any other name too (a signed URL's parameters are documented nowhere).
    `idempotent` means: sending it twice leaves what sending it once leaves. `summary` and `example` (of a
    body) are for people, in the documentation of the gateway.
    """

    name: str
    method: str
    path: str
    access: Access
    limit: LimitClass
    params: Mapping[str, str] = field(default_factory=dict)
    query: frozenset[str] = frozenset()
    scope: str | None = None
    cache: CacheRule = CacheRule.NEVER
    idempotent: bool = False
    payload: Payload = Payload.JSON
    business_plan: bool = False
    older: bool = False
    above_version: bool = False
    tail: str | None = None
    summary: str = ""
    example: Mapping[str, Any] | None = None
    open_query: bool = False

    @property
    def is_read(self) -> bool:
        """Changes nothing at Alter, whatever its method is."""
        return self.method == "GET" or self.limit is LimitClass.READS

    def url_path(self, params: Mapping[str, str] | None = None) -> str:
        """The path with every parameter checked and percent-encoded once.

        Raises ValueError naming the parameter (never its value) that is missing, unknown or unfit.
        """
        given = params or {}
        for name in given.keys() ^ self.params.keys():
            raise ValueError(f"{self.name}: parameter {name!r} is missing or unknown")
        return _PLACEHOLDER.sub(lambda found: self._encoded(found[1], given[found[1]]), self.path)

    def url_query(self, pairs: Iterable[tuple[str, str]]) -> str:
        """The query re-encoded, in the given order, without a question mark; "" for none.

        Raises ValueError naming a parameter that the route does not document.
        """
        encoded = []
        for name, value in pairs:
            if name not in self.query and not self.open_query:
                raise ValueError(f"{self.name}: query parameter {name[:40]!r} is not documented")
            encoded.append(f"{quote(name, safe=_UNRESERVED)}={quote(value, safe=_UNRESERVED)}")
        return "&".join(encoded)

    def _encoded(self, name: str, value: str) -> str:
        segments = value.split("/") if name == self.tail else [value]
        pattern = self.params[name]
        for segment in segments:
            if segment in {"", ".", ".."} or _forbidden(segment):
                raise ValueError(f"{self.name}: parameter {name!r} is not a plain path segment")
            if re.fullmatch(pattern, segment) is None:
                raise ValueError(f"{self.name}: parameter {name!r} does not match its pattern")
        return "/".join(quote(segment, safe=_UNRESERVED) for segment in segments)


def _forbidden(segment: str) -> bool:
    """Separators, and `%`: what decodes to a separator one hop later must not pass this one."""
    return any(mark in segment for mark in "/\\%") or any(ord(char) < 0x20 for char in segment)
