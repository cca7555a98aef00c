"""What of the plugin's folder goes out, and what its header says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from connector.domain.plugin_version import PluginVersion
from wp_bridge.delivery.readme import Readme
from wp_bridge.delivery.source import FOLDER, PluginSource, latest_version
from wp_bridge.errors import PluginNotBuildable
from wp_bridge.protocol import CONTRACT_VERSION, MINIMUM_PLUGIN


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A plugin's folder of one's own."""
    return Path(shutil.copytree(FOLDER, tmp_path / "plugin"))


def test_every_file_of_the_plugin_goes_out() -> None:
    """A file of a new kind is taken into the list of kinds, or this test names it."""
    here = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}
    assert set(PluginSource.read().files) == here - {"delivery.php"}


def test_its_versions_are_one() -> None:
    """Header, constant and readme: WordPress compares one, the service another, wordpress.org the third."""
    source = PluginSource.read()
    main = source.files["alter-connector.php"].decode()
    constant = re.search(r"^const VERSION = '(.+)';$", main, re.MULTILINE)
    readme = Readme.parse(source.files["readme.txt"].decode()).headers
    assert constant is not None
    assert source.version == constant[1] == readme["Stable tag"] == latest_version()
    assert PluginVersion.parse(source.version) >= PluginVersion.parse(MINIMUM_PLUGIN)
    for name in ("Requires at least", "Requires PHP", "License"):
        assert readme[name] == source.header(name)


def test_it_speaks_this_contract() -> None:
    main = PluginSource.read().files["alter-connector.php"].decode()
    assert re.search(rf"^const CONTRACT\s+= {CONTRACT_VERSION};$", main, re.MULTILINE)


@pytest.mark.parametrize(
    "name",
    [
        "delivery.php",
        ".env",
        ".git/config",
        "src/.hidden/class-x.php",
        "src/class-x.php.orig",
        "src/class-x.php~",
        "node_modules.tar",
        "phpunit.phar",
    ],
)
def test_what_is_no_part_of_the_plugin_stays_here(folder: Path, name: str) -> None:
    """A developer's delivery.php above all: it names their own connector."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine")
    assert PluginSource.read(folder).files == PluginSource.read().files


def test_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    """One may lead to the key file."""
    (tmp_path / "master.key").write_text("secret")
    (folder / "src" / "key.txt").symlink_to(tmp_path / "master.key")
    (folder / "elsewhere").symlink_to(tmp_path)
    assert set(PluginSource.read(folder).files) == set(PluginSource.read().files)


@pytest.mark.parametrize("name", ["alter-connector.php", "readme.txt", "LICENSE"])
def test_half_a_plugin_is_told(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(PluginNotBuildable, match=re.escape(name)):
        PluginSource.read(folder)


def test_no_plugin_at_all_is_told(tmp_path: Path) -> None:
    with pytest.raises(PluginNotBuildable, match="install the connector again"):
        PluginSource.read(tmp_path / "nothing")
    with pytest.raises(PluginNotBuildable, match="cannot be read"):
        latest_version(tmp_path / "nothing")


def test_a_header_is_found_as_wordpress_finds_it(folder: Path) -> None:
    """In the first 8 KiB, whatever its spaces; one that is empty is none."""
    main = folder / "alter-connector.php"
    main.write_text(
        "<?php\n/*\n * plugin name:   Ours \n\t*Version:1.2.3\n * Empty:\n */\n"
        + " " * 9000
        + "\n * Late: x\n"
    )
    source = PluginSource.read(folder)
    assert (source.header("Plugin Name"), source.version) == ("Ours", "1.2.3")
    for name in ("Empty", "Late", "Absent"):
        with pytest.raises(PluginNotBuildable, match=name):
            source.header(name)
