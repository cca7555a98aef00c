"""`backup` and `restore`: beside a running connector, under load, and every reason to refuse."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import stat
from asyncio.subprocess import Process
from contextlib import closing
from pathlib import Path

import pytest

from connector.sandbox.server import Sandbox
from connector.store.database import SCHEMA_VERSION, Database
from connector.vault.keyring import KeyRing, MasterKey
from tests.cli.processes import PATIENCE, finished, started
from tests.cli.terminal import Terminal, environment_for
from tests.stage.stage import ConnectedStore, Stage, Staging, item
from tests.store.rows import put_store

pytestmark = pytest.mark.slow

PASSWORD = "hunter2-of-the-database"


@pytest.fixture
def only_sqlite(engine: str) -> None:
    if engine != "sqlite":
        pytest.skip("PostgreSQL makes its own backups")


@pytest.fixture
def copy(tmp_path: Path, only_sqlite: None) -> Path:
    """Where a backup goes; not there yet."""
    return tmp_path / "copy.db"


@pytest.fixture
async def backed_up(store: ConnectedStore, beside: Terminal, copy: Path) -> Path:
    """Of a stage with one store and one binding."""
    await store.put_bindings(item("wc_1"))
    assert (await beside.beside("backup", str(copy))).code == 0
    return copy


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def stores_in(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("SELECT id FROM stores")}


def content(path: Path) -> bytes:
    return path.read_bytes()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# backup


async def test_a_backup_says_what_it_does_not_hold(
    store: ConnectedStore, beside: Terminal, copy: Path, tmp_path: Path
) -> None:
    ran = await beside.beside("backup", str(copy))
    assert ran.code == 0
    assert mode(copy) == 0o600
    assert str(tmp_path / "master.key") in ran.out
    assert "without it nothing opens" in ran.out
    assert "live on in old backups" in ran.out
    key = KeyRing.load(tmp_path / "master.key").primary
    found = content(copy)
    assert key.reveal().encode() not in found
    assert key.raw() not in found
    assert store.token.encode() not in found
    assert key.reveal() not in ran.out + ran.err


async def test_an_existing_file_stays_without_force(backed_up: Path, beside: Terminal) -> None:
    before = content(backed_up)
    ran = await beside.beside("backup", str(backed_up))
    assert ran.code == 1
    assert "--force" in ran.err
    assert content(backed_up) == before
    ran = await beside.beside("backup", str(backed_up), "--force", "--json")
    assert ran.json["bytes"] == len(content(backed_up))


async def test_the_key_file_is_never_replaced(backed_up: Path, beside: Terminal) -> None:
    key = backed_up.with_name("master.key")
    before = key.read_bytes()
    ran = await beside.beside("backup", str(key), "--force")
    assert ran.code == 1
    assert key.read_bytes() == before


def test_before_init_there_is_nothing_to_back_up(terminal: Terminal, tmp_path: Path) -> None:
    ran = terminal.run("backup", str(tmp_path / "copy.db"))
    assert ran.code == 1
    assert "there is no database" in ran.err


@pytest.mark.parametrize(("verb", "tool"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_on_postgresql_the_command_is_told(tmp_path: Path, verb: str, tool: str) -> None:
    """Without the password, which the operator's screen need not know."""
    url = f"postgresql://connector:{PASSWORD}@db.example/shop"
    terminal = Terminal(environment_for(tmp_path, url))
    ran = terminal.run(verb, str(tmp_path / "copy.dump"))
    assert ran.code == 1
    assert f"`{tool} " in ran.err
    assert "postgresql://connector@db.example/shop" in ran.err
    assert PASSWORD not in ran.err + ran.out


# restore --verify


async def test_verify_opens_everything_and_changes_nothing(
    backed_up: Path, beside: Terminal
) -> None:
    """Beside the running connector, and in a folder where nothing can be written."""
    before = content(backed_up)
    ran = await beside.beside("restore", "--verify", str(backed_up), "--json")
    assert ran.code == 0
    assert ran.json["counts"]["stores"] == ran.json["counts"]["bindings"] == 1
    assert ran.json["opened"] >= 3
    assert (ran.json["broken"], ran.json["restored"], ran.json["aside"]) == ([], False, None)
    assert content(backed_up) == before
    shown = await beside.beside("restore", "--verify", str(backed_up))
    assert f"schema {SCHEMA_VERSION}, every page whole" in shown.out


async def test_verify_names_what_does_not_open(
    backed_up: Path, store: ConnectedStore, beside: Terminal
) -> None:
    change(backed_up, "UPDATE stores SET sealed_credential = zeroblob(80)")
    ran = await beside.beside("restore", "--verify", str(backed_up))
    assert ran.code == 1
    assert f"stores.sealed_credential of {store.id}" in ran.out


