"""Sending files over HTTP: validators, single ranges, slow streams (RFC 9110, 8.8, 13 and 14).

No document says whether Alter's files carry any of this. Object storages do, so it is the default, and the
knob `conditional` takes the validators away.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from aiohttp import web

from connector.sandbox.content import Content, pieces
from connector.sandbox.scene import SCENE

PUBLIC = "public, max-age=3600"
PRIVATE = "private, no-cache"
RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class Parcel:
    """`version` distinguishes the bytes of one address; None where there are no validators."""

    content: Content
    mime: str
    version: str | None
    modified: datetime | None = None
    cache: str = PRIVATE
    cors: bool = False

    def headers(self) -> dict[str, str]:
        found = {"Content-Type": self.mime, "Cache-Control": self.cache, "Accept-Ranges": "bytes"}
        if self.version is not None:
            found["ETag"] = f'"{self.version}"'
            if self.modified is not None:
                found["Last-Modified"] = format_datetime(self.modified, usegmt=True)
        if self.cors:
            found["Access-Control-Allow-Origin"] = "*"
        return found

    def is_known_by(self, request: web.Request) -> bool:
        """If-Modified-Since counts only without If-None-Match (RFC 9110, 13.2.2)."""
        if self.version is None:
            return False
        if request.if_none_match is not None:
            return any(each.value in ("*", self.version) for each in request.if_none_match)
        since = request.if_modified_since
        return since is not None and self.modified is not None and self.modified <= since


class Delivery(web.StreamResponse):
    """Sends itself only when it is written out, so that a fault may still withhold or cut it."""

    def __init__(
        self,
        content: Content,
        start: int,
        end: int,
        *,
        status: int,
        headers: Mapping[str, str],
        delay: float,
    ) -> None:
        super().__init__(status=status, headers=headers)
        self.content_length = end - start
        self.cut = False
        self._file, self._first, self._last, self._delay = content, start, end, delay

    async def prepare(self, request: web.BaseRequest) -> Any:
        writer = await super().prepare(request)
        if request.method != "HEAD":
            await self._send()
        if self.cut and request.transport is not None:
            request.transport.close()
        return writer

    async def _send(self) -> None:
        last = (self._first + self._last) // 2 if self.cut else self._last
        for piece in pieces(self._file, self._first, last):
            if self._delay:
                await asyncio.sleep(self._delay)
            await self.write(piece)


def deliver(request: web.Request, parcel: Parcel) -> web.StreamResponse:
    knobs = request.app[SCENE].knobs
    if not knobs.conditional:
        parcel = Parcel(parcel.content, parcel.mime, None, cache=parcel.cache, cors=parcel.cors)
    headers, size = parcel.headers(), parcel.content.size
    if parcel.is_known_by(request):
        del headers["Content-Type"]
        return web.Response(status=304, headers=headers)
    status, start, end = _wanted(request, parcel)
    if status == 416:
        return web.Response(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    if status == 206:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    delay = knobs.file_chunk_delay
    return Delivery(parcel.content, start, end, status=status, headers=headers, delay=delay)


def _wanted(request: web.Request, parcel: Parcel) -> tuple[int, int, int]:
    """Several ranges, and ranges that make no sense, are answered with the whole, as RFC 9110 allows."""
    size = parcel.content.size
    found = RANGE.fullmatch(request.headers.get("Range", ""))
    if found is None or request.method != "GET" or not _if_range(request, parcel):
        return 200, 0, size
    first, last = found.groups()
    if first == last == "" or (first and last and int(last) < int(first)):
        return 200, 0, size
    if first == "":
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
    return (206, start, end) if start < end else (416, 0, 0)


def _if_range(request: web.Request, parcel: Parcel) -> bool:
    """What the caller has begun must be what it would go on with."""
    condition = request.headers.get("If-Range")
    headers = parcel.headers()
    return condition is None or condition in (headers.get("ETag"), headers.get("Last-Modified"))
