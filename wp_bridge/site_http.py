"""The only door to shops: fetches small JSON answers, and files in pieces, from addresses that outsiders chose.

Whoever names a store could name our own network instead (SSRF). The guard sits where the socket is
made: it sees the final address of literals, of every resolver answer and of every candidate of the
connection race, so neither a rebinding name server nor a spelling of an address passes it (a custom
resolver would never be asked about literals). On top: scheme and port allow-lists, no redirects, no
proxies or .netrc from the environment, no cookies, no compressed bodies (a bomb is small on the
wire), caps on size and total time. Errors carry codes and our own words, never what the other side
sent.
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import NoReturn, Self

import aiohttp
from aiohttp.connector import AddrInfoType
from yarl import URL

from wp_bridge.errors import AddressRefused, SiteUnreachable
from wp_bridge.public_address import refuse_reason

_PORTS = frozenset({80, 443, 8080, 8443})
_CHUNK = 16 * 1024
_PIECE = 64 * 1024


@dataclass(frozen=True)
class SiteFile:
    """A file that a shop has begun to send: how long it says it is, and what a browser's page would be told."""

    length: int | None
    content_type: str
    allowed_origin: str | None
    _content: aiohttp.StreamReader

    async def pieces(self, max_bytes: int) -> AsyncIterator[bytes]:
        """Raises SiteUnreachable `tooLarge` before the byte that is too many, and at once for a length that is."""
        if self.length is not None and self.length > max_bytes:
            raise SiteUnreachable("tooLarge", f"more than {max_bytes} bytes", status=200)
        read = 0
        async for piece in self._content.iter_chunked(_PIECE):
            read += len(piece)
            if read > max_bytes:
                raise SiteUnreachable("tooLarge", f"more than {max_bytes} bytes", status=200)
            yield piece


class SiteHttp:
    """A guarded session. Use as an async context manager, or `start` and `close` it once each.

    `allow_private` is the development switch: plain http, any port, loopback and private addresses.
    """

    def __init__(self, *, allow_private: bool, user_agent: str) -> None:
        self._allow_private = allow_private
        self._user_agent = user_agent
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        # Connections are not kept: calls to one shop are rare, and a kept one was vetted long ago.
        connector = aiohttp.TCPConnector(
            socket_factory=self._guarded_socket, limit_per_host=4, force_close=True
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            headers={
                "Accept": "application/json",
                "Accept-Encoding": "identity",
                "User-Agent": self._user_agent,
            },
        )

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def get_json(
        self,
        url: str,
        *,
        timeout: float = 5.0,  # noqa: ASYNC109 - the cap is this method's promise, not its caller's care
        max_bytes: int = 64 * 1024,
    ) -> object:
        """The JSON value a shop answers with status 200 within `timeout` seconds, all included.

        Raises SiteUnreachable with one of its codes; RuntimeError before `start`.
        """
        if self._session is None:
            raise RuntimeError("SiteHttp is used before start()")
        target = self._checked(url)
        try:
            async with (
                asyncio.timeout(timeout),
                self._session.get(target, allow_redirects=False) as response,
            ):
                _refuse_odd_answer(response)
                body = await _read_capped(response, max_bytes)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            _raise_unreachable(error)
        return _parse(body)

    @asynccontextmanager
    async def file(
        self,
        url: str,
        *,
        timeout: float,  # noqa: ASYNC109 - the cap is this method's promise, not its caller's care
        origin: str | None = None,
    ) -> AsyncIterator[SiteFile]:
        """A file answered with status 200, to be read within the block, all of it within `timeout` seconds.

        `origin`: asked as a page of that origin would. Raises SiteUnreachable, also for what goes wrong while the
        block reads.
        """
        if self._session is None:
            raise RuntimeError("SiteHttp is used before start()")
        target = self._checked(url)
        headers = {"Accept": "*/*"} | ({} if origin is None else {"Origin": origin})
        try:
            async with (
                asyncio.timeout(timeout),
                self._session.get(target, allow_redirects=False, headers=headers) as response,
            ):
                _refuse_odd_answer(response)
                yield SiteFile(
                    response.content_length,
                    response.content_type.lower(),
                    response.headers.get("Access-Control-Allow-Origin"),
                    response.content,
                )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            _raise_unreachable(error)

    def _checked(self, url: str) -> URL:
        """Scheme, port and shape. The host is judged at the socket, where it is an address at last."""
        try:
            target = URL(url)
            port = target.port
        except ValueError as error:
            raise SiteUnreachable("malformed", "not a web address") from error
        schemes = {"https", "http"} if self._allow_private else {"https"}
        if target.scheme not in schemes or not target.host or target.user or target.password:
            raise SiteUnreachable("malformed", "not an address of a store")
        if not self._allow_private and port not in _PORTS:
            raise SiteUnreachable("refusedAddress", f"port {port}")
        return target

    def _guarded_socket(self, address_info: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = address_info
        reason = refuse_reason(str(address[0]), allow_private=self._allow_private)
        # Some resolvers give the scope of an IPv6 address as a number beside it.
        if reason is None and len(address) == 4 and address[3] != 0:
            reason = "scoped address"
        if reason is None and not self._allow_private and address[1] not in _PORTS:
            reason = f"port {address[1]}"
        if reason is not None:
            raise AddressRefused(reason)
        return socket.socket(family, kind, protocol)


def _refuse_odd_answer(response: aiohttp.ClientResponse) -> None:
    if 300 <= response.status < 400:
        raise SiteUnreachable("redirect", f"HTTP {response.status}", status=response.status)
    if response.status != 200:
        raise SiteUnreachable("status", f"HTTP {response.status}", status=response.status)
    if response.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise SiteUnreachable(
            "malformed", "the answer is compressed though we asked for it plain", status=200
        )


async def _read_capped(response: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > max_bytes:
            raise SiteUnreachable("tooLarge", f"more than {max_bytes} bytes", status=200)
    return bytes(body)


def _parse(body: bytes) -> object:
    try:
        # PHP files saved with a byte order mark put one before every answer of the site.
        value: object = json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        # Without its cause, which would carry the answer's bytes into a traceback.
        raise SiteUnreachable("malformed", "the answer is not JSON", status=200) from None
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _raise_unreachable(error: Exception) -> NoReturn:
    """One table from aiohttp's errors to ours; order matters, the first kinds are subclasses."""
    cause = getattr(error, "os_error", None)
    if isinstance(cause, AddressRefused):
        raise SiteUnreachable("refusedAddress", cause.reason) from error
    match error:
        case TimeoutError():
            raise SiteUnreachable("timeout", "no full answer in time") from error
        case aiohttp.ClientConnectorDNSError():
            raise SiteUnreachable("dns", "the host name does not resolve") from error
        case aiohttp.ClientSSLError():
            raise SiteUnreachable("tls", type(error).__name__) from error
        case aiohttp.ClientConnectorError():
            raise SiteUnreachable("connect", "no connection") from error
        case aiohttp.ServerDisconnectedError() | aiohttp.ClientOSError():
            raise SiteUnreachable("connect", "the connection broke") from error
        case aiohttp.ClientError():
            raise SiteUnreachable("malformed", type(error).__name__) from error
        case _:
            raise SiteUnreachable("connect", "no connection") from error
