"""`plugin build`: a zip on disk, whole or not at all."""

from __future__ import annotations

import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal
from wp_bridge.delivery.package import for_directory, served
from wp_bridge.delivery.source import PluginSource

ADDRESS = "https://connect.example"


@pytest.fixture
def outside(terminal: Terminal) -> Terminal:
    """Of a connector that has a public address. Nothing is initialised: a zip needs no data."""
    terminal.environment["CONNECTOR_PUBLIC_URL"] = ADDRESS
    return terminal


def test_the_served_zip_carries_the_public_address(outside: Terminal, tmp_path: Path) -> None:
    output = tmp_path / "out.zip"
    told = outside.run("plugin", "build", "--output", str(output), "--json").json
    body = output.read_bytes()
    assert body == served(PluginSource.read(), ADDRESS)
    assert told == {
        "file": str(output),
        "version": PluginSource.read().version,
        "address": ADDRESS,
        "bytes": len(body),
        "sha256": sha256(body).hexdigest(),
    }
    assert output.stat().st_mode & 0o777 == 0o644
    assert not outside.run("plugin", "build", "--output", str(output)).err


def test_its_name_is_the_plugins_unless_another_is_given(
    outside: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert outside.run("plugin", "build").code == 0
    assert zipfile.is_zipfile(tmp_path / "alter-connector.zip")


def test_the_zip_for_wordpress_org_needs_no_settings(outside: Terminal, tmp_path: Path) -> None:
    outside.environment["CONNECTOR_LISTEN"] = "nowhere"
    output = tmp_path / "out.zip"
    told = outside.run("plugin", "build", "--wporg", "--output", str(output), "--json").json
    assert told["address"] is None
    assert output.read_bytes() == for_directory(PluginSource.read())


@pytest.mark.parametrize("url", ["", "http://localhost:8080", "https://127.0.0.2", "https://[::1]"])
def test_a_loopback_address_is_refused_unless_it_is_meant(
    terminal: Terminal, tmp_path: Path, url: str
) -> None:
    """Without CONNECTOR_PUBLIC_URL the address is loopback, too."""
    terminal.environment["CONNECTOR_PUBLIC_URL"] = url
    output = tmp_path / "out.zip"
    ran = terminal.run("plugin", "build", "--output", str(output))
    assert (ran.code, output.exists()) == (1, False)
    assert "CONNECTOR_PUBLIC_URL" in ran.err
    assert "--dev" in ran.err
    assert terminal.run("plugin", "build", "--dev", "--output", str(output)).code == 0
    assert output.exists()


def test_an_address_that_could_be_code_is_refused(outside: Terminal, tmp_path: Path) -> None:
    outside.environment["CONNECTOR_PUBLIC_URL"] = "https://a.example/*/phpinfo();/*"
    output = tmp_path / "out.zip"
    ran = outside.run("plugin", "build", "--output", str(output))
    assert (ran.code, output.exists()) == (1, False)
    assert "correct CONNECTOR_PUBLIC_URL" in ran.err


def test_wrong_usage_is_named(outside: Terminal, tmp_path: Path) -> None:
    assert outside.run("plugin", "build", "--wporg", "--dev").code == 2
    nowhere = outside.run("plugin", "build", "--output", str(tmp_path / "no" / "out.zip"))
    assert nowhere.code == 2
    assert "there is no folder" in nowhere.err
    assert outside.run("plugin", "build", "--output", str(tmp_path)).code == 2


def test_an_older_zip_is_replaced_and_nothing_else_is_left(
    outside: Terminal, tmp_path: Path
) -> None:
    output = tmp_path / "zips" / "out.zip"
    output.parent.mkdir()
    output.write_bytes(b"older")
    assert outside.run("plugin", "build", "--output", str(output)).code == 0
    assert zipfile.is_zipfile(output)
    assert list(output.parent.iterdir()) == [output]
