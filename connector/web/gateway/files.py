"""Streaming a file to the caller: ranges and lengths as Alter says them, safety headers as we do.

A file of Alter's may be anything a designer uploaded. On the connector's origin it must never run: it is
sandboxed, its type is not guessed, and it is a download unless it is a raster image, a font or a model.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping

import structlog
from aiohttp import web

from connector.flows.gateway.file import Download

log = structlog.get_logger(__name__)

_INLINE = re.compile(
    r"image/(png|jpeg|webp|gif|avif)|font/[a-z0-9.+-]+|application/(font-woff2?|vnd\.ms-fontobject)"
    r"|model/[a-z0-9.+-]+"
)
_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")
_PASSED = frozenset(
    {"accept-ranges", "content-length", "content-range", "etag", "last-modified", "retry-after"}
)

_STALLED = 60.0
"""Seconds in which a caller takes 64 KiB, or is given up: a reader that stopped would hold two connections."""

SAFETY = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


async def stream(request: web.Request, download: Download) -> web.StreamResponse:
    """Chunk by chunk, at the caller's pace. A break upstream breaks the connection: a short file must
    not look like a whole one."""
    response = web.StreamResponse(
        status=download.status, headers=file_headers(dict(download.headers))
    )
    try:
        await response.prepare(request)
        async for chunk in download.chunks():
            async with asyncio.timeout(_STALLED):
                await response.write(chunk)
    except Exception as fault:
        log.info("file_broken", why=type(fault).__name__)
        if request.transport is not None:
            request.transport.abort()
        return response
    await response.write_eof()
    return response


def file_headers(upstream: Mapping[str, str]) -> dict[str, str]:
    """By allow-list; the content type only when it is one, and one that may be shown."""
    kept = {name: value for name, value in upstream.items() if name.lower() in _PASSED}
    kept |= {"Cache-Control": "private, no-store"} | SAFETY
    given = next((v for n, v in upstream.items() if n.lower() == "content-type"), "")
    plain = given.partition(";")[0].strip().lower()
    kept["Content-Type"] = plain if _TYPE.fullmatch(plain) else "application/octet-stream"
    if _INLINE.fullmatch(plain) is None:
        kept["Content-Disposition"] = "attachment"
    return kept
