"""The door to shops, against real sockets on loopback: what gets in, what is capped, what is
refused.
"""

from __future__ import annotations

import asyncio
import datetime
import gzip
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from wp_bridge.errors import SiteUnreachable
from wp_bridge.site_http import SiteHttp

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture
async def http() -> AsyncIterator[SiteHttp]:
    """The door with the development switch on, because real shops of tests live on loopback."""
    async with SiteHttp(allow_private=True, user_agent="alter-connector/test") as session:
        yield session


@pytest.fixture
async def shut() -> AsyncIterator[SiteHttp]:
    async with SiteHttp(allow_private=False, user_agent="alter-connector/test") as session:
        yield session


@pytest.fixture
async def shop() -> AsyncIterator[Callable[[Handler], Awaitable[str]]]:
    servers: list[TestServer] = []

    async def open_shop(handler: Handler) -> str:
        app = web.Application()
        app.router.add_get("/{any:.*}", handler)
        server = TestServer(app, host="127.0.0.1")
        await server.start_server()
        servers.append(server)
        return str(server.make_url("/wp-json/"))

    yield open_shop
    for server in servers:
        await server.close()


Shop = Callable[[Handler], Awaitable[str]]


async def code_of(call: Awaitable[object]) -> str:
    with pytest.raises(SiteUnreachable) as caught:
        await call
    return caught.value.code


def answering(body: bytes, **headers: str) -> Handler:
    async def handler(_request: web.Request) -> web.Response:
        return web.Response(body=body, headers=headers)

    return handler


async def test_json_comes_back(http: SiteHttp, shop: Shop) -> None:
    url = await shop(answering(b'{"proof": "x", "n": [1, null]}'))
    assert await http.get_json(url) == {"proof": "x", "n": [1, None]}


async def test_a_byte_order_mark_of_a_careless_plugin_is_no_fault(
    http: SiteHttp, shop: Shop
) -> None:
    assert await http.get_json(await shop(answering(b"\xef\xbb\xbf[1]"))) == [1]


async def test_requests_say_who_asks_and_carry_nothing_else(http: SiteHttp, shop: Shop) -> None:
    seen: list[dict[str, str]] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(dict(request.headers))
        return web.json_response(1, headers={"Set-Cookie": "a=b; Path=/"})

    url = await shop(handler)
    await http.get_json(url)
    await http.get_json(url)
    for request in seen:
        assert request.pop("Host").startswith("127.0.0.1:")
        assert request == {
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "alter-connector/test",
            "Connection": "close",
        }


async def test_the_query_travels_as_written(http: SiteHttp, shop: Shop) -> None:
    seen: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(request.raw_path)
        return web.json_response(1)

    url = await shop(handler)
    await http.get_json(url + "?rest_route=/alter/v1/proof&challenge=a%26b")
    assert seen == ["/wp-json/?rest_route=/alter/v1/proof&challenge=a%26b"]


