"""What a product's page loads for us."""

from __future__ import annotations

import gzip

from .shop import ASSETS, SCRIPTS


def weight(*names: str) -> int:
    """As a server sends them, one by one."""
    return sum(len(gzip.compress((ASSETS / name).read_bytes(), 6)) for name in names)


def test_the_scripts_are_light() -> None:
    """At most 8 KB in all."""
    assert weight(*SCRIPTS) <= 8 * 1024


def test_the_style_is_light() -> None:
    assert weight("shopper.css") <= 2 * 1024


def test_every_script_of_shoppers_is_weighed() -> None:
    assert {path.name for path in ASSETS.glob("shopper*.js")} == set(SCRIPTS)


def test_no_script_needs_jquery() -> None:
    """It is told of an added line where it is there."""
    for name in SCRIPTS:
        text = (ASSETS / name).read_text()
        assert "$(" not in text
        assert text.count("window.jQuery") == (2 if name == "shopper-place.js" else 0)
