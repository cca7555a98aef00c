"""The plugin's texts: `scripts/plugin-pot`. The template is made anew from the source, translations follow it.

The same source gives the same bytes anywhere: no dates, no line numbers, no paths of this machine.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

PLUGIN = Path(__file__).parents[1] / "wp_bridge" / "plugin"
LANGUAGES = PLUGIN / "languages"
DOMAIN = "alter-connector"
TEMPLATE = LANGUAGES / f"{DOMAIN}.pot"

# WordPress' functions, and which of their arguments are text, plural and context.
KEYWORDS = (
    *("__:1", "_e:1", "esc_html__:1", "esc_html_e:1", "esc_attr__:1", "esc_attr_e:1"),
    *("_x:1,2c", "_ex:1,2c", "esc_html_x:1,2c", "esc_attr_x:1,2c"),
    *("_n:1,2", "_n_noop:1,2", "_nx:1,2,4c", "_nx_noop:1,2,3c"),
)
PLACEHOLDER = re.compile(r"%(?:\d+\$)?[sd]")
# Shown in the list of plugins, and translated there by WordPress.
HEADERS = ("Plugin Name", "Description")

_HEADER = f"""\
# Texts of the plugin "Alter Product Connector for WooCommerce", under the plugin's licence (GPL-2.0-or-later).
msgid ""
msgstr ""
"Project-Id-Version: Alter Product Connector for WooCommerce\\n"
"Report-Msgid-Bugs-To: \\n"
"Last-Translator: \\n"
"Language-Team: \\n"
"Language: \\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n"
"X-Domain: {DOMAIN}\\n"
"""


def is_possible() -> bool:
    """Whether gettext's tools are here."""
    return all(
        shutil.which(tool)
        for tool in ("xgettext", "msguniq", "msgmerge", "msgfmt", "msgattrib", "msgcat")
    )


def template() -> str:
    """What the template should be."""
    files = sorted(path.relative_to(PLUGIN).as_posix() for path in PLUGIN.rglob("*.php"))
    found = _run(
        "xgettext",
        *("--language=PHP", "--from-code=UTF-8", "--output=-", "--no-wrap"),
        *("--add-comments=translators", "--add-location=file", "--sort-by-file"),
        "--keyword",
        *(f"--keyword={word}" for word in KEYWORDS),
        *files,
        cwd=PLUGIN,
    )
    # Its header carries a date, so ours stands instead. Told to write none, xgettext drops all but ASCII from texts.
    entries = found.decode().partition("\n\n")[2]
    whole = f"{_HEADER}\n{''.join(_headers())}{entries}"
    # The plugin's name stands in a header and in the code.
    return _run("msguniq", "--no-wrap", "-", stdin=whole.encode()).decode()


def unexplained() -> list[str]:
    """Texts with placeholders that no comment explains to translators."""
    entries = TEMPLATE.read_text(encoding="utf-8").split("\n\n")
    return [
        entry
        for entry in entries
        if re.search(r"^#,.*\bphp-format", entry, re.MULTILINE) and "#. translators:" not in entry
    ]


def translations() -> list[Path]:
    return sorted(LANGUAGES.glob(f"{DOMAIN}-*.po"))


def merged(translation: Path, against: Path) -> bytes:
    """A translation with the texts of a template: new ones empty, old ones gone, nothing guessed."""
    whole = _run(
        "msgmerge",
        *("--quiet", "--no-fuzzy-matching", "--no-wrap", "--output-file=-"),
        *(str(translation), str(against)),
    )
    return _run("msgattrib", "--no-obsolete", "--no-wrap", "-", stdin=whole)


def compiled(translation: Path) -> bytes:
    """The .mo of a translation. Refuses one whose placeholders or plural forms are wrong."""
    # A file: to standard output msgfmt writes nothing when it is told to check.
    with tempfile.TemporaryDirectory() as folder:
        binary = Path(folder) / "mo"
        _run(
            "msgfmt",
            *("--check", "--no-hash", "--endianness=little"),
            *(f"--output-file={binary}", str(translation)),
        )
        return binary.read_bytes()


def untranslated(translation: Path) -> int:
    """How many texts have no translation, or a guessed one."""
    left = _run("msgattrib", "--untranslated", "--no-wrap", str(translation))
    guessed = _run("msgattrib", "--only-fuzzy", "--no-wrap", str(translation))
    return sum(_texts(part) for part in (left, guessed))


def pairs(translation: Path) -> Iterator[tuple[str, str]]:
    """Each text with its translation; a text with plural forms comes once with each, as its own plural."""
    whole = _run("msgcat", "--no-wrap", str(translation)).decode()
    for entry in re.sub(r'"\n"', "", whole).split("\n\n")[1:]:
        texts = re.findall(r'^msgid(?:_plural)? "(.*)"$', entry, re.MULTILINE)
        for told in re.findall(r'^msgstr(?:\[\d\])? "(.*)"$', entry, re.MULTILINE):
            yield texts[-1], told


def unlike(translation: Path) -> list[str]:
    """Translations whose placeholders are not their text's. msgfmt looks only at texts that xgettext took for
    formats, and allows a plural form to leave one out."""
    return [
        f"{translation.name}: {told!r} has other placeholders than {text!r}"
        for text, told in pairs(translation)
        if told and sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(told))
    ]


def behind() -> list[str]:
    """What does not fit the source; empty when all does."""
    wanted = template()
    if not TEMPLATE.exists() or TEMPLATE.read_text(encoding="utf-8") != wanted:
        return [f"{TEMPLATE.name} is not what the source says"]
    found = []
    for translation in translations():
        if merged(translation, TEMPLATE) != translation.read_bytes():
            found.append(f"{translation.name} does not follow the template")
        binary = translation.with_suffix(".mo")
        if not binary.exists() or binary.read_bytes() != compiled(translation):
            found.append(f"{binary.name} is not compiled from its translation")
        if missing := untranslated(translation):
            found.append(f"{translation.name} lacks {missing} texts")
        found += unlike(translation)
    return found


def write() -> None:
    TEMPLATE.parent.mkdir(exist_ok=True)
    TEMPLATE.write_text(template(), encoding="utf-8")
    for translation in translations():
        translation.write_bytes(merged(translation, TEMPLATE))
        translation.with_suffix(".mo").write_bytes(compiled(translation))


def _headers() -> Iterator[str]:
    text = (PLUGIN / f"{DOMAIN}.php").read_text(encoding="utf-8")
    for name in HEADERS:
        if found := re.search(rf"^ \* {name}: +(.+)$", text, re.MULTILINE):
            value = found[1].strip().replace("\\", "\\\\").replace('"', '\\"')
            yield f'#. {name} of the plugin\n#: {DOMAIN}.php\nmsgid "{value}"\nmsgstr ""\n\n'


def _texts(part: bytes) -> int:
    """Entries of a catalogue, its header not counted."""
    return len(re.findall(rb'^msgid "(?!"\nmsgstr)', part, re.MULTILINE))


def _run(*command: str, cwd: Path | None = None, stdin: bytes | None = None) -> bytes:
    done = subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stderr.decode(errors="replace") or f"{command[0]} failed")
    return done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/plugin-pot", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="change nothing; 1 if something is behind"
    )
    check = parser.parse_args().check
    if not is_possible():
        raise SystemExit("gettext is not on this machine (Debian: apt-get install gettext).")
    if not check:
        write()
    faults = behind()
    print("\n".join(faults) or "The texts are current.", file=sys.stderr if faults else sys.stdout)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
