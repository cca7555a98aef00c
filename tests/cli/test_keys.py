"""`keys`: the whole change of a master key beside a running connector, and every way it is cut off or refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from connector.store import data_keys, key_checks, processes
from connector.store.database import Database
from connector.store.sole_process import sole_process
from connector.vault.key_file import KeyFile
from connector.vault.keyring import KeyRing, MasterKey
from connector.vault.sealing import Vault
from tests.cli.terminal import Terminal, environment_for
from tests.domain.rows import NOW
from tests.stage.stage import ConnectedStore, Stage, Staging

pytestmark = pytest.mark.slow


@pytest.fixture
def file(tmp_path: Path) -> KeyFile:
    """Of the usual stage."""
    return KeyFile(tmp_path / "master.key")


@pytest.fixture
async def resting(staging: Staging) -> AsyncIterator[Stage]:
    """Without a worker: it is present all the same."""
    async with staging(worker=False) as opened:
        yield opened


@pytest.fixture
def at_rest(resting: Stage, tmp_path: Path, database_url: str) -> Terminal:
    return Terminal(environment_for(tmp_path, database_url, resting.sandbox.api_url))


async def status(terminal: Terminal) -> dict[str, Any]:
    ran = await terminal.beside("keys", "status", "--json")
    assert ran.code == 0, ran.err
    return dict(ran.json)


async def states(terminal: Terminal) -> dict[str, str]:
    return {each["keyId"]: each["state"] for each in (await status(terminal))["keys"]}


async def add(terminal: Terminal) -> str:
    ran = await terminal.beside("keys", "add", "--json")
    assert ran.code == 0, ran.err
    return str(ran.json["keyId"])


async def done(terminal: Terminal, *arguments: str) -> Any:
    ran = await terminal.beside("keys", *arguments, "--json")
    assert ran.code == 0, ran.err
    return ran.json


async def refused(terminal: Terminal, *arguments: str) -> str:
    ran = await terminal.beside("keys", *arguments)
    assert ran.code == 1, ran.out
    assert "Traceback" not in ran.err
    return ran.err


async def owners_under(stage: Stage, vault: Vault) -> dict[str, str]:
    async with stage.database.read() as connection:
        rows = await connection.execute(sa.select(data_keys.data_keys))
        return {row.owner: vault.key_id_of(row.wrapped) for row in rows}


async def sees(stage: Stage, *key_ids: str) -> None:
    """Until the running connector holds these keys, in this order."""
    async with asyncio.timeout(10):
        while stage.connector.adapters.vault.ring.ids != key_ids:  # noqa: ASYNC110 - no event of ours
            await asyncio.sleep(0.05)


async def opens(store: ConnectedStore) -> bool:
    """Whether the connector opens the store's credential and calls Alter with it."""
    return (await store.post("/v1/store/check")).status == 200


# The whole change


async def test_a_key_is_changed_while_the_connector_goes_on(
    stage: Stage, store: ConnectedStore, beside: Terminal, file: KeyFile
) -> None:
    """Old and new stores open at every step, and nothing is left that needs the old key."""
    vault = stage.connector.adapters.vault
    old = vault.ring.primary_id
    new = await add(beside)
    assert file.load().ids == (old, new)
    await done(beside, "promote", new)
    await sees(stage, new, old)
    other = await stage.connect("http://other.localhost", share=True)
    under = await owners_under(stage, vault)
    assert (under[store.id], under[other.id]) == (old, new)
    assert await opens(store)

    told = await done(beside, "rotate")
    assert told["rewrapped"] == sum(key_id == old for key_id in under.values())
    assert told["broken"] == []
    assert set((await owners_under(stage, vault)).values()) == {new}
    assert await opens(store)

    await done(beside, "retire", old)
    await sees(stage, new)
    async with asyncio.timeout(10):
        while await states(beside) != {new: "primary"}:
            assert (await states(beside)).get(old) in ("retired", None)
    assert await opens(store)
    assert await opens(other)
    assert (await stage.connect()).id == store.id


async def test_status_tells_keys_counts_and_who_has_loaded_them(
    stage: Stage, store: ConnectedStore, beside: Terminal
) -> None:
    old = stage.connector.adapters.vault.ring.primary_id
    found = await status(beside)
    (process,) = found["processes"]
    assert (process["verb"], process["keyIds"]) == ("serve", [old])
    (line,) = found["keys"]
    assert (line["keyId"], line["state"], line["loadedBy"]) == (
        old,
        "primary",
        [process["processId"]],
    )
    assert line["dataKeys"] == len(await owners_under(stage, stage.connector.adapters.vault))
    assert (found["fault"], found["damaged"]) == (None, 0)
    shown = await beside.beside("keys", "status")
    assert old in shown.out
    assert process["processId"] in shown.out


