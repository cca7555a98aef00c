"""The plugin's texts: the template is the source's, and translations are whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import plugin_texts

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
