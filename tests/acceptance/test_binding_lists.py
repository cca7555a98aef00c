"""Listing bindings: filters, sorts, and a cursor that walks everything exactly once."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest

from tests.stage.stage import ConnectedStore, Reply, item

SORTS = ("externalProductId", "-externalProductId", "updatedAt", "-updatedAt")


async def listed(store: ConnectedStore, query: str = "") -> Reply:
    return await store.get(f"/v1/bindings?{query}")


async def products(store: ConnectedStore, query: str) -> list[str]:
    found = (await listed(store, query)).json["items"]
    return sorted(row["externalProductId"] for row in found)


async def walked(store: ConnectedStore, query: str, *, between: bool = False) -> list[str]:
    """Every product a client sees that follows the cursor; `between`: rows come and go meanwhile."""
    seen: list[str] = []
    cursor = ""
    while True:
        page = (await listed(store, f"{query}{cursor}")).json
        seen += [row["externalProductId"] for row in page["items"]]
        if page["nextCursor"] is None:
            return seen
        cursor = f"&cursor={page['nextCursor']}"
        if between:
            await store.put_bindings(item("wc_000", status="draft"), wait=0)


@pytest.mark.parametrize("sort", SORTS)
async def test_the_cursor_walks_everything_exactly_once(store: ConnectedStore, sort: str) -> None:
    """Also where many rows share the sort value, as those of one put do."""
    names = [f"wc_{n:03}" for n in range(1, 26)]
    await store.put_bindings(*[item(name, status="draft") for name in names], wait=0)
    seen = await walked(store, f"sort={sort}&limit=4")
    assert sorted(seen) == names
    if sort.endswith("externalProductId"):
        assert seen == sorted(names, reverse=sort.startswith("-"))
    if sort == "externalProductId":
        assert await walked(store, f"sort={sort}&limit=4", between=True) == names


async def test_filters_narrow_and_total_counts_what_they_leave(store: ConnectedStore) -> None:
    """Each alone, several together; `total` is of the filter, not of the page."""
    await store.put_bindings(
        item("wc_1"),
        item("wc_2", status="inactive"),
        item("wc_3", 999_999),
        item("wc_3", runtimeType="viewer", status="draft"),
    )
    assert await products(store, "externalProductId=wc_1,wc_2") == ["wc_1", "wc_2"]
    assert await products(store, "externalProductId=wc_1&externalProductId=wc_2") == [
        "wc_1",
        "wc_2",
    ]
    assert await products(store, "runtimeType=viewer") == ["wc_3"]
    assert await products(store, "status=draft,inactive") == ["wc_2", "wc_3"]
    assert await products(store, "sync=failed") == ["wc_3"]
    assert await products(store, "sync=synced&status=active") == ["wc_1"]
    assert await products(store, "search=_3") == ["wc_3", "wc_3"]
    assert await products(store, "search=%25") == []
    page = (await listed(store, "limit=1")).json
    assert (len(page["items"]), page["total"]) == (1, 4)


async def test_changed_since_shows_what_a_shop_missed(store: ConnectedStore) -> None:
    """From that time on, the time itself included."""
    first = (await store.put_bindings(item("wc_1"))).json["bindings"][0]
    await store.put_bindings(item("wc_2"))
    since = quote(first["updatedAt"])
    assert await products(store, f"changedSince={since}") == ["wc_1", "wc_2"]
    later = (await listed(store, "externalProductId=wc_2")).json["items"][0]["updatedAt"]
    assert await products(store, f"changedSince={quote(later)}") == ["wc_2"]


def cursor_of(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


async def test_wrong_parameters_are_named(store: ConnectedStore) -> None:
    """422 with the parameter's name as path: nothing is guessed and nothing breaks."""
    wrong = {
        "limit=0": "limit",
        "limit=501": "limit",
        "limit=ten": "limit",
        f"limit={'9' * 5000}": "limit",
        "sort=name": "sort",
        "status=live": "status",
        "runtimeType=designer": "runtimeType",
        "sync=maybe": "sync",
        "changedSince=yesterday": "changedSince",
        "changedSince=2026-01-01T00:00:00": "changedSince",
        "page=2": "page",
        "sync=failed,failed,failed,failed": "sync",
        "&".join(["status=active"] * 90): "status",
        f"search={'x' * 201}": "search",
        "search=a%00b": "search",
        f"externalProductId={'x' * 201}": "externalProductId",
        "externalProductId=" + ",".join(f"wc_{n}" for n in range(101)): "externalProductId",
        "cursor=": "cursor",
        "cursor=abc": "cursor",
        f"cursor={'W' * 4000}": "cursor",
        f"cursor={base64.urlsafe_b64encode(b'[' * 5000).decode()}": "cursor",
        f"cursor={cursor_of(['updatedAt', 1, 'bd_x'])}": "cursor",
        f"sort=updatedAt&cursor={cursor_of(['updatedAt', 10**30, 'bd_x'])}": "cursor",
        f"cursor={cursor_of(['externalProductId', chr(0xD800), 'bd_x'])}": "cursor",
        f"cursor={cursor_of(['externalProductId', chr(0), 'bd_x'])}": "cursor",
        f"cursor={cursor_of(['externalProductId', 'wc_1', chr(0)])}": "cursor",
        f"cursor={cursor_of([['externalProductId'], 'wc_1', 'bd_x'])}": "cursor",
        f"cursor={cursor_of({'sort': 1})}": "cursor",
    }
    unnamed = []
    for query, field in wrong.items():
        answer = await listed(store, query)
        paths = [fault["path"] for fault in (answer.json or {}).get("errors", [])]
        if (answer.status, paths) != (422, [field]):
            unnamed.append((query[:60], answer.status, answer.body[:200]))
    assert unnamed == []


async def test_odd_values_find_nothing_and_break_nothing(store: ConnectedStore) -> None:
    """What can be no product of ours is simply not there, on either engine."""
    await store.put_bindings(item("wc_1"), wait=0)
    for query in ("search=%00", "externalProductId=%00", "search=" + "x" * 500, "search=%F0%9F"):
        answer = await listed(store, query)
        assert answer.status in (200, 422), (query, answer.body)
        if answer.status == 200:
            assert answer.json["items"] == []
    assert (await store.get("/v1/bindings/%00")).status == 404
    assert (await store.get("/v1/bindings/bd_%F0")).status == 404
