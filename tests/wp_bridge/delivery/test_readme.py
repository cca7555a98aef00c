"""readme.txt: read as wordpress.org reads it, and nothing in it becomes markup by accident."""

from __future__ import annotations

import pytest

from wp_bridge.delivery.readme import Readme
from wp_bridge.delivery.source import PluginSource
from wp_bridge.errors import PluginNotBuildable

TEXT = """=== A Plugin ===
Tags: one, two
Tested up to: 7.1

It does: one thing.

== Description ==

A [link](https://a.example/?a=1&b=2), **bold** and `<code>`.
The same paragraph.

= A heading =
* an <item>
* another

1. first
2. second

== Changelog ==

= 1.0 =

* Done.
"""


def test_headers_sections_and_a_little_markdown() -> None:
    readme = Readme.parse(TEXT)
    assert readme.headers == {"Tags": "one, two", "Tested up to": "7.1"}
    assert readme.sections == {
        "Description": (
            '<p>A <a href="https://a.example/?a=1&amp;b=2">link</a>, <strong>bold</strong> and '
            "<code>&lt;code&gt;</code>. The same paragraph.</p>"
            "<h4>A heading</h4><ul><li>an &lt;item&gt;</li><li>another</li></ul>"
            "<ol><li>first</li><li>second</li></ol>"
        ),
        "Changelog": "<h4>1.0</h4><ul><li>Done.</li></ul>",
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "=== A Plugin ===\n",
        "=== A Plugin ===\nTags: one\n",
        "=== A Plugin ===\nTags: one\n\nOne line.\nAnother.\n",
        "=== A Plugin ===\nTags: one\n\nOne line.\n\n== Half a title\n",
    ],
)
def test_half_a_readme_is_told(text: str) -> None:
    with pytest.raises(PluginNotBuildable, match=r"readme\.txt"):
        Readme.parse(text)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "http://a.example", 'https://a" onclick="x']
)
def test_only_https_becomes_a_link(link: str) -> None:
    readme = Readme.parse(TEXT.replace("https://a.example/?a=1&b=2", link))
    assert "<a " not in readme.sections["Description"]


def test_ours_has_what_wordpress_org_asks_for() -> None:
    """Their validator's limits: 150 characters, five tags; and the services are named (guideline 6)."""
    readme = Readme.parse(PluginSource.read().files["readme.txt"].decode())
    assert len(readme.short_description) <= 150
    assert len(readme.headers["Tags"].split(",")) <= 5
    assert {"Requires at least", "Tested up to", "Requires PHP", "Stable tag"} <= set(
        readme.headers
    )
    assert {"Description", "Installation", "Frequently Asked Questions", "Changelog"} <= set(
        readme.sections
    )
    services = readme.sections["External services"]
    for named in ("alterproduct.com", "alter/v1/proof", "terms of use", "privacy policy"):
        assert named in services
    assert f"<h4>{readme.headers['Stable tag']}</h4>" in readme.sections["Changelog"]
