"""`doctor`: each thing that can be wrong is named with what to do, and a healthy installation passes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connector.domain.ids import StoreId
from connector.domain.store import StoreState
from connector.flows.operator.doctor import stores as store_looks
from connector.flows.operator.doctor import upstream
from connector.flows.operator.doctor.finding import Verdict
from connector.sandbox.faults import Fault
from connector.store import stores
from connector.vault.keyring import KeyRing
from tests.cli.terminal import Ran, Terminal
from tests.stage.stage import ConnectedStore, Stage, item

pytestmark = pytest.mark.slow


def by_check(ran: Ran) -> dict[str, dict[str, Any]]:
    return {each["check"]: each for each in ran.json["checks"]}


@pytest.fixture
def ready(terminal: Terminal) -> Terminal:
    terminal.run("init")
    return terminal


async def test_a_running_healthy_installation_passes(
    beside: Terminal, store: ConnectedStore
) -> None:
    ran = await beside.beside("doctor", "--json")
    assert (ran.code, ran.json["ok"]) == (0, True)
    found = by_check(ran)
    # The stage copies its database from a template, with the mode that copies have.
    doubtful = {check for check, each in found.items() if each["verdict"] != "ok"}
    assert doubtful <= {"database file"}
    assert found["process"]["detail"] == "a `serve` or `work` is running"
    assert {"key fits", "integrity", "alter", "clock", f"store {store.id}"} <= set(found)


async def test_each_stores_domain_is_called_to_mind(
    beside: Terminal, store: ConnectedStore
) -> None:
    reminder = by_check(await beside.beside("doctor", "--json"))[f"store {store.id} domain"]
    assert "shop.localhost" in reminder["detail"]
    assert "E-commerce Settings > Integration" in reminder["action"]


async def test_people_see_the_same(beside: Terminal, store: ConnectedStore) -> None:
    ran = await beside.beside("doctor")
    assert ran.code == 0
    assert "E-commerce Settings > Integration" in ran.out


async def test_stores_in_need_are_named(
    beside: Terminal, stage: Stage, store: ConnectedStore
) -> None:
    await store.put_bindings(item("wc_3", 999_999))
    async with stage.database.write() as connection:
        lost = StoreState.NEEDS_RECONNECT
        await stores.set_state(connection, StoreId(store.id), lost, version=1)
    ran = await beside.beside("doctor", "--json")
    found = by_check(ran)
    assert ran.code == 0, "warnings are no failure"
    assert "Connect" in found[f"store {store.id}"]["action"]
    assert "1 failed" in found[f"store {store.id} bindings"]["detail"]


async def test_a_plan_that_is_used_up_is_named(
    beside: Terminal, stage: Stage, store: ConnectedStore
) -> None:
    stage.sandbox.knobs.active_runtime_bindings = 1
    await store.post("/v1/store/check")
    await store.put_bindings(item("wc_1"))
    found = by_check(await beside.beside("doctor", "--json"))[f"store {store.id} plan"]
    assert found["verdict"] == "warning"
    assert "plan.activeBindingsFull" in found["detail"]
    assert "/v1/store/check" in found["action"]


async def test_a_backlog_that_stands_still_is_named(
    staging: Callable[..., AbstractAsyncContextManager[Stage]],
) -> None:
    async with staging(worker=False) as stage:
        store = await stage.connect()
        await store.put_bindings(item("wc_1"), wait=0)
        later = stage.clock.now() + timedelta(minutes=20)
        found = {each.check: each for each in await store_looks.findings(stage.database, later)}
    backlog = found[f"store {store.id} bindings"]
    assert backlog.verdict is Verdict.WARNING
    assert "the oldest waits 20 min" in backlog.detail


def test_before_init(terminal: Terminal) -> None:
    ran = terminal.run("doctor", "--json")
    assert ran.code == 1
    found = by_check(ran)
    for check in ("data folder", "key file", "database"):
        assert found[check]["verdict"] == "wrong"
        assert "init" in found[check]["detail"] + found[check]["action"]
    assert "key fits" not in found


def test_nothing_is_made_by_looking(ready: Terminal, data_dir: Path) -> None:
    """Run by root, a lock file of root's would keep the service out."""
    (data_dir / "connector.db.lock").unlink(missing_ok=True)
    before = {path.name for path in data_dir.iterdir()}
    ready.run("doctor")
    assert {path.name for path in data_dir.iterdir()} == before


def test_wrong_settings_are_a_finding(terminal: Terminal) -> None:
    terminal.environment["CONNECTOR_LISTEN"] = "nowhere"
    ran = terminal.run("doctor", "--json")
    assert ran.code == 1
    assert "CONNECTOR_LISTEN" in by_check(ran)["settings"]["detail"]


def test_files_open_to_others(ready: Terminal, data_dir: Path) -> None:
    data_dir.chmod(0o755)
    (data_dir / "master.key").chmod(0o644)
    (data_dir / "connector.db").chmod(0o644)
    ran = ready.run("doctor", "--json")
    found = by_check(ran)
    assert ran.code == 1
    assert found["data folder"]["action"] == f"chmod 700 {data_dir}"
    assert "chmod 600" in found["key file"]["detail"]
    assert found["database file"]["verdict"] == "warning"