async def test_no_key_is_ever_shown(stage: Stage, beside: Terminal, file: KeyFile) -> None:
    old = stage.connector.adapters.vault.ring.primary_id
    shown = ""
    new = await add(beside)
    secrets = [key.reveal() for key in file.load().keys]
    for arguments in (("add",), ("status",), ("promote", new), ("rotate",), ("retire", old)):
        ran = await beside.beside("keys", *arguments)
        shown += ran.out + ran.err
    secrets += [key.reveal() for key in file.load().keys]
    assert len(set(secrets)) == 3
    assert not [secret for secret in secrets if secret in shown]
    assert "Backups made before still need the former key" in shown


async def test_a_running_connector_keeps_its_keys_when_the_file_is_bad(
    stage: Stage, store: ConnectedStore, beside: Terminal, file: KeyFile
) -> None:
    """Damaged, of another installation, or gone; and it takes the good one when that is back."""
    ring = stage.connector.adapters.vault.ring
    good = file.path.read_text()
    for bad in ("rubbish\n", MasterKey.generate().line(), None):
        file.path.unlink()
        if bad is not None:
            file.path.write_text(bad)
            file.path.chmod(0o600)
        await asyncio.sleep(1.3)
        assert stage.connector.adapters.vault.ring is ring
        assert await opens(store)
    file.path.write_text(good)
    file.path.chmod(0o600)
    await sees(stage, *ring.ids)
    new = await add(beside)
    await sees(stage, *ring.ids, new)


# What is refused


async def test_a_key_that_a_process_lacks_is_not_promoted(
    resting: Stage, at_rest: Terminal, file: KeyFile
) -> None:
    """It could not open what others seal from then on. Dead processes are not waited for."""
    new = await add(at_rest)
    clock = resting.clock
    elsewhere = processes.Process(
        "pr_elsewhere", "work", "1", ("0" * 16,), clock.now(), clock.now()
    )
    async with resting.database.write() as connection:
        await processes.put(connection, elsewhere)
    told = await refused(at_rest, "promote", new, "--wait", "0.5")
    assert "`work` pr_elsewhere has not loaded" in told
    assert "copy the key file" in told
    assert file.load().primary_id != new
    assert "pr_elsewhere" in await refused(at_rest, "rotate")
    async with resting.database.write() as connection:
        await processes.delete(connection, "pr_elsewhere")
    await done(at_rest, "promote", new)
    again = await done(at_rest, "promote", new)
    assert (again["promoted"], again["wasPrimary"]) == (True, True)


async def test_a_process_that_says_nothing_stops_every_change(
    engine: str, terminal: Terminal, installed: KeyFile, database: Database
) -> None:
    """It holds the lock of the database, so it is there."""
    if engine != "sqlite":
        pytest.skip("on PostgreSQL what a process says is all there is of it")
    old, new = installed.load().primary_id, await add(terminal)
    changes = (("promote", new), ("rotate",), ("retire", old))
    for change in changes:
        async with sole_process(database):
            wait = ("--wait", "0") if change[0] == "promote" else ()
            told = await refused(terminal, *change, *wait)
            assert "does not say which keys it has" in told
        await done(terminal, *change)


async def test_a_key_in_use_is_not_retired(
    resting: Stage, at_rest: Terminal, file: KeyFile
) -> None:
    """The primary; one that a process still seals under; one that data keys are under."""
    await resting.connect()
    old, new = file.load().primary_id, await add(at_rest)
    assert "is the primary" in await refused(at_rest, "retire", old)
    await done(at_rest, "promote", new)
    await sees(resting, new, old)
    now = resting.clock.now()
    async with resting.database.write() as connection:
        elsewhere = processes.Process("pr_elsewhere", "work", "1", (old, new), now, now)
        await processes.put(connection, elsewhere)
    assert "pr_elsewhere still seals under" in await refused(at_rest, "retire", old)
    async with resting.database.write() as connection:
        await processes.delete(connection, "pr_elsewhere")
    async with asyncio.timeout(10):
        while "still seals under" in await refused(at_rest, "retire", old):
            pass
    assert "data key(s) are still under" in await refused(at_rest, "retire", old)
    assert await states(at_rest) == {new: "primary", old: "kept"}
    await done(at_rest, "rotate")
    await done(at_rest, "retire", old)


async def test_unknown_keys_are_told(stage: Stage, beside: Terminal) -> None:
    for verb in ("promote", "retire"):
        assert "holds no key" in await refused(beside, verb, "0" * 16)


