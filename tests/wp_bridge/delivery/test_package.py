"""The zip: the same bytes each time, the address in it and no way for an address to be code."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from wp_bridge.delivery.package import for_directory, served, update_uri
from wp_bridge.delivery.source import FOLDER, PluginSource
from wp_bridge.errors import PluginNotBuildable

ROOT = Path(__file__).parents[3]
ADDRESS = "https://connect.example/base"
CODE = "aec_abcdefghijkmnpqrstuvwxyz23"

needs_php = pytest.mark.skipif(shutil.which("php") is None, reason="no php on this machine")


def contents(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        return {info.filename: archive.read(info) for info in archive.infolist()}


def evaluated(php: bytes, folder: Path) -> object:
    """What PHP makes of a delivery.php."""
    (folder / "delivery.php").write_bytes(php)
    script = "define('ABSPATH', '/'); echo json_encode(include $argv[1]);"
    ran = subprocess.run(
        ["php", "-r", script, str(folder / "delivery.php")], capture_output=True, check=True
    )
    return json.loads(ran.stdout)


def test_the_same_input_makes_the_same_bytes() -> None:
    """Read twice, in another order, with other times and permissions of the files."""
    source = PluginSource.read()
    turned = PluginSource(dict(reversed(list(source.files.items()))))
    assert served(source, ADDRESS) == served(turned, ADDRESS)
    assert for_directory(source) == for_directory(turned)
    assert served(source, ADDRESS) != served(source, ADDRESS, CODE)


def test_another_process_makes_the_same_bytes(tmp_path: Path) -> None:
    """Another time zone, another umask, another hash seed, another place of the files."""
    shutil.copytree(ROOT / "wp_bridge", tmp_path / "wp_bridge", copy_function=shutil.copyfile)
    for path in (tmp_path / "wp_bridge" / "plugin").rglob("*.php"):
        path.chmod(0o600)
        os.utime(path, (1, 1))
    script = (
        "import sys; from wp_bridge.delivery.package import served;"
        "from wp_bridge.delivery.source import PluginSource;"
        f"sys.stdout.buffer.write(served(PluginSource.read(), {ADDRESS!r}))"
    )
    environment = {"TZ": "Pacific/Apia", "PYTHONHASHSEED": "7", "PYTHONPATH": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=environment,
        umask=0o077,
        capture_output=True,
        check=True,
    )
    assert ran.stdout == served(PluginSource.read(), ADDRESS)


@pytest.mark.slow
def test_an_installed_wheel_makes_the_same_bytes(tmp_path: Path) -> None:
    """The plugin's files are in the wheel, all of them."""
    for name in ("connector", "wp_bridge"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, tmp_path / "tree" / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path / "tree")
    command = ("-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), ".")
    ran = subprocess.run(
        [sys.executable, *command],
        cwd=tmp_path / "tree",
        capture_output=True,
        text=True,
        check=False,
    )
    if "No matching distribution found for setuptools" in ran.stderr:
        pytest.skip("pip finds no setuptools to build a wheel with")
    assert ran.returncode == 0, ran.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    source = PluginSource.read(tmp_path / "installed" / "wp_bridge" / "plugin")
    assert served(source, ADDRESS) == served(PluginSource.read(), ADDRESS)


def test_it_holds_the_plugins_folder_and_nothing_else() -> None:
    """Readable files of one folder, sorted; no test, no link, no absolute name."""
    body = served(PluginSource.read(), ADDRESS)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        entries = archive.infolist()
    names = [entry.filename for entry in entries]
    assert names == sorted(names)
    assert all(name.startswith("alter-connector/") and ".." not in name for name in names)
    assert not [name for name in names if "test" in name.lower()]
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}
    assert {entry.date_time for entry in entries} == {(1980, 1, 2, 0, 0, 0)}


def test_the_served_zip_knows_where_it_comes_from() -> None:
    found = contents(served(PluginSource.read(), ADDRESS))
    main = found["alter-connector/alter-connector.php"].decode()
    assert f"\n * Update URI:           {update_uri(ADDRESS)}\n" in main
    assert main.count("Update URI") == 1
    assert ADDRESS.encode() in found["alter-connector/delivery.php"]
    assert b"'code'" not in found["alter-connector/delivery.php"]
    assert any(name.startswith("alter-connector/src/delivery/") for name in found)


def test_the_zip_for_wordpress_org_knows_nothing_and_updates_nothing() -> None:
    """Their guideline 8; and a plugin of the directory must not be tied to somebody's connector."""
    found = contents(for_directory(PluginSource.read()))
    assert "alter-connector/delivery.php" not in found
    assert not [name for name in found if name.startswith("alter-connector/src/delivery/")]
    assert b"Update URI" not in found["alter-connector/alter-connector.php"]
    everything = b"".join(found.values())
    assert b"update_plugins_" not in everything
    assert b"upgrader_pre_download" not in everything


@needs_php
def test_php_reads_what_was_written(tmp_path: Path) -> None:
    source = PluginSource.read()
    plain = contents(served(source, ADDRESS))["alter-connector/delivery.php"]
    assert evaluated(plain, tmp_path) == {"address": ADDRESS}
    coded = contents(served(source, "https://[2001:db8::1]:8443", CODE))[
        "alter-connector/delivery.php"
    ]
    assert evaluated(coded, tmp_path) == {"address": "https://[2001:db8::1]:8443", "code": CODE}


@pytest.mark.slow
@pytest.mark.timeout(300)  # A start of PHP for each file.
@needs_php
@pytest.mark.parametrize("made", ["served", "for_directory"])
def test_every_php_file_of_it_is_php(tmp_path: Path, made: str) -> None:
    source = PluginSource.read()
    body = served(source, ADDRESS, CODE) if made == "served" else for_directory(source)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        archive.extractall(tmp_path)
    files = sorted(str(path) for path in tmp_path.rglob("*.php"))
    assert len(files) > 10
    for file in files:
        ran = subprocess.run(["php", "-l", file], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/*/phpinfo();/*",
        "https://a.example/'.phpinfo().'",
        "https://a.example/\\",
        "https://a.example/?>x",
        "https://a.example/\n * Version: 9",
        "https://a.example\n",
        "https://a.example/\x00",
        "https://a.example/$x{y}",
        "https://a.example/`id`",
        "https://a.example/?q=1",
        "https://a.example/#f",
        "https://a.example/",
        "https://u:p@a.example",
        "https://zażółć.example",
        "https://a.example:port",
        "https://[::1",
        "https://",
        "ftp://a.example",
        "javascript:alert(1)",
        "",
    ],
)
def test_an_address_that_could_be_more_than_an_address_is_refused(address: str) -> None:
    """It would stand in a comment and in a string of PHP that shops run."""
    with pytest.raises(PluginNotBuildable, match="CONNECTOR_PUBLIC_URL"):
        served(PluginSource.read(), address)


@pytest.mark.parametrize("code", ["", "a'b", "a\\", "a\n", "a b", "é", "x" * 101])
def test_a_code_that_could_be_more_than_a_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="enrolment code"):
        served(PluginSource.read(), ADDRESS, code)


def test_a_main_file_without_a_version_is_told() -> None:
    files = dict(PluginSource.read().files) | {"alter-connector.php": b"<?php\n"}
    with pytest.raises(PluginNotBuildable, match="version"):
        served(PluginSource(files), ADDRESS)


def test_the_folder_is_the_packages_own() -> None:
    """What is installed is what is built from."""
    assert FOLDER == ROOT / "wp_bridge" / "plugin"
