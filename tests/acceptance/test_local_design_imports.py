"""Imports that do not go well: each ends with a code and a sentence, or goes on where it was."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from connector.blobs import Blobs
from connector.sandbox.calls import CallRecord
from connector.sandbox.faults import Fault
from connector.sandbox.knobs import Knobs
from tests.acceptance.local_shop import imported
from tests.stage.stage import ConnectedStore, Stage, Staging
from tests.stage.waiting import until

DETAIL = "/design-imports/381$"
FILE = "/design-imports/381/files/"
DESIGNS = "/v1/local-designs"


def on_disk(folder: Path) -> list[Path]:
    return [path for path in (folder / "designs").rglob("*") if path.is_file()]


async def failed(stage: Stage, store: ConnectedStore, design: int = 381) -> str:
    found = await imported(store, design)
    assert found["state"] == "failed", found
    assert found["detail"].endswith(".")
    bundle = await store.get(f"{DESIGNS}/{found['localDesignId']}/bundle.zip")
    assert (bundle.status, bundle.code) == (409, "localDesign.notReady")
    return str(found["code"])


async def test_a_plan_without_imports(staging: Staging) -> None:
    """And what it takes: with the plan, the same request goes through."""
    async with staging(knobs=Knobs(plan_name="Starter")) as stage:
        store = await stage.connect()
        assert await failed(stage, store) == "localDesign.planNotEligible"
        stage.sandbox.knobs.plan_name = "Business"
        assert (await imported(store))["state"] == "ready"


async def test_a_design_that_is_not_there(stage: Stage, store: ConnectedStore) -> None:
    assert await failed(stage, store, 999_999) == "localDesign.designUnknown"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault(path=FILE, status=404, body={"code": "designImport.fileNotFound"}), "fileGone"),
        (Fault(path=FILE, html="<html>Maintenance</html>", status=200), "wrongSize"),
        (Fault(path=DETAIL, html="<html>Maintenance</html>", status=200), "unreadable"),
        (Fault(path=DETAIL, status=200, body={"eligible": False}), "planNotEligible"),
        (Fault(path=DETAIL, status=200, body={"files": [{"id": "../../x"}]}), "unreadable"),
        (
            Fault(path=DETAIL, status=200, body={"files": [{"id": "a", "size": 10**12}]}),
            "fileTooLarge",
        ),
        (
            Fault(path=DETAIL, status=200, body={"files": [{"id": f"{n}"} for n in range(31)]}),
            "tooManyFiles",
        ),
        (
            Fault(
                path=DETAIL,
                status=200,
                body={"files": [{"id": f"{n}", "size": 2**20} for n in range(21)]},
            ),
            "tooLarge",
        ),
        (Fault(path=DETAIL, status=422, body={"code": "designImport.broken"}), "refused"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_alter_sends_cannot_be_used(
    staging: Staging, tmp_path: Path, fault: Fault, code: str
) -> None:
    """Nothing of it is left on disk; asked for again once Alter is well, it comes."""
    async with staging(file_mib=2, design_mib=20, design_files=30) as stage:
        store = await stage.connect()
        stage.sandbox.knobs.faults.append(fault)
        assert await failed(stage, store) == f"localDesign.{code}"
        assert fault.fired == 1
        assert [path for path in on_disk(tmp_path) if path.suffix == ".part"] == []
        found = await imported(store)
        assert (found["state"], found["code"]) == ("ready", None)


@pytest.mark.parametrize(
    "fault",
    [{"status": 503}, {"status": 429}, {"reset": True}, {"truncate": True}, {"status": 401}],
    ids=["503", "429", "reset", "half a file", "401"],
)
async def test_what_passes_by_itself_is_waited_out(staging: Staging, fault: dict[str, Any]) -> None:
    """No file that came whole is fetched again; the owner does nothing."""
    async with staging(worker=False, knobs=Knobs(limits_enabled=False)) as stage:
        store = await stage.connect()
        trouble = Fault(path=FILE, after=2, times=4, **fault)
        stage.sandbox.knobs.faults.append(trouble)
        local = (await store.post(DESIGNS, {"designId": 381})).json
        for _ in range(12):
            await stage.work()
            stage.clock.shift(120)
            local = (await store.get(f"{DESIGNS}/{local['localDesignId']}")).json
            if local["state"] != "fetching":
                break
        assert (local["state"], local["code"]) == ("ready", None)
        assert trouble.fired == 4
        whole = [call.path for call in stage.sandbox.calls if is_whole_file(call)]
        assert len(whole) == len(set(whole)) == local["files"]["total"]


def is_whole_file(call: CallRecord) -> bool:
    return "/files/" in call.path and call.status == 200


async def test_a_store_that_lost_its_credential_goes_on_when_it_is_back(staging: Staging) -> None:
    async with staging(worker=False) as stage:
        store = await stage.connect()
        local = (await store.post(DESIGNS, {"designId": 381})).json
        lost = Fault(path="/(design-imports|auth/check)", times=None, status=401)
        stage.sandbox.knobs.faults.append(lost)
        await stage.work()
        assert (await store.get("/v1/store")).json["state"] == "needsReconnect"
        shown = await store.get(f"{DESIGNS}/{local['localDesignId']}")
        assert (shown.json["state"], shown.json["code"]) == ("fetching", None)
        stage.sandbox.knobs.faults.clear()
        stage.clock.shift(60)
        await stage.work()
        assert (await store.get(f"{DESIGNS}/{local['localDesignId']}")).json["state"] == "fetching"
        await store.post("/v1/store/check")
        await stage.work()
        assert (await store.get(f"{DESIGNS}/{local['localDesignId']}")).json["state"] == "ready"


async def test_an_alter_that_never_answers_is_told_in_the_end(staging: Staging) -> None:
    """Forty tries, minutes apart: then the owner hears of it."""
    async with staging(worker=False, knobs=Knobs(limits_enabled=False)) as stage:
        store = await stage.connect()
        stage.sandbox.knobs.faults.append(Fault(path=DETAIL, times=None, status=500))
        local = (await store.post(DESIGNS, {"designId": 381})).json
        for _ in range(45):
            await stage.work()
            stage.clock.shift(700)
        shown = (await store.get(f"{DESIGNS}/{local['localDesignId']}")).json
        assert (shown["state"], shown["code"]) == ("failed", "localDesign.alterUnavailable")


async def test_a_long_import_lets_others_have_their_turn(staging: Staging) -> None:
    """After half a minute no new file is begun; those under way come whole, and the rest with the next turn."""
    async with staging(worker=False, knobs=Knobs(limits_enabled=False)) as stage:
        store = await stage.connect()
        local = (await store.post(DESIGNS, {"designId": 381})).json
        stage.sandbox.knobs.faults.append(Fault(path=FILE, times=4, delay=1.0))
        run = stage.connector.worker._designs
        turn = asyncio.create_task(run("hand"))

        async def four_under_way() -> bool:
            return stage.sandbox.knobs.faults[0].fired == 4

        await until(four_under_way)
        stage.clock.shift(40)
        assert await turn
        shown = (await store.get(f"{DESIGNS}/{local['localDesignId']}")).json
        assert (shown["state"], shown["files"]) == ("fetching", {"done": 4, "total": 5})
        assert await run("another")
        shown = (await store.get(f"{DESIGNS}/{local['localDesignId']}")).json
        assert (shown["state"], shown["files"]["done"]) == ("ready", 5)


async def test_a_disk_without_room(staging: Staging, tmp_path: Path) -> None:
    async with staging(free_mib=2**30) as stage:
        assert await failed(stage, await stage.connect()) == "localDesign.diskFull"
    assert on_disk(tmp_path) == []


async def test_a_store_without_room(staging: Staging) -> None:
    """Its other designs count; another store has room of its own."""
    async with staging(store_mib=6) as stage:
        store = await stage.connect()
        assert (await imported(store, 390))["state"] == "ready"
        assert await failed(stage, store, 400) == "localDesign.storeFull"
        other = await stage.connect("http://other.localhost", share=True)
        assert (await imported(other, 400))["state"] == "ready"


async def test_files_that_were_lost_are_fetched_again(
    stage: Stage, store: ConnectedStore, tmp_path: Path
) -> None:
    """As after a restore of the database alone: the bundle says so, and a request brings them back."""
    local = await imported(store)
    path = f"{DESIGNS}/{local['localDesignId']}"
    before = len([call for call in stage.sandbox.calls if is_whole_file(call)])
    (lost, *_) = [each for each in on_disk(tmp_path) if each.suffix == ".png"]
    lost.unlink()
    gone = await store.get(f"{path}/bundle.zip")
    assert (gone.status, gone.code) == (409, "localDesign.filesMissing")
    await store.post(DESIGNS, {"designId": 381})

    async def whole() -> bool:
        return (await store.get(f"{path}/bundle.zip")).status == 200

    await until(whole)
    assert lost.exists()
    assert len([call for call in stage.sandbox.calls if is_whole_file(call)]) == before + 1
    assert (await store.get(path)).json["manifestHash"] == local["manifestHash"]


async def test_what_no_row_names_is_swept(
    stage: Stage, store: ConnectedStore, tmp_path: Path
) -> None:
    """A deleted store's files go with its rows, an hour later; another store's, the same ones, stay."""
    other = await stage.connect("http://other.localhost", share=True)
    await imported(store)
    files = set(on_disk(tmp_path))
    await imported(other, 382)
    theirs = set(on_disk(tmp_path)) - files
    blobs = Blobs(tmp_path / "designs", floor=0)
    with blobs.incoming(head_bytes=1) as incoming:
        incoming.write(b"nobody's")
        stray = blobs.path(incoming.keep("json"))
    sweep = stage.connector.worker._sweep_blobs
    await sweep()
    assert set(on_disk(tmp_path)) == {*files, *theirs, stray}
    stage.clock.shift(2 * 3600)
    await sweep()
    assert set(on_disk(tmp_path)) == {*files, *theirs}
    left = await store.delete("/v1/store", headers={"X-Connector-Site": "http://shop.localhost"})
    assert left.status == 200

    async def swept() -> bool:
        await sweep()
        return set(on_disk(tmp_path)) <= theirs

    await until(swept)
    bundle = (await other.get(DESIGNS)).json["items"][0]["localDesignId"]
    assert (await other.get(f"{DESIGNS}/{bundle}/bundle.zip")).status == 200