async def test_a_second_keys_command_is_refused(
    stage: Stage, beside: Terminal, file: KeyFile
) -> None:
    key_id = file.load().primary_id
    with file.editing():
        for arguments in (("add",), ("rotate",), ("promote", key_id), ("retire", key_id)):
            assert "Another `keys` command" in await refused(beside, *arguments)
        assert await states(beside) == {key_id: "primary"}


async def test_a_wrong_key_file_is_refused_and_shown(
    resting: Stage, at_rest: Terminal, file: KeyFile
) -> None:
    """Status shows it all the same: there it is looked for."""
    old = file.load().primary_id
    file.path.unlink()
    wrong = KeyRing.create(file.path).primary_id
    for arguments in (("add",), ("promote", wrong), ("rotate",), ("retire", wrong)):
        assert f"lacks master key {old}" in await refused(at_rest, *arguments)
    ran = await at_rest.beside("keys", "status", "--json")
    assert ran.code == 1
    assert old in ran.json["fault"]
    assert {each["keyId"]: each["state"] for each in ran.json["keys"]} == {
        wrong: "not registered",
        old: "missing from the file",
    }


async def test_a_damaged_data_key_is_named_and_left(
    resting: Stage, at_rest: Terminal, file: KeyFile
) -> None:
    """The others are brought under the new key, and the old one is kept for the one that might be repaired."""
    store = await resting.connect()
    old, new = file.load().primary_id, await add(at_rest)
    await done(at_rest, "promote", new)
    async with resting.database.write() as connection:
        wrapped = await data_keys.get(connection, store.id)
        assert wrapped is not None
        await data_keys.replace(connection, [(store.id, wrapped, wrapped[:-1] + b"\0")])
    ran = await at_rest.beside("keys", "rotate", "--json")
    assert ran.code == 1
    assert [each["owner"] for each in ran.json["broken"]] == [store.id]
    assert ran.json["rewrapped"] >= 1
    assert "data key(s) are still under" in await refused(at_rest, "retire", old)


# Cut off between file and database: what starts, and what the same verb finishes


@pytest.fixture
def installed(terminal: Terminal, data_dir: Path) -> KeyFile:
    """An installation of its own that does not run."""
    assert terminal.run("init").code == 0
    return KeyFile(data_dir / "master.key")


@pytest.fixture
async def database(terminal: Terminal, installed: KeyFile) -> AsyncIterator[Database]:
    opened = Database(f"sqlite:///{installed.path.parent}/connector.db")
    yield opened
    await opened.close()


async def starts(database: Database, file: KeyFile) -> bool:
    """What `serve` asks of the key file before anything else."""
    ran = await Terminal(environment_for(file.path.parent)).beside("keys", "status", "--json")
    return ran.code == 0 and ran.json["fault"] is None


async def test_an_add_killed_after_the_file_is_taken_up_again(
    terminal: Terminal, installed: KeyFile, database: Database
) -> None:
    """No second key: the one that nobody knows yet becomes known."""
    cut_off = MasterKey.generate()
    installed.append(cut_off)
    assert await starts(database, installed)
    told = await terminal.beside("keys", "promote", cut_off.key_id)
    assert told.code == 1, "not before it is registered"
    again = (await terminal.beside("keys", "add", "--json")).json
    assert again == {"keyId": cut_off.key_id, "resumed": True}
    assert (await terminal.beside("keys", "add", "--json")).json["resumed"] is False
    assert len(installed.load().ids) == 3


@pytest.mark.parametrize("step", ["marked", "out of the file"])
async def test_a_retirement_killed_between_its_steps_is_finished(
    terminal: Terminal, installed: KeyFile, database: Database, step: str
) -> None:
    """Until then the key is neither promoted nor taken up by `add`."""
    old = installed.load().primary_id
    new = await add(terminal)
    await done(terminal, "promote", new)
    async with database.write() as connection:
        await key_checks.begin_retiring(connection, old, NOW)
    if step == "out of the file":
        installed.remove(old)
    assert await starts(database, installed)
    assert (await states(terminal))[old] == "retiring"
    assert (await terminal.beside("init")).code == 0
    assert (await states(terminal))[old] == "retiring", "init does not take it back"
    third = await add(terminal)
    assert third not in (old, new)
    assert (await terminal.beside("keys", "promote", old)).code == 1
    await done(terminal, "retire", old)
    assert await states(terminal) == {new: "primary", third: "kept"}


async def test_a_promotion_is_one_step(terminal: Terminal, installed: KeyFile) -> None:
    """One replacement of the file: before it or after it, both start."""
    old, new = installed.load().primary_id, await add(terminal)
    installed.promote(new)
    assert await states(terminal) == {new: "primary", old: "kept"}
    assert (await done(terminal, "promote", new))["wasPrimary"] is True
