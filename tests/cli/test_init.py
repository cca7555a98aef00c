"""`init`: what it makes, what it leaves, what it refuses."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from connector.store.database import SCHEMA_VERSION
from connector.vault.keyring import KeyRing
from tests.cli.processes import finished
from tests.cli.terminal import Terminal, environment_for

pytestmark = pytest.mark.slow


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def modes_in(folder: Path) -> dict[str, int]:
    return {path.name: mode(path) for path in folder.iterdir()}


def execute(data_dir: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(data_dir / "connector.db")) as database, database:
        database.execute(statement, values)


def seal_something(data_dir: Path) -> None:
    execute(data_dir, "INSERT INTO data_keys VALUES ('st_x', x'00', 0)")


async def test_it_makes_folder_key_and_database_for_nobody_else(data_dir: Path) -> None:
    """As a process, under the widest umask: modes come from the code, not from the shell."""
    before = os.umask(0)
    try:
        code, out, err = await finished(environment_for(data_dir), "init")
    finally:
        os.umask(before)
    assert (code, err) == (0, "")
    assert mode(data_dir) == 0o700
    files = modes_in(data_dir)
    assert files["master.key"] == files["connector.db"] == 0o600
    assert set(files.values()) == {0o600}
    assert str(data_dir) in out


def test_again_it_leaves_everything_as_it_is(terminal: Terminal, data_dir: Path) -> None:
    assert terminal.run("init", "--json").json == {
        "dataDir": str(data_dir),
        "masterKeyFile": str(data_dir / "master.key"),
        "folderMade": True,
        "keyMade": True,
        "schemaBefore": None,
        "schema": SCHEMA_VERSION,
    }
    key = (data_dir / "master.key").read_bytes()
    again = terminal.run("init", "--json").json
    assert (again["folderMade"], again["keyMade"]) == (False, False)
    assert again["schemaBefore"] == SCHEMA_VERSION
    assert (data_dir / "master.key").read_bytes() == key


def test_it_goes_on_where_an_earlier_run_was_cut_off(terminal: Terminal, data_dir: Path) -> None:
    """The key is made first; killed then, the next run takes that key."""
    data_dir.mkdir(mode=0o700)
    ring = KeyRing.create(data_dir / "master.key")
    assert terminal.run("init", "--json").json["keyMade"] is False
    assert KeyRing.load(data_dir / "master.key").ids == ring.ids


def test_it_never_shows_the_key(terminal: Terminal, data_dir: Path) -> None:
    ran = terminal.run("init")
    secret = KeyRing.load(data_dir / "master.key").primary.reveal()
    assert secret not in ran.out + ran.err


def test_an_empty_open_folder_is_closed_to_others(terminal: Terminal, data_dir: Path) -> None:
    data_dir.mkdir(mode=0o755)
    assert terminal.run("init").code == 0
    assert mode(data_dir) == 0o700


def test_an_open_folder_in_use_is_refused(terminal: Terminal, data_dir: Path) -> None:
    data_dir.mkdir(mode=0o755)
    (data_dir / "somebody's").touch()
    ran = terminal.run("init")
    assert ran.code == 1
    assert f"chmod 700 {data_dir}" in ran.err
    assert not (data_dir / "master.key").exists()


def test_a_file_in_the_folders_place_is_refused(terminal: Terminal, data_dir: Path) -> None:
    data_dir.touch()
    ran = terminal.run("init")
    assert ran.code == 1
    assert "not a folder" in ran.err


@pytest.mark.parametrize("sealed", [True, False])
def test_no_new_key_is_made_for_a_database_of_another(
    terminal: Terminal, data_dir: Path, sealed: bool
) -> None:
    """Its check value alone is enough: a second key would never be accepted."""
    terminal.run("init")
    if sealed:
        seal_something(data_dir)
    (data_dir / "master.key").unlink()
    ran = terminal.run("init")
    assert ran.code == 1
    assert "restore that key file" in ran.err
    assert not (data_dir / "master.key").exists()


def test_a_wrong_key_is_refused(terminal: Terminal, data_dir: Path) -> None:
    terminal.run("init")
    (data_dir / "master.key").unlink()
    KeyRing.create(data_dir / "master.key")
    ran = terminal.run("init")
    assert ran.code == 1
    assert "restore the key file" in ran.err


def test_a_key_that_others_can_read_is_refused(terminal: Terminal, data_dir: Path) -> None:
    terminal.run("init")
    (data_dir / "master.key").chmod(0o644)
    ran = terminal.run("init")
    assert ran.code == 1
    assert "chmod 600" in ran.err


def test_a_key_added_on_top_is_registered(terminal: Terminal, data_dir: Path) -> None:
    """The first step of a rotation: both keys fit afterwards, and only the old one alone no longer does."""
    terminal.run("init")
    path = data_dir / "master.key"
    old = path.read_text()
    KeyRing.create(data_dir / "second.key")
    path.write_text((data_dir / "second.key").read_text() + old)
    assert terminal.run("init").code == 0
    path.write_text(old)
    assert terminal.run("init").code == 1


def test_a_newer_database_is_refused(terminal: Terminal, data_dir: Path) -> None:
    terminal.run("init")
    execute(data_dir, "UPDATE alembic_version SET version_num = '9999'")
    for verb in ("init", "serve", "work"):
        ran = terminal.run(verb)
        assert ran.code == 1
        assert "newer than this version knows" in ran.err


def test_an_older_database_is_refused_by_serve(terminal: Terminal, data_dir: Path) -> None:
    terminal.run("init")
    execute(data_dir, "UPDATE alembic_version SET version_num = '0000'")
    ran = terminal.run("serve")
    assert ran.code == 1
    assert "run `alter-connector init`" in ran.err


def test_a_database_folder_that_is_missing_is_named(terminal: Terminal, tmp_path: Path) -> None:
    terminal.environment["CONNECTOR_DATABASE_URL"] = f"sqlite:///{tmp_path}/nowhere/connector.db"
    ran = terminal.run("init")
    assert ran.code == 1
    assert f"{tmp_path}/nowhere" in ran.err


def test_key_and_database_in_one_folder_are_noticed_where_it_matters(terminal: Terminal) -> None:
    terminal.environment["CONNECTOR_PUBLIC_URL"] = "https://alter.example.com"
    ran = terminal.run("init")
    assert "share a folder" in ran.out
    assert "enrol add" in ran.out
