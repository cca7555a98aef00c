"""Files through the gateway: streamed, in parts, and never run on the connector's origin."""

from __future__ import annotations

import asyncio
import hashlib

import aiohttp
import pytest

from connector.sandbox.faults import Fault
from tests.stage.stage import ConnectedStore, Stage

V1 = "/public-api/v1"


async def model_of(stage: Stage, store: ConnectedStore) -> tuple[str, dict[str, object]]:
    """The address and description of design 390's large model."""
    detail = (await store.get(f"{V1}/design-imports/390", headers=store.gateway_headers())).json
    found = next(file for file in detail["files"] if file["kind"] == "model")
    return f"{V1}/design-imports/390/files/{found['id']}", found


async def test_a_large_file_arrives_whole(stage: Stage, store: ConnectedStore) -> None:
    """Byte for byte, with its length and tag, sandboxed and unguessed."""
    address, described = await model_of(stage, store)
    found = await store.get(address, headers=store.gateway_headers())
    assert found.status == 200
    assert hashlib.sha256(found.body).hexdigest() == described["sha256"]
    assert found.headers["Content-Length"] == str(described["size"])
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert found.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


async def test_a_range_is_a_range(stage: Stage, store: ConnectedStore) -> None:
    """206 with the part that was asked for; a range beyond the file is 416."""
    address, described = await model_of(stage, store)
    part = await store.get(address, headers=store.gateway_headers() | {"Range": "bytes=100-199"})
    assert (part.status, len(part.body)) == (206, 100)
    assert part.headers["Content-Range"] == f"bytes 100-199/{described['size']}"
    beyond = await store.get(
        address, headers=store.gateway_headers() | {"Range": f"bytes={described['size']}-"}
    )
    assert beyond.status == 416


async def test_a_file_cut_off_does_not_look_whole(stage: Stage, store: ConnectedStore) -> None:
    """The connection breaks where Alter's broke."""
    address, _ = await model_of(stage, store)
    stage.sandbox.knobs.faults.append(Fault(path="/files/", truncate=True))
    with pytest.raises(aiohttp.ClientPayloadError):
        await store.get(address, headers=store.gateway_headers())


async def test_a_protected_file_takes_a_signature_or_a_store(
    stage: Stage, store: ConnectedStore
) -> None:
    """A signed address opens for anybody; without either it is 401; another owner's key is 404."""
    key = "user_34/381/design/mockup-large.webp"
    address = f"{V1}/file/protected/{key}"
    assert (await store.get(address, headers=store.gateway_headers())).status == 200
    signed = stage.sandbox.signed_url(key).partition("?")[2]
    assert (await stage.anyone.get(f"{address}?{signed}")).status == 200
    refused = await stage.anyone.get(address)
    assert (refused.status, refused.json) == (401, {"error": "Unauthorized"})


TRICKS = [
    "/file/protected/user_34/..%2f..%2fsecret",
    "/file/protected/user_34/%2e%2e/secret",
    "/file/protected/user_34//secret",
    "/file/protected/user_34/a;b",
    "/file/protected/user_34/a%00b",
    "/file/protected/user_34/a%5cb",
    "/customer-orders/1%2f2",
    "/customer-orders/%2e%2e",
    "/products/381%3b",
]


@pytest.mark.parametrize("path", TRICKS)
async def test_a_path_that_reads_two_ways_goes_nowhere(
    stage: Stage, store: ConnectedStore, path: str
) -> None:
    """Refused here; nothing reaches Alter."""
    before = len(stage.sandbox.calls)
    status = await raw_status(stage.base, V1 + path, store.gateway_headers())
    assert status in (400, 404)
    assert len(stage.sandbox.calls) == before


async def raw_status(base: str, path: str, headers: dict[str, str]) -> int:
    """Sent as it is: no client may tidy the path on the way."""

    host, port = base.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    answer = await reader.read()
    writer.close()
    return int(answer.split(b" ", 2)[1])
