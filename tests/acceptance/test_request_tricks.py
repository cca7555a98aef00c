"""Requests that mean one thing to whoever stands in front of us and another thing here, on the raw socket.

Each is refused, reaches nobody else, and leaves no second request behind: what comes next on the connection is the
answer to what the caller asked next, or the end.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
import pytest_asyncio

from tests.acceptance.wire import Heard, Wire
from tests.stage.databases import Databases
from tests.stage.stage import Stage, staged

pytestmark = pytest.mark.asyncio(loop_scope="module")

V1 = "/public-api/v1"
SESSION = f"{V1}/embed/session"
SMUGGLED = "GET /readyz HTTP/1.1\r\nHost: c\r\n\r\n"
NEXT = "GET /public-api/healthz HTTP/1.1\r\nHost: c\r\n\r\n"
JSON = "Content-Type: application/json\r\n"
CHUNKED = "Transfer-Encoding: chunked\r\n"


@dataclass(frozen=True)
class Tricks:
    stage: Stage
    key: str
    token: str

    @property
    def credential(self) -> str:
        return f"x-alter-access-key: {self.key}\r\nx-alter-access-token: {self.token}\r\n"

    def get(self, target: str, extra: str = "") -> str:
        return f"GET {target} HTTP/1.1\r\nHost: c\r\n{self.credential}{extra}\r\n"

    def post(self, extra: str, body: str, path: str = SESSION) -> str:
        return f"POST {path} HTTP/1.1\r\nHost: c\r\n{self.credential}{extra}\r\n{body}"

    async def refused(self, sent: str | bytes, *statuses: int) -> Heard:
        """Refused so; Alter heard nothing; the next answer is to the next question, if there is one."""
        calls = len(self.stage.sandbox.calls)
        async with Wire.to(self.stage.base) as wire:
            wire.send(sent)
            wire.send(NEXT)
            heard = await wire.hear()
            assert heard is not None
            assert heard.status in (statuses or (400,)), heard
            assert heard.headers["x-request-id"]
            assert self.token.encode() not in heard.body
            assert_next(await wire.hear())
        assert len(self.stage.sandbox.calls) == calls
        return heard


def assert_next(heard: Heard | None) -> None:
    assert heard is None or heard.body == b'{"ok":true}', heard


@pytest.fixture(scope="module")
def database(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("tricks")
    return folder, databases.new(folder)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def tricks(database: tuple[Path, str]) -> AsyncIterator[Tricks]:
    """One for all of them: what is refused leaves nothing behind."""
    async with staged(*database, worker=False) as stage:
        store = await stage.connect()
        yield Tricks(stage, store.id, store.token)


PATHS = {
    "a dot segment to a sibling": f"{V1}/customer-orders/../auth/check",
    "dot segments out of the surface": f"{V1}/../v1/auth/check",
    "a dot segment at the end": f"{V1}/products/..",
    "one dot": f"{V1}/./auth/check",
    "encoded dots": f"{V1}/customer-orders/%2e%2e",
    "encoded dots, one of them": f"{V1}/customer-orders/.%2E/products",
    "an encoded slash": f"{V1}/products%2f381",
    "an encoded slash in an id": f"{V1}/customer-orders/1%2F2",
    "an encoded backslash": f"{V1}/products%5c381",
    "a backslash": f"{V1}/products\\381",
    "a parameter of the path": f"{V1}/products/381;x=1",
    "a parameter before the slash": f"{V1}/products;/381",
    "an encoded semicolon": f"{V1}/products/381%3b",
    "NUL": f"{V1}/products/381%00",
    "NUL in a key": f"{V1}/file/protected/user_34/a%00b",
    "CR LF": f"{V1}/products/381%0d%0aX-A:%20b",
    "encoded twice": f"{V1}/file/protected/user_34/%252e%252e/a",
    "two slashes": f"{V1}//products/381",
    "two slashes in front": f"/{V1}/products/381",
    "a slash at the end": f"{V1}/products/381/",
    "no UTF-8": f"{V1}/products/%ff",
    "half a percent": f"{V1}/products/%2",
    "another case": f"{V1.upper()}/products/381",
}


@pytest.mark.parametrize("target", PATHS.values(), ids=PATHS.keys())
async def test_a_path_that_reads_two_ways_is_no_address(tricks: Tricks, target: str) -> None:
    """Nothing is decoded, resolved or tidied into a route."""
    await tricks.refused(tricks.get(target), 400, 404)


TARGETS = {
    "another host": f"http://evil.example{V1}/auth/check",
    "our host": f"http://c{V1}/auth/check",
    "another scheme": f"ftp://evil.example{V1}/auth/check",
    "user info": f"http://a:b@evil.example{V1}/products/381",
    "a fragment": f"{V1}/products/381#/../..",
    "a fragment in the query": f"{V1}/products?limit=5#x",
}


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS.keys())
async def test_the_target_is_a_path(tricks: Tricks, target: str) -> None:
    """A whole address would name a host beside `Host`."""
    heard = await tricks.refused(tricks.get(target))
    assert heard.code in ("connector.request.target", "request.target")


async def test_connect_star_and_http_09_are_no_requests(tricks: Tricks) -> None:
    """The other forms of a target, and the version without headers."""
    for sent in (
        "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: c\r\n\r\n",
        f"GET {V1}/fonts\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ):
        await tricks.refused(sent)


async def test_doubled_credentials_are_none(tricks: Tricks) -> None:
    """Who is believed must not depend on which of two a proxy looks at; not even if they agree."""
    key, token = tricks.credential.splitlines(keepends=True)
    bearer = f"Authorization: Bearer {tricks.token}\r\n"
    for credential in (
        key + key + token,
        key + token + token,
        key + token + "x-alter-access-token: x\r\n",
        bearer + bearer,
        key + token + bearer + "Authorization: Bearer x\r\n",
        f"Authorization: Bearer {tricks.token}, Bearer x\r\n",
        f"Authorization: Basic x\r\n{key}{token}",
    ):
        for path in ("auth/check", "products/381", "customer-orders"):
            sent = f"GET {V1}/{path} HTTP/1.1\r\nHost: c\r\n{credential}\r\n"
            heard = await tricks.refused(sent, 401)
            assert heard.body == b'{"error":"Unauthorized"}'


FRAMES = {
    "two hosts": "GET {v1}/auth/check HTTP/1.1\r\nHost: c\r\nHost: evil\r\n{auth}\r\n",
    "two equal hosts": "GET {v1}/auth/check HTTP/1.1\r\nHost: c\r\nHost: c\r\n{auth}\r\n",
    "no host": "GET {v1}/auth/check HTTP/1.1\r\n{auth}\r\n",
    "two content types": "{post}Content-Type: application/json\r\nContent-Type: text/plain\r\n"
    "Content-Length: 2\r\n\r\n{{}}",
    "a length and chunks": "{post}Content-Length: 4\r\n{te}\r\n0\r\n\r\n{evil}",
    "chunks and a length": "{post}{te}Content-Length: 4\r\n\r\n0\r\n\r\n{evil}",
    "identity and a length": "{post}Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{{}}{evil}",
    "two lengths": "{post}Content-Length: 2\r\nContent-Length: 40\r\n\r\n{{}}{evil}",
    "two equal lengths": "{post}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{{}}",
    "lengths with a comma": "{post}Content-Length: 2, 40\r\n\r\n{{}}{evil}",
    "a length with a sign": "{post}Content-Length: +2\r\n\r\n{{}}{evil}",
    "a negative length": "{post}Content-Length: -1\r\n\r\n{{}}{evil}",
    "a length in hex": "{post}Content-Length: 0x2\r\n\r\n{{}}{evil}",
    "a length as Python writes it": "{post}Content-Length: 1_0\r\n\r\n{{}}{evil}",
    "a length nobody counts to": "{post}Content-Length: " + "9" * 40 + "\r\n\r\n{{}}{evil}",
    "chunked twice": "{post}{te}{te}\r\n0\r\n\r\n{evil}",
    "something like chunked": "{post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{evil}",
    "chunked, hidden": "{post}Transfer-Encoding: \x0bchunked\r\nContent-Length: 2\r\n\r\n{{}}{evil}",
    "a space before the colon": "{post}Transfer-Encoding : chunked\r\nContent-Length: 2\r\n\r\n{{}}",
    "a chunk of minus two": "{post}{te}\r\n-2\r\n{{}}\r\n0\r\n\r\n{evil}",
    "a chunk of 0x2": "{post}{te}\r\n0x2\r\n{{}}\r\n0\r\n\r\n{evil}",
    "a chunk of 0_2": "{post}{te}\r\n0_2\r\n{{}}\r\n0\r\n\r\n{evil}",
    "a chunk of nothing": "{post}{te}\r\n\r\n{{}}\r\n0\r\n\r\n{evil}",
    "a chunk without end": "{post}{te}\r\n" + "f" * 20 + "\r\n{{}}\r\n0\r\n\r\n{evil}",
    "a chunk that is longer": "{post}{te}\r\n2\r\n{{}}xx\r\n0\r\n\r\n{evil}",
    "a chunk ended by LF": "{post}{te}\r\n2\n{{}}\n0\n\n{evil}",
    "a chunk ended by CR": "{post}{te}\r\n2\r{{}}\r0\r\r{evil}",
    "an extension ended by LF": "{post}{te}\r\n2;a\n{{}}\r\n0\r\n\r\n{evil}",
    "an extension over two lines": '{post}{te}\r\n2;a="b\r\nc"\r\n{{}}\r\n0\r\n\r\n{evil}',
    "bare LF": "GET {v1}/auth/check HTTP/1.1\nHost: c\n\n",
    "one bare LF": "GET {v1}/auth/check HTTP/1.1\r\nHost: c\nX-A: b\r\n{auth}\r\n",
    "a bare CR": "GET {v1}/auth/check HTTP/1.1\r\nHost: c\rX-A: b\r\n{auth}\r\n",
    "a folded line": "GET {v1}/auth/check HTTP/1.1\r\nHost: c\r\nX-A: b\r\n c\r\n{auth}\r\n",
    "a space in a name": "GET {v1}/auth/check HTTP/1.1\r\nHost: c\r\nX A: b\r\n{auth}\r\n",
    "a name of nothing": "GET {v1}/auth/check HTTP/1.1\r\nHost: c\r\n: b\r\n{auth}\r\n",
    "NUL in a value": "GET {v1}/auth/check HTTP/1.1\r\nHost: c\r\nX-A: b\0c\r\n{auth}\r\n",
    "CR in the fingerprint": "{post}x-alter-client-fingerprint: a\rX: b\r\nContent-Length: 2\r\n\r\n{{}}",
    "CR in the request id": "GET /healthz HTTP/1.1\r\nHost: c\r\nX-Request-Id: abcdefgh\rX: y\r\n\r\n",
    "a raw NUL in the path": "GET {v1}/products/\0 HTTP/1.1\r\nHost: c\r\n\r\n",
    "a raw tab in the path": "GET {v1}/products/a\tb HTTP/1.1\r\nHost: c\r\n\r\n",
    "a raw space in the query": "GET {v1}/products?name=a b HTTP/1.1\r\nHost: c\r\n\r\n",
    "no slash in front": "GET public-api/v1/fonts HTTP/1.1\r\nHost: c\r\n\r\n",
    "a long path": "GET {v1}/products/" + "1" * 9_000 + " HTTP/1.1\r\nHost: c\r\n\r\n",
    "a very long path": "GET {v1}/products/" + "1" * 200_000 + " HTTP/1.1\r\nHost: c\r\n\r\n",
    "a long query": "GET {v1}/products?name=" + "a" * 9_000 + " HTTP/1.1\r\nHost: c\r\n\r\n",
    "a long header": "GET {v1}/fonts HTTP/1.1\r\nHost: c\r\nX-A: " + "a" * 9_000 + "\r\n\r\n",
    "many headers": "GET {v1}/fonts HTTP/1.1\r\nHost: c\r\n" + "X-A: a\r\n" * 5_000 + "\r\n",
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES.keys())
async def test_what_is_not_framed_in_one_way_only_ends_the_connection(
    tricks: Tricks, frame: str
) -> None:
    """400 with a code and a request id, and then the end: where the next request begins is anybody's guess."""
    sent = frame.format(
        v1=V1,
        auth=tricks.credential,
        post=f"POST {SESSION} HTTP/1.1\r\nHost: c\r\n{tricks.credential}",
        te=CHUNKED,
        evil=SMUGGLED,
    )
    calls = len(tricks.stage.sandbox.calls)
    async with Wire.to(tricks.stage.base) as wire:
        wire.send(sent)
        heard = await wire.hear()
        # A very long request may be cut off while it is still being sent: then nobody hears anything.
        assert heard is not None or len(sent) > 9_000
        if heard is not None:
            assert (heard.status, heard.code) == (400, "request.unreadable")
            assert heard.headers["content-type"] == "application/problem+json"
            assert heard.headers["x-request-id"]
        wire.send(NEXT)
        assert await wire.hear() is None
    assert len(tricks.stage.sandbox.calls) == calls


