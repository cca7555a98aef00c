"""One request over the wire: how long it may take, how much may come back, what a failure means.

No cookies, no proxies from the environment, no redirects: they would carry credentials to where they point.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson

from connector.alter.endpoint import Payload
from connector.alter.errors import AlterMalformed, AlterUnreachable
from connector.alter.outgoing import Outgoing

CONNECT_SECONDS = 3.0
TOTAL_SECONDS = 10.0
# Node's server closes idle connections after 5 s. Reusing one at that moment loses a request that must
# not be repeated, and a shopper's session with it; a new connection costs far less.
_KEEPALIVE_SECONDS = 4.0
# None of our own: a hundred slow downloads would fill the library's pool of a hundred, and everybody else's wait
# for a place in it would look like an Alter that does not answer. Budgets and the gateway's streams bound calls.
_CONNECTIONS = 0
# Between two pieces of a streamed file.
_STALL_SECONDS = 30.0
_PIECE = 64 * 1024

LARGEST_JSON = 16 * 1024 * 1024
LARGEST_FILE = 64 * 1024 * 1024


@dataclass(frozen=True)
class Answer:
    """Alter's answer, read to the end. `headers` is case-insensitive; `body` is decompressed."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    def json(self) -> Any:
        """The parsed body. Raises AlterMalformed."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            pass
        raise AlterMalformed("not JSON")


@dataclass(frozen=True)
class Download:
    """A 2xx answer whose body is still coming. `chunks()` raises AlterUnreachable when it breaks off."""

    status: int
    headers: Mapping[str, str]
    _response: aiohttp.ClientResponse = field(repr=False)
    _endpoint: str

    def close(self) -> None:
        """Give the connection up; idempotent. What is read to the end closes by itself."""
        self._response.close()

    async def chunks(self) -> AsyncIterator[bytes]:
        broken = None
        try:
            async for piece in self._response.content.iter_chunked(_PIECE):
                yield piece
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            broken = type(error).__name__
        if broken is not None:
            raise AlterUnreachable(broken, outcome_unknown=True, endpoint=self._endpoint)


def upstream_session(
    user_agent: str = "alter-connector",
    *,
    connect_seconds: float = CONNECT_SECONDS,
    total_seconds: float = TOTAL_SECONDS,
) -> aiohttp.ClientSession:
    """The one session for all calls to Alter. Needs a running loop; the caller closes it."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=_CONNECTIONS, keepalive_timeout=_KEEPALIVE_SECONDS),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        timeout=aiohttp.ClientTimeout(total=total_seconds, connect=connect_seconds),
        headers={"User-Agent": user_agent},
    )


async def fetch(session: aiohttp.ClientSession, outgoing: Outgoing, seconds: float) -> Answer:
    """Send and read to the end within `seconds`; any status.

    Raises AlterUnreachable, and AlterMalformed when the body passes its cap.
    """
    name = outgoing.endpoint.name
    cap = LARGEST_FILE if outgoing.endpoint.payload is Payload.FILE else LARGEST_JSON
    try:
        async with (
            asyncio.timeout(seconds),
            await _request(session, outgoing, seconds) as response,
        ):
            body = await _read(response, cap)
            if body is not None:
                return Answer(response.status, response.headers, body)
        failure = None
    except (aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
        failure = _unreachable(error, name)
    # Outside the handler: aiohttp's errors hold the request's headers, and must not be the context.
    raise failure or AlterMalformed(f"longer than {cap} bytes", endpoint=name)


async def open_file(
    session: aiohttp.ClientSession, outgoing: Outgoing, seconds: float
) -> Answer | Download:
    """Send and wait `seconds` for the headers; a 2xx body is left to the caller, others are read.

    Raises AlterUnreachable, and AlterMalformed when an error's body passes the cap.
    """
    name = outgoing.endpoint.name
    try:
        async with asyncio.timeout(seconds):
            response = await _request(session, outgoing, seconds)
            if 200 <= response.status < 300:
                return Download(response.status, response.headers, response, name)
            async with response:
                body = await _read(response, LARGEST_JSON)
                if body is not None:
                    return Answer(response.status, response.headers, body)
        failure = None
    except (aiohttp.ClientError, OSError) as error:
        failure = _unreachable(error, name)
    raise failure or AlterMalformed(f"longer than {LARGEST_JSON} bytes", endpoint=name)


async def _request(
    session: aiohttp.ClientSession, outgoing: Outgoing, seconds: float
) -> aiohttp.ClientResponse:
    # Connecting gets less than the whole, so that a connection that fails is known as one: nothing sent.
    connect = min(session.timeout.connect or CONNECT_SECONDS, seconds * 0.9)
    return await session.request(
        outgoing.endpoint.method,
        outgoing.url,
        headers=outgoing.headers,
        data=outgoing.data,
        allow_redirects=False,
        timeout=aiohttp.ClientTimeout(total=None, connect=connect, sock_read=_STALL_SECONDS),
    )


async def _read(response: aiohttp.ClientResponse, cap: int) -> bytes | None:
    """The body, or None when it is longer than `cap` (after decompression); the rest stays unread."""
    pieces = bytearray()
    async for piece in response.content.iter_chunked(_PIECE):
        pieces += piece
        if len(pieces) > cap:
            response.close()
            return None
    return bytes(pieces)


def _unreachable(error: Exception, name: str) -> AlterUnreachable:
    """Only what fails while connecting surely sent nothing. The reason is the error's kind, no text."""
    connecting = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
    kind = "timeout" if type(error) is TimeoutError else type(error).__name__
    return AlterUnreachable(kind, outcome_unknown=not isinstance(error, connecting), endpoint=name)