async def test_proxies_of_the_environment_are_ignored(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    async with SiteHttp(allow_private=True, user_agent="t") as http:
        assert await http.get_json(await shop(answering(b"1"))) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_not_followed(http: SiteHttp, shop: Shop, status: int) -> None:
    hits: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        hits.append(request.path)
        return web.Response(status=status, headers={"Location": "/elsewhere"})

    assert await code_of(http.get_json(await shop(handler))) == "redirect"
    assert hits == ["/wp-json/"]


@pytest.mark.parametrize("status", [201, 204, 401, 403, 404, 500, 503])
async def test_only_200_is_an_answer(http: SiteHttp, shop: Shop, status: int) -> None:
    async def handler(_request: web.Request) -> web.Response:
        return web.Response(status=status)

    with pytest.raises(SiteUnreachable) as caught:
        await http.get_json(await shop(handler))
    assert (caught.value.code, caught.value.detail) == ("status", f"HTTP {status}")


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{", b"\xff", b"[NaN]", b"[" * 60_000, b"Notice: x in y\n{}"]
)
async def test_what_is_no_json_is_malformed(http: SiteHttp, shop: Shop, body: bytes) -> None:
    assert await code_of(http.get_json(await shop(answering(body)))) == "malformed"


async def test_compressed_bodies_are_refused_unread(http: SiteHttp, shop: Shop) -> None:
    url = await shop(answering(gzip.compress(b"1"), **{"Content-Encoding": "gzip"}))
    assert await code_of(http.get_json(url)) == "malformed"
    plain = await shop(answering(b"1", **{"Content-Encoding": "Identity"}))
    assert await http.get_json(plain) == 1


async def test_the_size_cap_holds_to_the_byte(http: SiteHttp, shop: Shop) -> None:
    url = await shop(answering(b'"' + b"a" * 98 + b'"'))
    assert await http.get_json(url, max_bytes=100) == "a" * 98
    assert await code_of(http.get_json(url, max_bytes=99)) == "tooLarge"


async def test_an_endless_answer_is_cut_off(http: SiteHttp, shop: Shop) -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b" " * 8192)
        except ConnectionError:
            return response

    assert await code_of(http.get_json(await shop(handler))) == "tooLarge"


async def test_the_time_cap_counts_a_slow_drip_too(http: SiteHttp, shop: Shop) -> None:
    """Each byte comes in good time, the answer never: a per-read timeout would wait for ever."""

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b" ")
                await asyncio.sleep(0.02)
        except ConnectionError:
            return response

    started = asyncio.get_running_loop().time()
    assert await code_of(http.get_json(await shop(handler), timeout=0.3)) == "timeout"
    assert asyncio.get_running_loop().time() - started < 2


class Listener:
    """A bare TCP server that counts who came and says one thing."""

    def __init__(self, says: bytes = b"") -> None:
        self.says = says
        self.visits = 0
        self.port = 0

    async def __aenter__(self) -> Listener:
        self._server = await asyncio.start_server(self._serve, "0.0.0.0", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visits += 1
        await reader.read(4096)
        writer.write(self.says)
        writer.close()

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()


@pytest.mark.parametrize(
    "says",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n[1",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n1",
    ],
)
async def test_broken_http_is_malformed_and_never_quoted(http: SiteHttp, says: bytes) -> None:
    async with Listener(says) as listener:
        with pytest.raises(SiteUnreachable) as caught:
            await http.get_json(f"http://127.0.0.1:{listener.port}/")
    assert caught.value.code == "malformed"
    assert "SSH" not in str(caught.value)


async def test_a_connection_that_closes_at_once_is_no_connection(http: SiteHttp) -> None:
    async with Listener() as listener:
        url = f"http://127.0.0.1:{listener.port}/"
        assert await code_of(http.get_json(url)) == "connect"


async def test_a_closed_port_is_no_connection(http: SiteHttp) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        assert await code_of(http.get_json(url)) == "connect"


async def test_unknown_names_are_told_apart(http: SiteHttp) -> None:
    assert await code_of(http.get_json("http://no-such-shop.invalid/")) == "dns"


@pytest.mark.parametrize("host", ["0.0.0.0", "[::ffff:127.0.0.1]", "[::127.0.0.1]"])
async def test_back_doors_to_loopback_stay_shut_even_in_development(
    http: SiteHttp, host: str
) -> None:
    async with Listener(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1") as listener:
        url = f"http://{host}:{listener.port}/"
        assert await code_of(http.get_json(url)) == "refusedAddress"
        assert listener.visits == 0


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://127.0.0.1:8443/",
        "https://localhost/",
        "https://localhost:8080/",
        "https://[::1]/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[fd00:ec2::254]/",
        "https://[64:ff9b::a9fe:a9fe]/",
        "https://[2002:7f00:1::]/",
        "https://0x7f000001/",
    ],
)
async def test_no_inner_address_is_connected_to(shut: SiteHttp, url: str) -> None:
    assert await code_of(shut.get_json(url, timeout=3)) == "refusedAddress"


async def test_names_are_judged_by_what_they_resolve_to(http: SiteHttp, shop: Shop) -> None:
    """Opened by the switch alone; without it `localhost` is refused above."""
    url = (await shop(answering(b"1"))).replace("127.0.0.1", "localhost")
    assert await http.get_json(url) == 1


