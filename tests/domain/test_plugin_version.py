"""Plugin versions compare as numbers, part by part."""

from __future__ import annotations

import pytest

from connector.domain.plugin_version import PluginVersion


@pytest.mark.parametrize(
    ("older", "newer"),
    [("0.9.9", "0.10.0"), ("1", "1.0.1"), ("1.2", "1.3-rc.1"), ("9.0.0", "10"), ("0.0.0", "0.0.1")],
)
def test_older_is_less(older: str, newer: str) -> None:
    assert PluginVersion.parse(older) < PluginVersion.parse(newer)


@pytest.mark.parametrize(
    ("one", "other"), [("1", "1.0.0"), ("1.2.0-beta.1", "1.2"), ("01.2", "1.2")]
)
def test_the_same_version_in_other_words(one: str, other: str) -> None:
    assert PluginVersion.parse(one) == PluginVersion.parse(other)


@pytest.mark.parametrize("text", ["", "v1", "1.", ".1", "1.2.3.4", "1,2", "1.2.\u0663", "1" * 6])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="looks like"):
        PluginVersion.parse(text)
