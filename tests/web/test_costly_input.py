"""Wrong input that is meant to cost: many fields, many items, large bodies, many callers."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from tests.stage.stage import SHOP, Caller, ConnectedStore, Reply, Stage, Staging, item

JSON = {"Content-Type": "application/json"}
MIB = 1024 * 1024
BINDINGS = "/v1/bindings"
SYNC = "/public-api/v1/runtime-bindings/sync-from-wordpress"


def fields(count: int, name: str = "field{}") -> dict[str, Any]:
    return {name.format(n): n for n in range(count)}


async def test_many_faults_make_no_long_answer(stage: Stage) -> None:
    """Fifty are listed, and the detail says how many more there are; long names are cut."""
    answer = await stage.anyone.post("/v1/connect/start", fields(98, "x" * 120 + "{}"))
    assert answer.status == 422
    assert len(answer.json["errors"]) == 50
    assert answer.json["detail"].endswith("(and 97 more) The first 50 are listed.")
    answer = await stage.anyone.post("/v1/connect/start", fields(20, "x" * 700 + "{}"))
    assert len(answer.json["errors"]) == 22
    assert "are listed" not in answer.json["detail"]
    assert max(len(each["path"]) for each in answer.json["errors"]) == 200
    assert len(answer.body) < 16 * 1024


async def test_an_object_of_very_many_fields_is_not_looked_into(store: ConnectedStore) -> None:
    """At the top, in a field, in the items of a list: one error, however many fields there are."""
    number = (await store.put_bindings(item("wc_1"))).json["bindings"][0]["bindingId"]
    event = {"lines": [fields(400) for _ in range(100)]}
    wide: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/v1/connect/start", fields(101)),
        ("POST", "/v1/connect/start", fields(800)),
        ("PATCH", f"{BINDINGS}/{number}", fields(20_000)),
        ("PATCH", f"{BINDINGS}/{number}", {"externalDesign": fields(20_000)}),
        ("POST", "/v1/orders/events", event),
        ("PUT", BINDINGS, fields(20_000) | {"bindings": []}),
        ("PUT", BINDINGS, {"bindings": fields(20_000)}),
    ]
    for method, path, body in wide:
        answer = await store.call(method, path, body)
        assert (answer.status, answer.code) == (422, "request.tooManyFields"), path
        assert "errors" not in answer.json


async def test_an_item_of_very_many_fields_is_rejected_alone(store: ConnectedStore) -> None:
    """Also when they stand in its design."""
    odd = [item("wc_2", **fields(20_000)), item("wc_3", None, externalDesign=fields(20_000))]
    answer = await store.put_bindings(*odd, item("wc_1"), wait=0)
    assert answer.json["accepted"] == 1
    codes = [(each["index"], each["code"]) for each in answer.json["rejected"]]
    assert codes == [(0, "request.tooManyFields"), (1, "request.tooManyFields")]


def full(part: str) -> bytes:
    """16 MiB of one part, again and again."""
    body = part.encode() * ((16 * MIB - 100) // len(part))
    return b'{"bindings":[' + body.rstrip(b",") + b"]}"


@pytest.mark.parametrize("part", ["{},", "[],", "[{}],"])
async def test_a_body_of_nothing_but_objects_is_not_built(store: ConnectedStore, part: str) -> None:
    """413: sixteen MiB of them would be a gigabyte in memory."""
    for method, path in (("PUT", BINDINGS), ("POST", SYNC)):
        answer = await store.call(method, path, data=io.BytesIO(full(part)), headers=JSON)  # type: ignore[arg-type]
        assert answer.status == 413
        assert answer.code in ("request.tooManyParts", "connector.request.tooManyParts")


async def test_more_items_than_a_call_takes_are_counted_first(store: ConnectedStore) -> None:
    """422 in both shapes, whatever the items are."""
    many = {"bindings": [7] * 10_001}
    answer = await store.put(BINDINGS, many)
    assert answer.status == 422
    (fault,) = answer.json["errors"]
    assert (fault["path"], fault["code"]) == ("bindings", "too_long")
    answer = await store.post(SYNC, many)
    assert (answer.status, answer.json) == (422, {"code": "connector.tooManyBindings"})


@pytest.mark.slow
async def test_ten_thousand_items_are_taken(store: ConnectedStore) -> None:
    """The limit itself, in a body of a few MiB."""
    meta = {"a": "x" * 200}
    many = [item(f"wc_{n}", status="draft", legacyBindingMeta=meta) for n in range(10_000)]
    body = io.BytesIO(orjson.dumps({"bindings": many}))
    answer = await store.put(BINDINGS, data=body, headers=JSON)
    assert (answer.status, answer.json["accepted"]) == (200, 10_000)


class Upload:
    """A large body that ends only when the test says so. `begun`: more of it is sent than any buffer
    on the way holds, so the connector is reading."""

    def __init__(self) -> None:
        self.begun, self.finish = asyncio.Event(), asyncio.Event()

    async def chunks(self) -> AsyncIterator[bytes]:
        yield b'{"bindings":['
        for _ in range(14):
            yield b" " * MIB
        self.begun.set()
        await self.finish.wait()
        yield b"]}"


async def sent(caller: Caller, method: str, path: str, upload: Upload) -> Reply:
    return await caller.call(method, path, data=upload.chunks(), headers=JSON)


@pytest.mark.parametrize(("method", "path", "taken"), [("PUT", BINDINGS, 200), ("POST", SYNC, 400)])
async def test_a_store_has_one_large_body_here_at_a_time(
    stage: Stage, store: ConnectedStore, method: str, path: str, taken: int
) -> None:
    """A second one is 429 with Retry-After; small ones and other stores' are taken beside it. `taken` is
    what an empty list is answered with, by Alter on the gateway."""
    other = await stage.connect("http://other.localhost", share=True)
    first, second, foreign = Upload(), Upload(), Upload()
    second.finish.set()
    foreign.finish.set()
    running = asyncio.create_task(sent(store, method, path, first))
    await first.begun.wait()
    for refused in (
        await sent(store, "PUT", BINDINGS, second),
        await sent(store, "POST", SYNC, second),
    ):
        assert refused.status == 429
        assert int(refused.headers["Retry-After"]) >= 1
    assert (await store.put_bindings(item("wc_1"))).json["accepted"] == 1
    assert (await sent(other, method, path, foreign)).status == taken
    first.finish.set()
    assert (await running).status == taken
    assert (await sent(store, method, path, second)).status == taken


async def test_completing_is_counted_too(staging: Staging) -> None:
    """Three for each start that a client may make, apart from these; counted before the body is read."""
    async with staging(connect_limit="10/min") as stage:
        path = "/v1/connect/complete"
        for _ in range(30):
            assert (await stage.anyone.post(path, {})).status == 422
        beyond = await stage.anyone.post(path, {})
        assert (beyond.status, beyond.code) == (429, "connect.tooMany")
        assert 1 <= int(beyond.headers["Retry-After"]) <= 60
        assert (await stage.start()).status == 201
        stage.clock.shift(61)
        assert (await stage.anyone.post(path, {})).status == 422


async def test_a_browsers_body_is_read_last(staging: Staging) -> None:
    """Whose page it is and how often it asked come first: what it sent costs nothing till then."""
    async with staging(storefront_client_limit="2/min") as stage:
        store = await stage.connect()
        path = f"/storefront/v1/{store.storefront_key}/session"

        async def opened(origin: str) -> tuple[int, str | None]:
            headers = JSON | {"Origin": origin}
            answer = await stage.anyone.post(path, data=b"{nonsense", headers=headers)
            assert answer.headers["Vary"] == "Origin"
            return answer.status, answer.code

        foreign = (403, "storefront.originNotAllowed")
        assert [await opened("https://evil.example") for _ in range(4)] == [foreign] * 4
        unreadable = (400, "request.unreadableJson")
        assert [await opened(SHOP) for _ in range(2)] == [unreadable] * 2
        assert await opened(SHOP) == (429, "storefront.tooManySessions")


async def test_product_look_ups_are_counted_by_client(staging: Staging) -> None:
    """429 with Retry-After that a page can read, before any key is looked up; other clients go on."""
    async with staging(storefront_product_limit="3/min", trusted_proxies="127.0.0.1") as stage:
        store = await stage.connect()
        await store.put_bindings(item("wc_1"))
        path = f"/storefront/v1/{store.storefront_key}/products/wc_1"

        async def read(client: str, path: str = path) -> Reply:
            headers = {"Origin": SHOP, "X-Forwarded-For": client}
            return await stage.anyone.get(path, headers=headers)

        assert [(await read("203.0.113.1")).status for _ in range(3)] == [200] * 3
        for beyond in (await read("203.0.113.1"), await read("203.0.113.1")):
            assert (beyond.status, beyond.code) == (429, "storefront.tooManyReads")
            assert 1 <= int(beyond.headers["Retry-After"]) <= 60
            assert beyond.headers["Access-Control-Allow-Origin"] == "*"
            assert "Retry-After" in beyond.headers["Access-Control-Expose-Headers"]
            assert beyond.headers["Cache-Control"] == "no-store"
        guess = "/storefront/v1/pk_guess/products/wc_1"
        assert (await read("203.0.113.1", guess)).status == 429
        assert (await read("203.0.113.2")).status == 200
        stage.clock.shift(61)
        assert (await read("203.0.113.1")).status == 200


async def test_an_exchange_is_small(stage: Stage) -> None:
    """Whoever connects has no token yet: 16 KiB, through the gateway too."""
    path = "/public-api/v1/wp-connect/exchange"
    for body in (b" " * (16 * 1024 + 1), b"{" + b" " * 20_000 + b"}"):
        answer = await stage.anyone.post(path, data=body, headers=JSON)
        assert (answer.status, answer.json) == (413, {"code": "connector.request.tooLarge"})
    assert (await stage.anyone.post(path, data=b" " * 16 * 1024, headers=JSON)).status == 400
    assert stage.sandbox.calls == []