@pytest.mark.parametrize("port", [1, 22, 25, 81, 3306, 5432, 6379, 8081, 9200, 65535])
async def test_other_ports_are_refused(shut: SiteHttp, port: int) -> None:
    assert await code_of(shut.get_json(f"https://shop.example:{port}/")) == "refusedAddress"


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/",
        "ftp://shop.example/",
        "file:///etc/passwd",
        "unix:///run/docker.sock",
        "//shop.example/",
        "shop.example",
        "",
        "https://",
        "https://a:b@shop.example/",
        "https://shop.example:99999/",
        "https://2130706433/",
        "https://127.1/",
    ],
)
async def test_other_addresses_are_malformed(shut: SiteHttp, url: str) -> None:
    assert await code_of(shut.get_json(url)) == "malformed"


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


async def test_certificates_are_checked(http: SiteHttp, tmp_path: Path) -> None:
    app = web.Application()
    app.router.add_get("/", answering(b"1"))
    server = TestServer(app, scheme="https", host="127.0.0.1")
    await server.start_server(ssl=self_signed(tmp_path))
    try:
        assert await code_of(http.get_json(str(server.make_url("/")))) == "tls"
    finally:
        await server.close()


async def test_plain_http_behind_https_is_a_tls_fault(http: SiteHttp, shop: Shop) -> None:
    url = (await shop(answering(b"1"))).replace("http://", "https://")
    assert await code_of(http.get_json(url)) == "tls"


async def test_it_must_be_started_first_and_may_be_closed_twice() -> None:
    http = SiteHttp(allow_private=False, user_agent="t")
    with pytest.raises(RuntimeError, match="start"):
        await http.get_json("https://shop.example/")
    await http.start()
    await http.close()
    await http.close()


async def test_a_file_comes_in_pieces_with_what_a_page_would_be_told(
    http: SiteHttp, shop: Shop
) -> None:
    """Asked as that page would ask."""
    seen: list[str | None] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Origin"))
        headers = {"Content-Type": "Model/glTF-binary", "Access-Control-Allow-Origin": "*"}
        return web.Response(body=b"glTF" * 50_000, headers=headers)

    url = await shop(handler)
    async with http.file(url, timeout=5, origin="https://app.example") as file:
        found = [piece async for piece in file.pieces(200_000)]
    assert b"".join(found) == b"glTF" * 50_000
    assert len(found) > 1
    assert (file.length, file.content_type) == (200_000, "model/gltf-binary")
    assert (file.allowed_origin, seen) == ("*", ["https://app.example"])


async def read_file(http: SiteHttp, url: str, most: int = 1000, seconds: float = 5) -> bytes:
    async with http.file(url, timeout=seconds) as file:
        return b"".join([piece async for piece in file.pieces(most)])


async def test_a_file_is_never_read_past_its_cap(http: SiteHttp, shop: Shop) -> None:
    """Neither by its announced length, of which no byte is waited for, nor when it has none."""

    async def huge(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(10 * 2**30)})
        await response.prepare(request)
        await asyncio.sleep(60)
        return response

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 1000)

    for handler in (huge, endless):
        assert await code_of(read_file(http, await shop(handler))) == "tooLarge"


async def test_a_file_that_drips_redirects_or_breaks_has_a_code(http: SiteHttp, shop: Shop) -> None:
    async def drips(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x")
            await asyncio.sleep(0.05)

    async def elsewhere(_request: web.Request) -> web.Response:
        raise web.HTTPFound("http://169.254.169.254/")

    async def breaks(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b"x")
        assert request.transport is not None
        request.transport.abort()
        return response

    assert await code_of(read_file(http, await shop(drips), seconds=0.3)) == "timeout"
    assert await code_of(read_file(http, await shop(elsewhere))) == "redirect"
    assert await code_of(read_file(http, await shop(breaks))) in {"connect", "malformed"}


async def test_files_of_private_addresses_are_refused(shut: SiteHttp) -> None:
    for host in ("127.0.0.1", "[::1]", "10.0.0.1", "169.254.169.254", "[64:ff9b::7f00:1]"):
        assert await code_of(read_file(shut, f"https://{host}/x.glb")) == "refusedAddress"
