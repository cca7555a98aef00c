"""The plugin's texts: the template is the source's, and translations are whole."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

from scripts import plugin_texts

POLISH = plugin_texts.LANGUAGES / "alter-connector-pl_PL.po"

pytestmark = pytest.mark.skipif(
    not plugin_texts.is_possible(), reason="gettext is not on this machine"
)


def test_template_and_translations_are_current() -> None:
    """Otherwise: scripts/plugin-pot, and translate what is new."""
    assert plugin_texts.behind() == []


def test_the_template_is_the_same_every_time() -> None:
    """No date, line number or path of this machine."""
    assert plugin_texts.template() == plugin_texts.template()
    assert str(Path.cwd()) not in plugin_texts.template()
    assert "POT-Creation-Date" not in plugin_texts.template()


def test_every_character_of_a_text_reaches_the_template() -> None:
    """WordPress finds a translation by the whole text: one that lost its quotation marks is never found."""
    assert 'msgid "— No change —"' in plugin_texts.template()
    assert "“%s” is not a design." in plugin_texts.template()


def test_placeholders_are_explained_to_translators() -> None:
    assert plugin_texts.unexplained() == []


def test_a_wrong_placeholder_is_refused(tmp_path: Path) -> None:
    """What is compiled was checked: a lost %s would be a fatal error in the shop."""
    broken = tmp_path / "x.po"
    broken.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        '#, php-format\nmsgid "%s of %d"\nmsgstr "%d"\n',
        encoding="utf-8",
    )
    with pytest.raises(SystemExit):
        plugin_texts.compiled(broken)


def test_a_placeholder_left_out_is_found(tmp_path: Path) -> None:
    """Of an order's number the shop would show none."""
    careless = tmp_path / "x.po"
    careless.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "%1$s of %2$s"\nmsgstr "%2$s: %1$s"\n\n'
        'msgid "%s binding"\nmsgid_plural "%s bindings"\nmsgstr[0] "%s"\nmsgstr[1] "wiele"\n',
        encoding="utf-8",
    )
    assert plugin_texts.unlike(careless) == [
        "x.po: 'wiele' has other placeholders than '%s bindings'"
    ]


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, "Aktywowano %s powiązań."),
        (1, "Aktywowano %s powiązanie."),
        (2, "Aktywowano %s powiązania."),
        (5, "Aktywowano %s powiązań."),
        (12, "Aktywowano %s powiązań."),
        (22, "Aktywowano %s powiązania."),
        (112, "Aktywowano %s powiązań."),
    ],
)
def test_polish_counts_as_poles_do(count: int, told: str) -> None:
    with POLISH.with_suffix(".mo").open("rb") as binary:
        polish = gettext.GNUTranslations(binary)
    assert polish.ngettext("%s binding activated.", "%s bindings activated.", count) == told


def test_nothing_is_left_in_english() -> None:
    """What reads the same in both: names, and words that Polish has too."""
    same = {text for text, told in plugin_texts.pairs(POLISH) if text == told}
    assert same == {
        *("Alter", "Alter 3D", "Alter Product Connector"),
        *("Alter Product Connector for WooCommerce", "Alter Product Connector: %s", "%1$s: %2$s"),
        *("Log", "Plan", "Status", "status %d"),
    }
