"""`plugin`: the WordPress plugin as a zip."""

from __future__ import annotations

import os
import tempfile
from hashlib import sha256
from pathlib import Path

import click

from connector.cli.showing import json_option, show_facts, show_json
from connector.cli.starting import settings_for_operator
from wp_bridge.delivery.package import for_directory, served
from wp_bridge.delivery.source import SLUG, PluginSource
from wp_bridge.errors import PluginNotBuildable

_READABLE = 0o644


@click.group()
def plugin() -> None:
    """The WordPress plugin that stores install."""


@plugin.command()
@click.option("--wporg", is_flag=True, help="For wordpress.org: no address, no updater.")
@click.option("--dev", is_flag=True, help="Take a loopback CONNECTOR_PUBLIC_URL.")
@click.option(
    "--output",
    default=f"{SLUG}.zip",
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Replaced if it is there.",
)
@json_option
def build(wporg: bool, dev: bool, output: Path, as_json: bool) -> None:
    """Write the plugin's zip: the same bytes each time.

    It carries CONNECTOR_PUBLIC_URL, and updates itself from there. A running `serve` gives out the same zip at
    /plugin/alter-connector.zip.
    """
    if wporg and dev:
        raise click.UsageError("--dev is about the address, and a zip for --wporg has none")
    if not output.parent.is_dir():
        raise click.BadParameter(f"there is no folder {output.parent}", param_hint="--output")
    source = PluginSource.read()
    address = None if wporg else _address(dev)
    body = for_directory(source) if address is None else served(source, address)
    _write(output, body)
    facts = {
        "file": str(output),
        "version": source.version,
        "address": address,
        "bytes": len(body),
        "sha256": sha256(body).hexdigest(),
    }
    if as_json:
        show_json(facts)
    else:
        show_facts(facts.items())


def _address(dev: bool) -> str:
    service = settings_for_operator().service
    if service.public_is_loopback and not dev:
        raise PluginNotBuildable(
            f"CONNECTOR_PUBLIC_URL is {service.public_url}: a store with this plugin would look for the connector on "
            "its own machine. Set it to the address by which stores reach this connector, or say --dev for a store "
            "on this machine."
        )
    return service.public_url


def _write(output: Path, body: bytes) -> None:
    """Whole or not at all: half a zip must not be mistaken for one."""
    handle, name = tempfile.mkstemp(prefix=f".{output.name}.", suffix=".part", dir=output.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        Path(name).chmod(_READABLE)
        Path(name).replace(output)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
