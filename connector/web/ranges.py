"""Byte ranges of an answer whose length and ETag are known (RFC 9110, 14)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aiohttp import web

from connector.web.described import Parameter

RANGE = Parameter("Range", "header", "One range of bytes.", {"type": "string"})
IF_RANGE = Parameter("If-Range", "header", "The ETag that a range is of.", {"type": "string"})

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.ASCII)


@dataclass(frozen=True)
class Wanted:
    """`end` is exclusive. Status 200: the whole; 206: a part; 416: no such part."""

    status: int
    start: int
    end: int

    def headers(self, size: int) -> dict[str, str]:
        if self.status == 206:
            return {"Content-Range": f"bytes {self.start}-{self.end - 1}/{size}"}
        return {"Content-Range": f"bytes */{size}"} if self.status == 416 else {}


def wanted(request: web.Request, *, etag: str, size: int) -> Wanted:
    """Several ranges, and ones that make no sense, get the whole, as the RFC allows; so does a range of what has
    changed since (`If-Range`)."""
    whole = Wanted(200, 0, size)
    found = _RANGE.fullmatch(request.headers.get(RANGE.name, ""))
    if found is None or request.headers.get(IF_RANGE.name, etag) != etag:
        return whole
    first, last = found.groups()
    if not first and not last:
        return whole
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return whole
    return Wanted(206, start, end) if start < end else Wanted(416, 0, 0)