async def test_what_could_not_be_framed_is_neither_echoed_nor_logged(
    tricks: Tricks, caplog: pytest.LogCaptureFixture
) -> None:
    """The token of a request with bare LFs, and the caller's address: the library would show both."""
    with caplog.at_level(logging.DEBUG):
        sent = f"GET {V1}/fonts?q=canary HTTP/1.1\nHost: c\n{tricks.credential}\n"
        heard = await tricks.refused(sent)
    for hidden in (tricks.token, tricks.key, "canary", "127.0.0.1"):
        assert hidden.encode() not in heard.body
        assert hidden not in caplog.text


async def test_another_transfer_coding_is_refused(tricks: Tricks) -> None:
    """Chunks of something packed: nothing here unpacks it."""
    sent = tricks.post("Transfer-Encoding: gzip, chunked\r\n", "2\r\n{}\r\n0\r\n\r\n")
    assert (await tricks.refused(sent, 415)).code == "connector.request.encoded"


BODIES = {
    "of a GET": ("GET", f"{V1}/fonts", True),
    "of nobody's route": ("POST", f"{V1}/nothing", True),
    "of a refused caller": ("POST", SESSION, False),
    "of a refused store": ("POST", SESSION, True),
    "of the exchange": ("POST", f"{V1}/wp-connect/exchange", False),
    "of another surface": ("POST", "/v1/connect/start", False),
}


