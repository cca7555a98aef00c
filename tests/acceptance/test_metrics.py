"""`/metrics`: what an operator sees of a shop's day, in few words and by the rules of Prometheus."""

from __future__ import annotations

import asyncio
import shutil
import subprocess

import pytest
from aiohttp import web

from connector import __version__
from connector.alter.endpoint import LimitClass
from connector.sandbox.faults import Fault
from connector.store.database import SCHEMA_VERSION
from connector.web.application import ROUTES
from connector.web.middlewares import route_class
from tests.acceptance.browser import Browser
from tests.stage.scraping import Scraped, scrape
from tests.stage.stage import ConnectedStore, Stage, Staging, item


async def day(stage: Stage, store: ConnectedStore) -> None:
    """A binding, a session, its bootstrap twice, a list of designs, and an order nobody has."""
    await store.put_bindings(item("wc_1"), item("wc_2", design=999_999))
    browser = Browser.on(stage, store)
    token = (await browser.session()).json["token"]
    await browser.bootstrap(token)
    await browser.bootstrap(token)
    await store.get("/v1/designs")
    await store.get("/v1/designs")
    await store.get("/public-api/v1/customer-orders/1", headers=store.gateway_headers())


def rise(before: Scraped, after: Scraped, name: str, **labels: str) -> float:
    return after.value(name, **labels) - before.value(name, **labels)


async def test_a_shops_day_is_seen(stage: Stage, store: ConnectedStore) -> None:
    """Counters belong to the process, which other tests have used too: they are told by how they rise."""
    before = await scrape(stage.connector)
    await day(stage, store)
    stage.clock.shift(10)
    after = await scrape(stage.connector)
    requests = "connector_requests_total"
    assert rise(before, after, requests, route_class="v1/bindings", method="PUT", status="200") == 1
    assert rise(before, after, requests, route_class="storefront/session", status="201") == 1
    assert rise(before, after, requests, route_class="gateway/runtime", status="200") == 2
    assert rise(before, after, requests, route_class="gateway/customer-orders") == 1
    seconds = "connector_request_seconds_count"
    assert rise(before, after, seconds, route_class="v1/designs", method="GET") == 2
    writes = {"limit_class": "writes", "outcome": "ok"}
    assert rise(before, after, "connector_alter_seconds_count", **writes) >= 2
    assert rise(before, after, "connector_alter_refusals_total") >= 2
    assert rise(before, after, "connector_embed_sessions_total") == 1
    assert rise(before, after, "connector_bindings_refused_total") == 1
    assert rise(before, after, "connector_sync_batch_bindings_count") >= 1
    assert rise(before, after, "connector_sync_calls_total") >= 1
    cache = "connector_cache_answers_total"
    assert rise(before, after, cache, cache="bootstrap") == 2
    assert rise(before, after, cache, cache="answers", result="hit") >= 1
    assert after.value("connector_budget_used", limit_class="writes") >= 2
    assert 0 < after.value("connector_budget_fullest_ratio", limit_class="writes") <= 1
    assert after.value("connector_budget_waiting") == 0
    assert after.value("connector_breaker_open") == 0
    key_id = stage.connector.adapters.vault.ring.primary_id
    assert after.value("connector_data_keys", key_id=key_id) >= 1
    assert after.value("connector_stores", state="connected") == 1
    assert after.value("connector_processes", verb="serve") == 1
    assert after.value("connector_build_info", version=__version__, schema=SCHEMA_VERSION) == 1


async def test_the_backlog_and_its_age_are_seen(staging: Staging) -> None:
    async with staging(worker=False) as stage:
        store = await stage.connect()
        await store.put_bindings(item("wc_1"), item("wc_2"), wait=0)
        stage.clock.shift(100)
        found = await scrape(stage.connector)
        assert found.value("connector_backlog", kind="bindings") == 2
        assert 100 <= found.value("connector_backlog_oldest_seconds", kind="bindings") < 130
        assert found.value("connector_backlog", kind="orders") == 0
        assert found.value("connector_backlog_oldest_seconds", kind="orders") == 0
        await stage.work()
        stage.clock.shift(10)
        found = await scrape(stage.connector)
        assert found.value("connector_backlog", kind="bindings") == 0
        assert found.value("connector_backlog_oldest_seconds", kind="bindings") == 0


async def test_a_local_design_on_its_way_is_seen(staging: Staging) -> None:
    async with staging(worker=False) as stage:
        store = await stage.connect()
        assert (await store.post("/v1/local-designs", {"designId": 381})).status == 202
        found = await scrape(stage.connector)
        assert found.value("connector_local_designs", state="fetching") == 1
        assert found.value("connector_local_designs", state="failed") == 0
        assert found.value("connector_backlog", kind="designs") == 1