def test_a_key_of_another_database(ready: Terminal, data_dir: Path) -> None:
    (data_dir / "master.key").unlink()
    KeyRing.create(data_dir / "master.key")
    found = by_check(ready.run("doctor", "--json"))
    assert found["key file"]["verdict"] == "ok"
    assert found["key fits"]["verdict"] == "wrong"


def test_a_damaged_database(ready: Terminal, data_dir: Path) -> None:
    path = data_dir / "connector.db"
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 20] = b"\xff" * (4096 * 17)
    path.write_bytes(content)
    ran = ready.run("doctor", "--json")
    assert ran.code == 1
    assert "backup" in "".join(each["action"] for each in by_check(ran).values())
    assert "alter" in by_check(ran), "the other checks are made all the same"


def test_a_public_installation_set_up_carelessly(ready: Terminal) -> None:
    ready.environment |= {
        "CONNECTOR_PUBLIC_URL": "https://alter.example.com",
        "CONNECTOR_ENROLMENT": "open",
        "CONNECTOR_ALLOW_PRIVATE_STORES": "1",
    }
    found = by_check(ready.run("doctor", "--json"))
    for check in ("key place", "enrolment", "private stores", "trusted proxies"):
        assert found[check]["verdict"] == "warning"
        assert "CONNECTOR_" in found[check]["action"]


def test_a_public_installation_set_up_well(ready: Terminal, data_dir: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "keys"
    elsewhere.mkdir(mode=0o700)
    (data_dir / "master.key").rename(elsewhere / "master.key")
    ready.environment |= {
        "CONNECTOR_PUBLIC_URL": "https://alter.example.com",
        "CONNECTOR_MASTER_KEY_FILE": str(elsewhere / "master.key"),
        "CONNECTOR_TRUSTED_PROXIES": "127.0.0.1",
    }
    found = by_check(ready.run("doctor", "--json"))
    for check in ("key place", "enrolment", "private stores", "trusted proxies", "key fits"):
        assert found[check]["verdict"] == "ok"


def test_an_alter_out_of_reach(ready: Terminal) -> None:
    ran = ready.run("doctor", "--json")
    assert ran.code == 1
    assert by_check(ran)["alter"]["verdict"] == "wrong"
    assert "ALTER_API_URL" in by_check(ran)["alter"]["action"]


async def test_an_alter_that_is_ill(beside: Terminal, stage: Stage) -> None:
    stage.sandbox.knobs.faults = [Fault(path="healthz", status=503, times=None)]
    ran = await beside.beside("doctor", "--json")
    assert ran.code == 0
    assert by_check(ran)["alter"]["verdict"] == "warning"


@pytest.mark.parametrize(
    ("seconds", "verdict"), [(0, "ok"), (-20, "ok"), (60, "warning"), (-600, "wrong")]
)
def test_clocks_apart(seconds: int, verdict: str) -> None:
    now = datetime(2026, 1, 1, 12, tzinfo=UTC)
    theirs = (now + timedelta(seconds=seconds)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    (finding,) = upstream.clocks(theirs, now)
    assert finding.verdict.value == verdict


@pytest.mark.parametrize("date", [None, "", "yesterday"])
def test_no_clock_to_compare_with(date: str | None) -> None:
    assert upstream.clocks(date, datetime.now(UTC)) == []


def test_the_plugin_is_built_with_the_public_address(ready: Terminal) -> None:
    found = by_check(ready.run("doctor", "--json"))["plugin"]
    assert (found["verdict"], found["action"]) == ("ok", "")
    assert "for stores on this one" in found["detail"]
    ready.environment["CONNECTOR_PUBLIC_URL"] = "https://connect.example"
    found = by_check(ready.run("doctor", "--json"))["plugin"]
    assert found["verdict"] == "ok"
    assert found["detail"].endswith("made with the address https://connect.example")


def test_a_plugin_that_leads_stores_to_themselves_is_doubtful(ready: Terminal) -> None:
    """Called from outside, and named by loopback."""
    ready.environment |= {
        "CONNECTOR_LISTEN": "0.0.0.0:8080",
        "CONNECTOR_PUBLIC_URL": "http://localhost:8080",
    }
    found = by_check(ready.run("doctor", "--json"))["plugin"]
    assert found["verdict"] == "warning"
    assert "CONNECTOR_PUBLIC_URL" in found["action"]


def test_a_plugin_that_cannot_be_built_is_named(ready: Terminal) -> None:
    ready.environment["CONNECTOR_PUBLIC_URL"] = "https://connect.example/it's"
    ran = ready.run("doctor", "--json")
    found = by_check(ran)["plugin"]
    assert (ran.code, found["verdict"]) == (1, "wrong")
    assert "CONNECTOR_PUBLIC_URL" in found["detail"]