@pytest.mark.parametrize("chunked", [False, True], ids=["by length", "in chunks"])
@pytest.mark.parametrize(("method", "path", "known"), BODIES.values(), ids=BODIES.keys())
async def test_a_request_in_a_body_is_a_body(
    tricks: Tricks, method: str, path: str, known: bool, chunked: bool
) -> None:
    """Read or thrown away, but never answered: the next answer is the next caller's."""
    head = f"{method} {path} HTTP/1.1\r\nHost: c\r\n{JSON}{tricks.credential if known else ''}"
    body, length = SMUGGLED * 3, f"Content-Length: {3 * len(SMUGGLED)}\r\n"
    if chunked:
        body, length = f"{len(body):x};ext={'e' * 40}\r\n{body}\r\n0\r\nX-A: b\r\n\r\n", CHUNKED
    async with Wire.to(tricks.stage.base) as wire:
        wire.send(f"{head}{length}\r\n{body}")
        wire.send(NEXT)
        first = await wire.hear()
        assert first is not None
        assert first.status in (200, 400, 401, 403, 404)
        assert b"ready" not in first.body
        assert_next(await wire.hear())


async def test_a_body_too_large_is_not_read_as_requests(tricks: Tricks) -> None:
    """Refused by its length; what of it still arrives answers nobody."""
    times = 2 * 1024 * 1024 // len(SMUGGLED)
    async with Wire.to(tricks.stage.base) as wire:
        wire.send(tricks.post(f"{JSON}Content-Length: {times * len(SMUGGLED)}\r\n", SMUGGLED))
        first = await wire.hear()
        assert first is not None
        assert first.status == 413
        wire.send(SMUGGLED * (times - 1))
        wire.send(NEXT)
        assert_next(await wire.hear())


