"""`bindings list`: filtered, paged, and the same JSON as `/v1/bindings`."""

from __future__ import annotations

from tests.cli.terminal import Terminal
from tests.stage.stage import ConnectedStore, item


async def test_it_lists_what_the_store_is_told(beside: Terminal, store: ConnectedStore) -> None:
    await store.put_bindings(item("wc_1"), item("wc_2", status="draft"))
    own = (await store.get("/v1/bindings")).json
    assert (await beside.beside("bindings", "list", store.id, "--json")).json == own
    shown = (await beside.beside("bindings", "list", store.id)).out
    assert "wc_1" in shown
    assert "synced" in shown


async def test_it_narrows(beside: Terminal, store: ConnectedStore) -> None:
    await store.put_bindings(item("wc_1"), item("wc_2", status="draft"), item("wc_3", 999_999))

    async def products(*arguments: str) -> list[str]:
        ran = await beside.beside("bindings", "list", store.id, *arguments, "--json")
        return [each["externalProductId"] for each in ran.json["items"]]

    assert await products("--status", "draft") == ["wc_2"]
    assert await products("--status", "draft", "--status", "active") == ["wc_1", "wc_2", "wc_3"]
    assert await products("--sync", "failed") == ["wc_3"]
    assert await products("--search", "_1") == ["wc_1"]
    assert (
        "no binding fits"
        in (await beside.beside("bindings", "list", store.id, "--search", "zz")).out
    )


async def test_a_refused_binding_shows_alters_reason(
    beside: Terminal, store: ConnectedStore
) -> None:
    await store.put_bindings(item("wc_3", 999_999))
    reason = (await store.get("/v1/bindings")).json["items"][0]["sync"]["code"]
    assert reason
    assert reason in (await beside.beside("bindings", "list", store.id)).out


async def test_pages_follow_each_other(beside: Terminal, store: ConnectedStore) -> None:
    await store.put_bindings(*(item(f"wc_{number}") for number in range(3)))
    first = (await beside.beside("bindings", "list", store.id, "--limit", "2", "--json")).json
    assert (len(first["items"]), first["total"]) == (2, 3)
    shown = await beside.beside("bindings", "list", store.id, "--limit", "2")
    assert first["nextCursor"] in shown.err
    rest = await beside.beside(
        "bindings", "list", store.id, "--cursor", first["nextCursor"], "--json"
    )
    assert [each["externalProductId"] for each in rest.json["items"]] == ["wc_2"]


async def test_wrong_arguments(beside: Terminal, store: ConnectedStore) -> None:
    for arguments in (("--status", "odd"), ("--cursor", "???"), ("--limit", "0")):
        assert (await beside.beside("bindings", "list", store.id, *arguments)).code == 2
    assert (await beside.beside("bindings", "list", "st_nobody")).code == 1
