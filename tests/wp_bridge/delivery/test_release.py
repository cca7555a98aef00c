"""What WordPress is told of the version that is delivered."""

from __future__ import annotations

import pytest

from wp_bridge.delivery.release import package_url, release
from wp_bridge.delivery.source import PluginSource
from wp_bridge.errors import PluginNotBuildable

ADDRESS = "https://connect.example"


def test_it_has_what_wordpress_filter_takes() -> None:
    """`update_plugins_{hostname}`: id, slug, version, url, package, tested, requires_php."""
    source = PluginSource.read()
    told = release(source, ADDRESS)
    assert told["id"] == told["url"] == f"{ADDRESS}/plugin/info.json"
    assert told["package"] == f"{ADDRESS}/plugin/alter-connector.zip"
    assert (told["slug"], told["plugin"]) == (
        "alter-connector",
        "alter-connector/alter-connector.php",
    )
    assert told["version"] == source.version
    assert (told["requires"], told["requires_php"]) == ("6.4", "8.0")
    assert told["tested"]
    assert set(told["sections"]) == {
        "description",
        "installation",
        "faq",
        "external_services",
        "changelog",
    }


def test_a_one_store_zip_lies_under_its_code() -> None:
    assert package_url(ADDRESS, "aec_x") == f"{ADDRESS}/plugin/aec_x/alter-connector.zip"


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(PluginNotBuildable):
        release(PluginSource.read(), "https://a.example/'")