QUERIES = ["name=a%0d%0aX-A:%20b", "name=%00", "name=%0a", "name=%7f", "name=%ff", "&", "=&="]


@pytest.mark.parametrize("query", QUERIES)
async def test_a_query_brings_no_line_into_a_header(tricks: Tricks, query: str) -> None:
    """Control characters and what is no UTF-8 are refused, before they are sent or become a key."""
    heard = await tricks.refused(tricks.get(f"{V1}/products?{query}"), 400, 404)
    assert heard.code in ("connector.invalidQuery", "connector.notFound")


async def test_a_query_means_the_same_upstream(tricks: Tricks) -> None:
    """What could end or add a parameter there is encoded again."""
    async with Wire.to(tricks.stage.base) as wire:
        wire.send(tricks.get(f"{V1}/products?name=a%26limit=1%23;offset=2&limit=3"))
        assert await wire.hear() is not None
    call = tricks.stage.sandbox.calls_to("GET", "/products")[-1]
    assert parse_qsl(call.query) == [("name", "a&limit=1#;offset=2"), ("limit", "3")]


async def test_pages_are_refused_on_every_route_that_takes_a_credential(tricks: Tricks) -> None:
    """`Origin` and `Referer`, empty ones and `null` too, as upstream."""
    for extra in (
        "Origin: https://shop.example\r\n",
        "Origin: null\r\n",
        "Origin:\r\n",
        "Referer: x\r\n",
    ):
        for path in (
            "auth/check",
            "customer-orders",
            "products/381",
            "assets/products/4/files/preview_small",
            "design-imports/390/files/7df7",
            "file/protected/user_34/381/design/mockup-large.webp",
        ):
            heard = await tricks.refused(tricks.get(f"{V1}/{path}", extra), 403)
            assert heard.code == "connector.browserRefused"


async def test_the_host_of_a_request_is_in_no_answer(tricks: Tricks) -> None:
    """No address is ever built from it."""
    sent = f"GET {V1}/products?limit=1 HTTP/1.1\r\nHost: evil.example\r\n{tricks.credential}\r\n"
    async with Wire.to(tricks.stage.base) as wire:
        wire.send(sent.replace("\r\n\r\n", "\r\nX-Forwarded-Host: evil.example\r\n\r\n"))
        heard = await wire.hear()
    assert heard is not None
    assert heard.status == 200
    assert b"evil.example" not in heard.body + str(heard.headers).encode()
