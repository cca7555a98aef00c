"""`outbox list`, `show`, `retry`, `drop`: dead letters of bindings and orders, beside a running service."""

from __future__ import annotations

from typing import Any

import pytest

from connector.sandbox.faults import Fault
from tests.acceptance.ordering import line, placed, shown, tell
from tests.cli.terminal import Terminal
from tests.stage.stage import ConnectedStore, Stage, item
from tests.stage.waiting import until

pytestmark = pytest.mark.slow

SECRET = "at_0123456789abcdefghijklmnop"


async def jobs(beside: Terminal, *arguments: str) -> list[dict[str, Any]]:
    return list((await beside.beside("outbox", "list", *arguments, "--json")).json)


def refuse(stage: Stage, path: str, **fault: Any) -> Fault:
    answer = {"code": "sandbox.refused", "token": SECRET, "hint": "\x1b[31mjane@shop.example\x07"}
    found = Fault(path=path, times=None, status=422, body=answer, **fault)
    stage.sandbox.knobs.faults.append(found)
    return found


@pytest.fixture
async def failed(stage: Stage, store: ConnectedStore) -> dict[str, Any]:
    """A binding that Alter refused."""
    refusal = refuse(stage, "/runtime-bindings/sync")
    await store.put_bindings(item("wc_1"))
    stage.sandbox.knobs.faults.remove(refusal)
    return dict((await store.get("/v1/bindings")).json["items"][0])


@pytest.fixture
async def buried(stage: Stage, store: ConnectedStore) -> Any:
    """An order that Alter refused."""
    refusal, order = refuse(stage, "/status"), placed(stage)
    await tell(store, 1, "processing", line(order, 2))

    async def is_buried() -> bool:
        return bool((await shown(store, order))["sync"]["state"] == "failed")

    await until(is_buried)
    stage.sandbox.knobs.faults.remove(refusal)
    return order


def order_id(order: Any) -> str:
    return f"order:{order.storefront_id}:{order.id}"


async def test_it_lists_both_kinds_and_narrows(
    beside: Terminal, store: ConnectedStore, failed: dict[str, Any], buried: Any
) -> None:
    """Newest change first; failed ones unless asked otherwise."""
    bound, ordered = failed["bindingId"], order_id(buried)
    assert [each["id"] for each in await jobs(beside)] == [ordered, bound]
    assert [each["id"] for each in await jobs(beside, "--limit", "1")] == [ordered]
    assert [each["id"] for each in await jobs(beside, "--kind", "binding")] == [bound]
    assert [each["id"] for each in await jobs(beside, "--kind", "order")] == [ordered]
    assert len(await jobs(beside, "--store", store.id, "--code", "sandbox.refused")) == 2
    assert await jobs(beside, "--code", "other") == []
    assert await jobs(beside, "--store", "st_nobody") == []
    assert await jobs(beside, "--state", "pending") == []
    table = await beside.beside("outbox", "list", "--limit", "2")
    assert bound in table.out
    assert ordered in table.out
    assert "--limit shows more" in table.err
    assert "nothing fits" in (await beside.beside("outbox", "list", "--code", "other")).out


async def test_it_shows_all_of_one_without_secrets(
    beside: Terminal, failed: dict[str, Any], buried: Any
) -> None:
    """Code, detail, attempts, times and Alter's words, cut clean of tokens and addresses."""
    for job_id in (failed["bindingId"], order_id(buried)):
        found = (await beside.beside("outbox", "show", job_id, "--json")).json
        assert (found["id"], found["state"], found["code"]) == (job_id, "failed", "sandbox.refused")
        assert (found["upstreamStatus"], found["attempts"], found["nextAttemptAt"]) == (
            422,
            1,
            None,
        )
        assert "sandbox.refused" in found["lastAnswer"]
        told = await beside.beside("outbox", "show", job_id)
        for text in (found["lastAnswer"], told.out):
            assert SECRET not in text
            assert "jane" not in text
            assert "\x1b" not in text
            assert "[redacted]" in text


async def test_one_is_sent_again_without_a_question(
    stage: Stage, beside: Terminal, store: ConnectedStore, failed: dict[str, Any], buried: Any
) -> None:
    """The running service takes it up; confirmed, it is no dead letter any more."""
    ran = await beside.beside("outbox", "retry", failed["bindingId"])
    assert (ran.code, ran.out) == (0, "1 change(s) are due now.\n")
    await until(lambda: synced(store, 1))
    assert [each.status for each in stage.sandbox.world.bindings] == ["active"]
    found = (await beside.beside("outbox", "show", failed["bindingId"], "--json")).json
    assert (found["state"], found["code"], found["lastAnswer"]) == ("synced", None, None)
    assert (await beside.beside("outbox", "retry", order_id(buried))).code == 0

    async def is_paid() -> bool:
        return bool(buried.status == "paid")

    await until(is_paid)
    assert await jobs(beside) == []


