"""What a connector tells WordPress of the version that it delivers."""

from __future__ import annotations

from typing import Any

from wp_bridge.delivery.package import checked_address, update_uri
from wp_bridge.delivery.readme import Readme
from wp_bridge.delivery.source import MAIN_FILE, README, SLUG, PluginSource

# Titles of readme.txt to WordPress' names of its tabs; it makes a title of any name that it does not know.
_TABS = {
    "Description": "description",
    "Installation": "installation",
    "Frequently Asked Questions": "faq",
    "External services": "external_services",
    "Changelog": "changelog",
}


def release(source: PluginSource, address: str) -> dict[str, Any]:
    """The answer of `/plugin/info.json`: what the plugin gives to WordPress' filters `update_plugins_{host}` and
    `plugins_api`.

    `package` is the zip without a code, for one-store zips too: a store that updates is connected. Raises
    PluginNotBuildable.
    """
    uri = update_uri(checked_address(address))
    readme = Readme.parse(source.files[README].decode())
    sections = {
        name: readme.sections[title] for title, name in _TABS.items() if title in readme.sections
    }
    return {
        "id": uri,
        "slug": SLUG,
        "plugin": f"{SLUG}/{MAIN_FILE}",
        "name": source.header("Plugin Name"),
        "version": source.version,
        "url": uri,
        "package": package_url(address),
        "tested": readme.headers.get("Tested up to", ""),
        "requires": source.header("Requires at least"),
        "requires_php": source.header("Requires PHP"),
        "short_description": readme.short_description,
        "sections": sections,
    }


def package_url(address: str, code: str | None = None) -> str:
    """Contract, "Plugin delivery"."""
    folder = "plugin" if code is None else f"plugin/{code}"
    return f"{address}/{folder}/{SLUG}.zip"
