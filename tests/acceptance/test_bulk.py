"""Bindings in bulk: streams of any length, snapshots with a brake, repeated items."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.stage.stage import SHOP, ConnectedStore, Reply, Stage, Staging, item
from tests.stage.waiting import until
from tests.web.everything import dumped

SYNC = "/runtime-bindings/sync-from-wordpress"
SITE = {"X-Connector-Site": SHOP}
LINES = {"Content-Type": "application/x-ndjson"}


def draft(number: int, **fields: Any) -> dict[str, Any]:
    return item(f"wc_{number}", status="draft") | fields


def lines(items: Iterable[Any]) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in items)


async def streamed(store: ConnectedStore, data: bytes, query: str = "", **headers: str) -> Reply:
    return await store.put(f"/v1/bindings{query}", data=data, headers=LINES | SITE | headers)


async def statuses(store: ConnectedStore) -> dict[str, str]:
    found: dict[str, str] = {}
    after = ""
    while True:
        page = (await store.get(f"/v1/bindings?limit=500{after}")).json
        found |= {row["externalProductId"]: row["status"] for row in page["items"]}
        if page["nextCursor"] is None:
            return found
        after = f"&cursor={page['nextCursor']}"


async def test_a_stream_is_taken_line_by_line(stage: Stage, store: ConnectedStore) -> None:
    """Each bad line is rejected by its number and alone; blank ones count for nothing; the last needs no end."""
    data = b"\n".join(
        (
            json.dumps(item("wc_1")).encode(),
            b"",
            b"{nonsense",
            b"   \r",
            b"[]",
            json.dumps(item("wc_2", status="live")).encode(),
            json.dumps(item("wc_3")).encode() + b"\r",
        )
    )
    answer = await streamed(store, data, Prefer="wait=10")
    assert answer.status == 200, answer.body
    assert (answer.json["accepted"], answer.json["unchanged"], answer.json["pending"]) == (2, 0, 0)
    rejected = [(each["index"], each["code"]) for each in answer.json["rejected"]]
    assert rejected == [
        (1, "request.unreadableJson"),
        (2, "binding.invalid"),
        (3, "binding.invalid"),
    ]
    assert [row["externalProductId"] for row in answer.json["bindings"]] == ["wc_1", "wc_3"]
    assert len(stage.sandbox.world.bindings) == 2


async def test_a_line_has_64_kib(store: ConnectedStore) -> None:
    """A longer one is rejected alone, and read past, whatever its length."""
    fits = json.dumps(draft(1)).encode().ljust(64 * 1024)
    long = json.dumps(draft(2)).encode().ljust(64 * 1024 + 1)
    endless = b"x" * (300 * 1024)
    answer = await streamed(store, b"\n".join((fits, long, endless, lines([draft(3)]))))
    assert answer.json["accepted"] == 2
    assert [(each["index"], each["code"]) for each in answer.json["rejected"]] == [
        (1, "request.tooLarge"),
        (2, "request.tooLarge"),
    ]


@pytest.mark.parametrize(
    "count", [1000, pytest.param(20_000, marks=[pytest.mark.slow, pytest.mark.timeout(300)])]
)
async def test_the_same_catalogue_again_costs_nothing(staging: Staging, count: int) -> None:
    """Twice the same mappings, then one changed: no row written and no call, then one call with one item."""
    async with staging(worker=False, limit_scale=100.0) as stage:
        store = await stage.connect()
        stage.sandbox.knobs.limits_enabled = False
        catalogue = [draft(number) for number in range(count)]
        first = await streamed(store, lines(catalogue))
        assert (first.json["accepted"], first.json["unchanged"]) == (count, 0)
        await stage.work()
        before = (await dumped(stage.database))["bindings"]
        calls = len(stage.sandbox.calls_to("POST", SYNC))
        assert calls == count // 100
        again = await streamed(store, lines(catalogue))
        assert (again.json["accepted"], again.json["unchanged"]) == (count, count)
        await stage.work()
        assert len(stage.sandbox.calls_to("POST", SYNC)) == calls
        assert (await dumped(stage.database))["bindings"] == before
        catalogue[7] |= {"designId": 382}
        changed = await streamed(store, lines(catalogue))
        assert changed.json["unchanged"] == count - 1
        await stage.work()
        (call,) = stage.sandbox.calls_to("POST", SYNC)[calls:]
        assert [each["externalProductId"] for each in call.body["bindings"]] == ["wc_7"]


async def test_a_stream_is_worked_on_while_it_runs(stage: Stage, store: ConnectedStore) -> None:
    """What was taken is in /v1/sync and on its way to Alter before the body has ended."""
    going_on = asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield lines(draft(number) for number in range(600))
        await going_on.wait()
        yield lines([draft(600)])

    async def some_synced() -> bool:
        return bool((await store.get("/v1/sync")).json["synced"])

    sending = asyncio.create_task(store.put("/v1/bindings", data=body(), headers=LINES))
    await until(some_synced)
    assert not sending.done()
    going_on.set()
    assert (await sending).json["accepted"] == 601


async def test_a_snapshot_archives_what_it_lacks(stage: Stage, store: ConnectedStore) -> None:
    """Variations are bindings of their own; archived ones stay archived and are not counted again."""
    rows = [item(f"wc_{number}") for number in (1, 2, 3)] + [item("wc_2_20"), item("wc_2_21")]
    await store.put_bindings(*rows)
    kept = [rows[1], rows[3]]
    answer = await store.put(
        "/v1/bindings", {"bindings": kept, "mode": "replace"}, headers=SITE | {"Prefer": "wait=10"}
    )
    assert answer.status == 200, answer.body
    found = answer.json
    assert (found["accepted"], found["unchanged"], found["archived"]) == (2, 2, 3)
    gone = {"wc_1": "archived", "wc_3": "archived", "wc_2_21": "archived"}
    assert await statuses(store) == {"wc_2": "active", "wc_2_20": "active"} | gone

    async def at_alter() -> bool:
        held = {each.external_product_id: each.status for each in stage.sandbox.world.bindings}
        return held == {"wc_2": "active", "wc_2_20": "active"} | gone

    await until(at_alter)
    again = await streamed(store, lines(kept), "?mode=replace")
    assert (again.json["unchanged"], again.json["archived"]) == (2, 0)


@pytest.mark.parametrize("as_lines", [False, True])
async def test_a_snapshot_that_lacks_most_needs_a_word(staging: Staging, as_lines: bool) -> None:
    """409 and nothing archived, nor is anything of it left behind; with `confirm` it is done."""
    async with staging(worker=False) as stage:
        store = await stage.connect()
        await streamed(store, lines(draft(number) for number in range(50)))
        kept = [draft(number) for number in range(24)]

        async def replace(*, confirm: bool) -> Reply:
            if as_lines:
                query = "?mode=replace" + ("&confirm=true" if confirm else "")
                return await streamed(store, lines(kept), query)
            body = {"bindings": kept, "mode": "replace", "confirm": confirm}
            return await store.put("/v1/bindings", body, headers=SITE)

        before = await dumped(stage.database)
        refused = await replace(confirm=False)
        assert (refused.status, refused.code) == (409, "bindings.massArchive")
        assert (refused.json["missing"], refused.json["bindings"]) == (26, 50)
        assert await dumped(stage.database) == before
        done = await replace(confirm=True)
        assert (done.status, done.json["archived"]) == (200, 26)
        found = list((await statuses(store)).values())
        assert (found.count("archived"), found.count("draft")) == (26, 24)


async def test_new_ids_do_not_outvote_the_old_ones(staging: Staging) -> None:
    """A shop whose ids all changed sends many new ones: what is missing is measured by what there was."""
    async with staging(worker=False) as stage:
        store = await stage.connect()
        await streamed(store, lines(draft(number) for number in range(30)))
        fresh = [draft(number) for number in range(1000, 1200)]
        refused = await store.put(
            "/v1/bindings", {"bindings": fresh, "mode": "replace"}, headers=SITE
        )
        assert refused.code == "bindings.massArchive"
        assert len(await statuses(store)) == 30


async def test_a_rejected_item_is_no_reason_to_archive_it(store: ConnectedStore) -> None:
    await streamed(store, lines([draft(1), draft(2)]))
    snapshot = [draft(1) | {"status": "live"}, draft(2)]
    answer = await streamed(store, lines(snapshot), "?mode=replace")
    assert (len(answer.json["rejected"]), answer.json["archived"]) == (1, 0)
    assert set((await statuses(store)).values()) == {"draft"}


@pytest.mark.parametrize("as_lines", [False, True])
async def test_a_snapshot_that_cannot_be_read_archives_nothing(
    store: ConnectedStore, as_lines: bool
) -> None:
    """An item without a readable product leaves open what it named."""
    await streamed(store, lines([draft(1), draft(2)]))
    items = [draft(1), {"runtimeType": "customizer"}]
    if as_lines:
        answer = await streamed(store, lines(items), "?mode=replace&confirm=true")
    else:
        body = {"bindings": items, "mode": "replace", "confirm": True}
        answer = await store.put("/v1/bindings", body, headers=SITE)
    assert (answer.status, answer.code) == (422, "bindings.snapshotUnreadable")
    assert set((await statuses(store)).values()) == {"draft"}


async def test_a_broken_stream_archives_nothing(stage: Stage, store: ConnectedStore) -> None:
    """What was taken stays taken: it is what the shop wants, whatever came after it."""
    await streamed(store, lines(draft(number) for number in range(3)))
    address = urlsplit(stage.base)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    taken = lines(draft(number) for number in range(100, 600))
    head = (
        f"PUT /v1/bindings?mode=replace&confirm=true HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {store.token}\r\nX-Connector-Site: {SHOP}\r\n"
        f"Content-Type: application/x-ndjson\r\nContent-Length: {len(taken) + 100}\r\n\r\n"
    )
    writer.write(head.encode() + taken)
    await writer.drain()

    async def some_taken() -> bool:
        return len(await statuses(store)) > 3

    await until(some_taken)
    writer.close()
    await writer.wait_closed()
    assert await reader.read() == b""
    answer = await streamed(store, lines([draft(1)]))
    assert answer.status == 200
    assert "archived" not in (await statuses(store)).values()


async def test_changes_during_a_snapshot_are_newer_than_it(store: ConnectedStore) -> None:
    """A product mapped while the catalogue is on its way must not be archived by it."""
    await streamed(store, lines([draft(1)]))
    going_on = asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield lines(draft(number) for number in range(1, 501))
        await going_on.wait()
        yield lines([draft(501)])

    async def begun() -> bool:
        return len(await statuses(store)) >= 500

    sending = asyncio.create_task(
        store.put("/v1/bindings?mode=replace", data=body(), headers=LINES | SITE)
    )
    await until(begun)
    await store.put_bindings(draft(9000), wait=0)
    going_on.set()
    assert (await sending).json["archived"] == 0
    assert (await statuses(store))["wc_9000"] == "draft"


async def test_of_two_items_for_one_product_the_last_counts(store: ConnectedStore) -> None:
    """And both ways say which repeated an earlier one."""
    items = [draft(1), draft(2), draft(1, designId=382), draft(1, runtimeType="viewer")]
    answers = [await store.put_bindings(*items, wait=0), await streamed(store, lines(items))]
    for answer in answers:
        assert answer.json["accepted"] == 4
        assert answer.json["duplicates"] == [
            {"index": 2, "externalProductId": "wc_1", "runtimeType": "customizer"}
        ]
    rows = (await store.get("/v1/bindings?externalProductId=wc_1&runtimeType=customizer")).json
    assert [row["designId"] for row in rows["items"]] == [382]


async def test_lists_in_answers_end_somewhere(store: ConnectedStore) -> None:
    """The first thousand are named, and how many there were."""
    answer = await streamed(store, b"{}\n" * 1500)
    assert (len(answer.json["rejected"]), answer.json["rejectedTotal"]) == (1000, 1500)
    answer = await streamed(store, lines([draft(1)] * 1500))
    assert (len(answer.json["duplicates"]), answer.json["duplicatesTotal"]) == (1000, 1499)


@pytest.mark.parametrize(
    ("query", "path"),
    [("?mode=overwrite", "mode"), ("?mode=replace&confirm=yes", "confirm"), ("?dry=1", "dry")],
)
async def test_wrong_wishes_are_named(store: ConnectedStore, query: str, path: str) -> None:
    refused = await streamed(store, lines([draft(1)]), query)
    assert (refused.status, refused.json["errors"][0]["path"]) == (422, path)
    assert await statuses(store) == {}


async def test_a_snapshot_asks_for_the_site(store: ConnectedStore) -> None:
    """A copy of the site must not archive the original's products."""
    bare = await store.put("/v1/bindings?mode=replace", data=lines([draft(1)]), headers=LINES)
    assert (bare.status, bare.code) == (428, "store.siteRequired")
    bare = await store.put("/v1/bindings", {"bindings": [], "mode": "replace"})
    assert (bare.status, bare.code) == (428, "store.siteRequired")
    copied = {"X-Connector-Site": "http://copy.localhost"}
    refused = await store.put("/v1/bindings", {"bindings": [], "mode": "replace"}, headers=copied)
    assert (refused.status, refused.code) == (409, "store.siteMoved")
    assert await statuses(store) == {}


async def test_one_stream_of_a_store_at_a_time(stage: Stage, store: ConnectedStore) -> None:
    """Small requests go on beside it; a second stream is told to come back."""
    going_on = asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield lines(draft(number) for number in range(500))
        await going_on.wait()

    async def begun() -> bool:
        return bool(await statuses(store))

    sending = asyncio.create_task(store.put("/v1/bindings", data=body(), headers=LINES))
    await until(begun)
    second = await store.put("/v1/bindings", data=body(), headers=LINES)
    assert (second.status, second.code) == (429, "store.tooMany")
    assert (await store.put_bindings(draft(700), wait=0)).status == 200
    going_on.set()
    assert (await sending).json["accepted"] == 500