async def synced(store: ConnectedStore, count: int) -> bool:
    return bool((await store.get("/v1/sync")).json["synced"] == count)


async def test_many_are_sent_again_by_filter_after_a_question(
    stage: Stage, beside: Terminal, store: ConnectedStore, failed: dict[str, Any], buried: Any
) -> None:
    """No: nothing happens. Yes, or --yes: all that fit."""
    refused = await beside.beside("outbox", "retry", "--all", typed="n\n")
    assert refused.code == 1
    assert "Send 2 changes again?" in refused.err
    assert len(await jobs(beside)) == 2
    none = await beside.beside("outbox", "retry", "--all", "--code", "other", "--json")
    assert none.json == {"retried": 0}
    ran = await beside.beside("outbox", "retry", "--all", "--store", store.id, "--yes", "--json")
    assert ran.json == {"retried": 2}
    await until(lambda: synced(store, 1))


async def test_a_dropped_binding_is_settled_with_what_alter_holds(
    stage: Stage, beside: Terminal, store: ConnectedStore
) -> None:
    """Nothing is sent; shoppers keep what Alter confirmed; the shop's next change goes out."""
    await store.put_bindings(item("wc_1"))
    await store.put_bindings(item("wc_1", 999_999, status="inactive"))
    (job,) = await jobs(beside)
    calls = len(stage.sandbox.calls)
    no = await beside.beside("outbox", "drop", job["id"], typed="n\n")
    assert no.code == 1
    assert "Dropping is for good" in no.err
    assert len(await jobs(beside)) == 1
    yes = await beside.beside("outbox", "drop", job["id"], typed="y\n")
    assert (yes.code, yes.out.splitlines()[-1]) == (0, "1 change(s) dropped.")
    assert await jobs(beside) == []
    assert len(stage.sandbox.calls) == calls
    row = (await store.get("/v1/bindings")).json["items"][0]
    assert (row["status"], row["designId"], row["sync"]["state"]) == ("active", 381, "synced")
    assert row["sync"]["code"] is None
    await store.put_bindings(item("wc_1", 382))
    assert [each.design_id for each in stage.sandbox.world.bindings] == [382]


async def test_a_dropped_binding_that_alter_never_had_is_a_draft(
    beside: Terminal, store: ConnectedStore, failed: dict[str, Any]
) -> None:
    """And sent when the shop wants it again."""
    assert (await beside.beside("outbox", "drop", failed["bindingId"], "--yes")).code == 0
    row = (await store.get("/v1/bindings")).json["items"][0]
    assert (row["status"], row["sync"]["state"]) == ("draft", "synced")
    again = await store.put_bindings(item("wc_1"))
    assert again.json["bindings"][0]["sync"]["state"] == "synced"
    assert again.json["bindings"][0]["status"] == "active"


async def test_a_dropped_order_follows_the_next_event(
    stage: Stage, beside: Terminal, store: ConnectedStore, buried: Any
) -> None:
    ran = await beside.beside("outbox", "drop", order_id(buried), "--yes", "--json")
    assert ran.json == {"dropped": 1}
    found = await shown(store, buried)
    assert (found["sync"]["state"], found["desired"]) == ("synced", found["confirmed"])
    assert buried.status == "shopping_cart"
    await tell(store, 2, "completed", line(buried, 2))

    async def is_completed() -> bool:
        return bool(buried.status == "completed")

    await until(is_completed)


async def test_what_cannot_be_dropped_or_found(
    beside: Terminal, store: ConnectedStore, failed: dict[str, Any]
) -> None:
    """Settled changes, unknown ids, nothing chosen; and then nothing happened to the others named."""
    await store.put_bindings(item("wc_2"))
    rows = (await store.get("/v1/bindings?externalProductId=wc_2")).json["items"]
    drop = await beside.beside("outbox", "drop", failed["bindingId"], rows[0]["bindingId"], "--yes")
    assert drop.code == 1
    assert "only a failed change can be dropped" in drop.err
    for unknown in ("bd_aaaaaaaaaaaaaaaaaaaa", "order:12:999999", "order:x:1", "nonsense"):
        for verb in (("show",), ("retry",), ("drop", "--yes")):
            ran = await beside.beside("outbox", *verb, unknown)
            assert ran.code == 1
            assert "see `outbox list`" in ran.err
    assert (await beside.beside("outbox", "retry")).code == 2
    assert (await beside.beside("outbox", "retry", "bd_x", "--all")).code == 2
    assert (await beside.beside("outbox", "list", "--state", "synced")).code == 2
    assert len(await jobs(beside)) == 1
