"""The plugin's layers: protocol < state < service < checks < rooms < cli; rooms do not know each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "wp_bridge" / "plugin" / "src"

BELOW = {
    "protocol": {"protocol"},
    "state": {"protocol", "state"},
    "service": {"protocol", "state", "service"},
    "checks": {"protocol", "state", "service", "checks"},
}
"""What each shared layer may name; a room may name all of them and itself."""

ABOVE = {"cli": {"care", "connect", "designs", "orders"}}
"""Commands are another way in to what rooms do, and no room knows them."""

_NAMED = re.compile(r"AlterConnector\\([A-Z][A-Za-z_]*)\\")
_WORDPRESS = re.compile(
    r"(?<![>:$\w])(?:wp_\w+|get_option|update_option|add_action|add_filter|apply_filters|__|_x|_n"
    r"|home_url|site_url|is_wp_error|current_user_can|wc_\w+)\(|\$wpdb"
)


def sources() -> Iterator[tuple[str, Path, str]]:
    """(layer, file, code without comments) of every class in a layer or room."""
    for path in sorted(SOURCE.rglob("*.php")):
        layer = path.relative_to(SOURCE).parts[0]
        if layer != path.name:
            code = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(), flags=re.DOTALL)
            yield layer, path, code


def test_the_layers_are_there() -> None:
    """Otherwise the tests below would read nothing and be content."""
    assert {layer for layer, _, _ in sources()} >= BELOW.keys()


def test_every_class_names_only_what_lies_below_it() -> None:
    offences = []
    for layer, path, code in sources():
        allowed = BELOW.get(layer, BELOW["checks"] | {layer} | ABOVE.get(layer, set()))
        named = {name.lower().replace("_", "-") for name in _NAMED.findall(code)}
        offences += [f"{path.relative_to(SOURCE)} names {name}" for name in named - allowed]
    assert not offences


def test_the_protocol_knows_no_wordpress() -> None:
    """It is what PHP and Python agree on, and is tested without a site."""
    offences = [
        f"{path.relative_to(SOURCE)}: {found[0]}"
        for layer, path, code in sources()
        if layer == "protocol" and (found := _WORDPRESS.search(code))
    ]
    assert not offences