async def test_verify_refuses_with_the_wrong_key(backed_up: Path, beside: Terminal) -> None:
    """And names the key that is needed."""
    key_file = backed_up.with_name("master.key")
    needed = KeyRing.load(key_file).primary_id
    key_file.write_text(MasterKey.generate().line())
    for arguments in (("--verify",), ()):
        ran = await beside.beside("restore", *arguments, str(backed_up))
        assert ran.code == 1
        assert needed in ran.err or "another alter-connector process" in ran.err
    assert needed in (await beside.beside("restore", "--verify", str(backed_up))).err


async def test_a_backup_from_before_a_change_of_the_key_needs_the_old_key(
    backed_up: Path, stage: Stage, beside: Terminal
) -> None:
    """Which is what `keys retire` says."""
    old = stage.connector.adapters.vault.ring.primary_id
    old_file = backed_up.with_name("master.key").read_text()
    new = (await beside.beside("keys", "add", "--json")).json["keyId"]
    for arguments in (("promote", new), ("rotate",), ("retire", old)):
        assert (await beside.beside("keys", *arguments)).code == 0
    ran = await beside.beside("restore", "--verify", str(backed_up))
    assert ran.code == 1
    assert f"lacks master key {old}" in ran.err
    backed_up.with_name("old.key").write_text(old_file)
    backed_up.with_name("old.key").chmod(0o600)
    beside.environment["CONNECTOR_MASTER_KEY_FILE"] = str(backed_up.with_name("old.key"))
    assert (await beside.beside("restore", "--verify", str(backed_up))).code == 0


# restore


async def test_what_was_backed_up_is_served_again(
    staging: Staging, tmp_path: Path, database_url: str, copy: Path
) -> None:
    """Connected, backed up, changed, stopped, restored: the store of the backup calls Alter again; what came
    later is kept beside the database."""
    terminal = Terminal(environment_for(tmp_path, database_url))
    async with Sandbox() as sandbox:
        async with staging(sandbox=sandbox) as stage:
            store = await stage.connect()
            assert (await terminal.beside("backup", str(copy))).code == 0
            later = await stage.connect("http://later.localhost", share=True)
            refused = await terminal.beside("restore", str(copy))
            assert refused.code == 1
            assert "another alter-connector process" in refused.err
            assert (await later.get("/v1/store")).status == 200
        done = (await terminal.beside("restore", str(copy), "--json")).json
        assert (done["restored"], done["counts"]["stores"]) == (True, 1)
        assert stores_in(Path(done["aside"])) == {store.id, later.id}
        async with staging(sandbox=sandbox) as stage:
            again = stage.as_store(store.answer)
            assert (await again.post("/v1/store/check")).status == 200
            assert (await stage.as_store(later.answer).get("/v1/store")).status == 401
    assert not [name for name in names(tmp_path) if name.endswith(".part")]


async def test_what_is_backed_up_under_load_opens_when_restored(
    staging: Staging, tmp_path: Path, database_url: str, copy: Path
) -> None:
    """Stores connect and reconnect while the copies are made; every sealed value of each copy opens."""
    terminal = Terminal(environment_for(tmp_path, database_url))
    async with staging() as stage:
        times = {"one": 0, "two": 0, "three": 0}
        stopping = asyncio.Event()

        async def connecting(shop: str) -> None:
            while not stopping.is_set():
                await stage.connect(f"http://{shop}.localhost", share=True)
                times[shop] += 1

        shops = [asyncio.create_task(connecting(shop)) for shop in times]
        while min(times.values()) < 3:
            ran = await terminal.beside("backup", str(copy), "--force")
            assert ran.code == 0, ran.err
            ran = await terminal.beside("restore", "--verify", str(copy), "--json")
            assert (ran.code, ran.json["broken"]) == (0, [])
        stopping.set()
        await asyncio.gather(*shops)
    ran = await terminal.beside("restore", str(copy), "--json")
    assert (ran.code, ran.json["broken"]) == (0, [])
    assert ran.json["counts"]["stores"] == 3


