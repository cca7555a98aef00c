"""The group itself: what is imported when, and how faults are told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from connector import __version__
from connector.cli import faults
from connector.cli.verbs import alter_connector
from tests.cli.processes import environment
from tests.cli.terminal import Terminal

pytestmark = pytest.mark.slow

_VERB_FILES = {
    "backup",
    "bindings",
    "designs",
    "doctor",
    "enrol",
    "init",
    "keys",
    "migrate",
    "restore",
    "outbox",
    "plugin",
    "sandbox",
    "serve",
    "stores",
    "work",
}

_IMPORTED_BY = """
import sys
from connector.__main__ import main
sys.argv = ["alter-connector", {verb!r}, "--help"]
try:
    main()
except SystemExit as done:
    assert done.code == 0
print("\\n".join(sys.modules), file=sys.stderr)
"""


def imported_by(verb: str) -> set[str]:
    code = _IMPORTED_BY.format(verb=verb)
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env=environment({}),
        capture_output=True,
        text=True,
        check=True,
    )
    return set(ran.stderr.split())


@pytest.mark.parametrize("verb", ["serve", "work"])
def test_what_runs_for_months_imports_only_what_it_needs(verb: str) -> None:
    """structlog is imported all the same: it must not bring rich along."""
    imported = imported_by(verb)
    assert "structlog" in imported
    unwanted = {"rich", "alembic", "mako", "jinja2", "flask", "connector.sandbox"}
    unwanted |= {"connector.cli.showing", "connector.web.openapi.document"}
    unwanted |= {f"connector.cli.{name}" for name in _VERB_FILES - {verb}}
    assert imported & unwanted == set()


@pytest.mark.slow
def test_only_init_and_migrate_need_alembic_when_they_run() -> None:
    """Nor does `migrate` need PostgreSQL's driver to say what it does."""
    for verb in ("stores", "doctor", "sandbox", "keys", "backup", "restore", "migrate"):
        assert not {"alembic", "asyncpg"} & imported_by(verb)


def test_the_overview_names_every_verb_without_importing_one(terminal: Terminal) -> None:
    shown = terminal.run("--help")
    assert shown.code == 0
    assert all(f"  {name} " in shown.out for name in _VERB_FILES)
    assert not {name for name in imported_by("--help") if name.startswith("sqlalchemy")}


def test_every_verb_explains_itself(terminal: Terminal) -> None:
    with alter_connector.make_context("alter-connector", ["init"]) as context:
        assert set(alter_connector.list_commands(context)) == _VERB_FILES
    for verb in _VERB_FILES:
        assert terminal.run(verb, "--help").code == 0


def test_version(terminal: Terminal) -> None:
    assert __version__ in terminal.run("--version").out


def test_unknown_verbs_are_wrong_usage(terminal: Terminal) -> None:
    assert terminal.run("stroes").code == 2


@pytest.mark.parametrize(
    "verb", [["init"], ["serve"], ["work"], ["stores", "list"], ["enrol", "add"]]
)
def test_every_wrong_setting_is_named_at_once(terminal: Terminal, verb: list[str]) -> None:
    terminal.environment |= {"CONNECTOR_LISTEN": "nowhere", "ALTER_LIMIT_SCALE": "-1"}
    ran = terminal.run(*verb)
    assert ran.code == 2
    assert "CONNECTOR_LISTEN" in ran.err
    assert "ALTER_LIMIT_SCALE" in ran.err
    assert ran.out == ""


@pytest.mark.parametrize(
    "verb",
    [
        ["serve"],
        ["work"],
        ["stores", "list"],
        ["enrol", "list"],
        ["bindings", "list", "st_x"],
        ["keys", "add"],
        ["outbox", "list"],
    ],
)
def test_verbs_before_init_say_so(terminal: Terminal, data_dir: Path, verb: list[str]) -> None:
    data_dir.mkdir(mode=0o700)
    ran = terminal.run(*verb)
    assert ran.code == 1
    assert "alter-connector init" in ran.err
    assert "Traceback" not in ran.err


def test_a_file_that_is_no_database_is_told_without_a_traceback(
    terminal: Terminal, data_dir: Path
) -> None:
    terminal.run("init")
    (data_dir / "connector.db").write_bytes(b"not a database at all, but long enough" * 100)
    ran = terminal.run("stores", "list")
    assert ran.code == 1
    assert "the database cannot be read" in ran.err
    assert "Traceback" not in ran.err


def test_the_text_of_an_unexpected_fault_is_not_shown() -> None:
    """A statement with its parameters may be in it."""
    message, code = faults.told(RuntimeError("INSERT … 'hunter2'"))
    assert code == 1
    assert "RuntimeError" in message
    assert "hunter2" not in message