async def test_the_database_is_looked_at_every_ten_seconds(
    stage: Stage, store: ConnectedStore
) -> None:
    """However many scrape meanwhile."""
    first, *others = await asyncio.gather(*(scrape(stage.connector) for _ in range(5)))
    at = first.value("connector_database_measured_timestamp_seconds")
    assert {each.value("connector_database_measured_timestamp_seconds") for each in others} == {at}
    stage.clock.shift(10)
    later = await scrape(stage.connector)
    assert later.value("connector_database_measured_timestamp_seconds") >= at + 10


async def test_without_the_database_a_scrape_still_answers(staging: Staging) -> None:
    """And says that what it shows is old."""
    async with staging(worker=False) as stage:
        await stage.connect()
        before = await scrape(stage.connector)
        assert before.value("connector_database_up") == 1
        async with stage.database.write() as connection:
            await connection.exec_driver_sql("ALTER TABLE alter_orders RENAME TO away")
        stage.clock.shift(10)
        after = await scrape(stage.connector)
        assert after.value("connector_database_up") == 0
        assert after.value("connector_stores", state="connected") == 1
        async with stage.database.write() as connection:
            await connection.exec_driver_sql("ALTER TABLE away RENAME TO alter_orders")


async def test_an_outage_of_alters_is_seen(stage: Stage, store: ConnectedStore) -> None:
    before = await scrape(stage.connector)
    stage.sandbox.knobs.faults.append(Fault(path="/auth/check", status=503, times=None))
    for _ in range(3):
        await store.post("/v1/store/check")
    after = await scrape(stage.connector)
    failed = {"limit_class": "auth_check", "outcome": "failed"}
    assert rise(before, after, "connector_alter_seconds_count", **failed) >= 3
    assert rise(before, after, "connector_alter_refusals_total", code="status_503") >= 3
    assert after.value("connector_breaker_open") == 1


REGISTERED = {route_class(route.path) for route in ROUTES if isinstance(route, web.RouteDef)}


async def strangers(stage: Stage, name: str) -> None:
    """Methods and paths that nobody should be counted by."""
    prefixes = ("v1", "v1/bindings", "public-api/v1", "storefront/v1", "plugin", "..", "x" * 300)
    for number, prefix in enumerate(prefixes):
        for odd in ("", "/a/b", '"}{', "%00", "?q=%0A", "/{id}"):
            method = ("GET", "BREW", name.upper(), "TRACE")[number % 4]
            await stage.anyone.call(method, f"/{prefix}/{name}{odd}")


async def test_strangers_make_no_labels(stage: Stage, store: ConnectedStore) -> None:
    """A second crowd adds no series to what the first one made, and no word of theirs is shown."""
    await day(stage, store)
    await strangers(stage, "mallory")
    first = await scrape(stage.connector)
    await strangers(stage, "trudy")
    second = await scrape(stage.connector)
    assert series(second) == series(first)
    assert not [
        word for word in ("mallory", "trudy", "xxx", store.id) if word in second.text.lower()
    ]
    requests = second.samples("connector_requests_total")
    assert {labels["route_class"] for labels, _ in requests} <= REGISTERED | {"unknown"}
    assert len(REGISTERED) < 50
    assert second.value("connector_requests_total", route_class="unknown", method="other") >= 12


def series(found: Scraped) -> set[tuple[str, tuple[tuple[str, str], ...]]]:
    return {
        (name, tuple(sorted(labels.items())))
        for name in found.names
        for labels, _ in found.samples(name)
    }


async def test_names_and_help_follow_the_rules(stage: Stage, store: ConnectedStore) -> None:
    """What every process says alike is marked, so that nobody adds it up."""
    await day(stage, store)
    found = await scrape(stage.connector)
    ours = {name: text for name, text in found.families.items() if name.startswith("connector_")}
    assert all(ours.values())
    shared = {
        name
        for name, text in ours.items()
        if text.startswith("From the database, the same in every process")
    }
    assert shared == {
        "connector_backlog",
        "connector_backlog_oldest_seconds",
        "connector_data_keys",
        "connector_local_designs",
        "connector_processes",
        "connector_stores",
    }
    assert {labels["limit_class"] for labels, _ in found.samples("connector_budget_used")} == set(
        LimitClass
    )


async def test_prometheus_own_linter_agrees(stage: Stage, store: ConnectedStore) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("no promtool on this machine (Debian: apt-get install prometheus)")
    await day(stage, store)
    found = await scrape(stage.connector)
    # Python's exposition adds `_created` samples for clients of OpenMetrics; the linter reads the older format.
    done = await asyncio.to_thread(
        subprocess.run,
        [promtool, "check", "metrics"],
        input=found.text.encode(),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr.decode() + done.stdout.decode()) == (0, "")