async def test_a_broken_backup_is_restored_only_when_that_is_accepted(
    terminal: Terminal, data_dir: Path, tmp_path: Path
) -> None:
    """One damaged row must not keep all the others out; nor slip in unseen."""
    copy, database = tmp_path / "copy.db", data_dir / "connector.db"
    await terminal.beside("init")
    await terminal.beside("backup", str(copy))
    damaged = Database(f"sqlite:///{copy}")
    await put_store(damaged, "st_x")
    await damaged.close()
    before = content(database)
    ran = await terminal.beside("restore", str(copy))
    assert ran.code == 1
    assert "--accept-broken" in ran.err
    assert content(database) == before
    ran = await terminal.beside("restore", str(copy), "--accept-broken", "--json")
    assert ran.code == 0
    assert set(ran.json["broken"]) == {
        "stores.sealed_credential of st_x",
        "stores.sealed_ticket_secret of st_x",
    }


def test_a_fresh_machine_is_restored_to(terminal: Terminal, data_dir: Path, tmp_path: Path) -> None:
    """Key file and backup are all it takes; the folder is `init`'s or the operator's."""
    copy = tmp_path / "copy.db"
    terminal.run("init")
    terminal.run("backup", str(copy))
    for name in names(data_dir) - {"master.key"}:
        (data_dir / name).unlink()
    ran = terminal.run("restore", str(copy), "--json")
    assert (ran.code, ran.json["aside"]) == (0, None)
    assert mode(data_dir / "connector.db") == 0o600
    assert terminal.run("keys", "status").code == 0


def test_a_key_that_came_later_is_known_again(
    terminal: Terminal, data_dir: Path, tmp_path: Path
) -> None:
    """The backup is from before `keys add`, the key file from after it."""
    copy = tmp_path / "copy.db"
    terminal.run("init")
    terminal.run("backup", str(copy))
    new = terminal.run("keys", "add", "--json").json["keyId"]
    assert terminal.run("restore", str(copy)).code == 0
    found = terminal.run("keys", "status", "--json").json
    assert [each["state"] for each in found["keys"]] == ["primary", "kept"]
    assert terminal.run("keys", "promote", new).code == 0


def test_what_cannot_be_restored_leaves_the_database_as_it_is(
    terminal: Terminal, data_dir: Path, tmp_path: Path
) -> None:
    terminal.run("init")
    database, copy = data_dir / "connector.db", tmp_path / "copy.db"
    before = database.read_bytes()
    terminal.run("backup", str(copy))
    whole = copy.read_bytes()
    cases = {
        "there is no backup": None,
        "no SQLite database": b"rubbish",
        "damaged|cannot be read|copy failed": whole[: len(whole) // 2],
    }
    for message, content in cases.items():
        copy.unlink(missing_ok=True)
        if content is not None:
            copy.write_bytes(content)
        ran = terminal.run("restore", str(copy))
        assert ran.code == 1
        assert re.search(message, ran.err), ran.err
        assert "Traceback" not in ran.err
        assert database.read_bytes() == before
    assert "is the database itself" in terminal.run("restore", str(database)).err
    assert not [name for name in names(data_dir) if name.endswith((".part", "-wal"))]


async def test_a_killed_backup_and_a_killed_restore_leave_whole_files(
    terminal: Terminal, data_dir: Path, tmp_path: Path
) -> None:
    """Cut off while they copy: the target is not there, the database is as it was."""
    await terminal.beside("init")
    database, copy = data_dir / "connector.db", tmp_path / "copy.db"
    change(database, "CREATE TABLE filling (content BLOB)")
    for _ in range(60):
        change(database, "INSERT INTO filling VALUES (randomblob(4000000))")
    async with started(terminal.environment, "backup", str(copy)) as process:
        await drafting(tmp_path, process)
        process.kill()
        await process.wait()
    assert "copy.db" not in names(tmp_path)
    assert (await finished(terminal.environment, "backup", str(copy)))[0] == 0
    before = database.stat()
    async with started(terminal.environment, "restore", str(copy)) as process:
        await drafting(data_dir, process)
        process.kill()
        await process.wait()
    after = database.stat()
    assert (before.st_ino, before.st_size) == (after.st_ino, after.st_size)
    assert (await finished(terminal.environment, "restore", str(copy)))[0] == 0


def drafted(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob(".*.part"))


async def drafting(folder: Path, process: Process) -> None:
    """Until a good part of the draft is written, and before it has its name."""
    async with asyncio.timeout(PATIENCE):
        while True:
            assert process.returncode is None, "it was done before it could be killed"
            if drafted(folder) > 8_000_000:
                return
            await asyncio.sleep(0.005)


def test_restored_data_of_an_older_schema_asks_for_init(
    terminal: Terminal, data_dir: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    terminal.run("init")
    terminal.run("backup", str(copy))
    change(copy, "UPDATE alembic_version SET version_num = '0001'")
    ran = terminal.run("restore", str(copy))
    assert ran.code == 0
    assert "`alter-connector init`" in ran.out
