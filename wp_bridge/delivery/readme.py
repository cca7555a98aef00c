"""`readme.txt` in the dialect of wordpress.org: headers, sections, and a little Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from wp_bridge.errors import PluginNotBuildable

_SECTION = re.compile(r"== (.+?) ==")
_HEADING = re.compile(r"= (.+?) =")
_ITEM = re.compile(r"(?:\*|[0-9]+\.) +(.+)")
_INLINE = re.compile(
    r"`(?P<code>[^`]+)`|\*\*(?P<strong>[^*]+)\*\*|\[(?P<label>[^\]]+)\]\((?P<link>https://[^\s)]+)\)"
)


@dataclass(frozen=True)
class Readme:
    """`sections` by their titles, as HTML."""

    headers: dict[str, str]
    short_description: str
    sections: dict[str, str]

    @classmethod
    def parse(cls, text: str) -> Readme:
        """Raises PluginNotBuildable for a text without its parts."""
        top, *rest = re.split(r"^(?=== )", text, flags=re.MULTILINE)
        headers, short = _top(top)
        sections = {}
        for part in rest:
            title, _, body = part.partition("\n")
            found = _SECTION.fullmatch(title.strip())
            if found is None:
                raise PluginNotBuildable(f"readme.txt: {title!r} is no title of a section")
            sections[found[1]] = "".join(_blocks(body))
        return cls(headers, short, sections)


def _top(text: str) -> tuple[dict[str, str], str]:
    """Below the title stand the headers, then, apart, the one line that describes the plugin."""
    head, _, prose = text.partition("\n\n")
    headers = dict(re.findall(r"^([A-Z][A-Za-z ]*): (.+?)\s*$", head, re.MULTILINE))
    short = prose.strip()
    if not headers or not short or "\n" in short:
        raise PluginNotBuildable("readme.txt needs headers and one line that describes the plugin")
    return headers, short


def _blocks(body: str) -> Iterator[str]:
    """A block ends at an empty line; a heading is one, and a list."""
    for block in re.split(r"\n\s*\n", body.strip()):
        lines = [line.strip() for line in block.splitlines()]
        if lines and (heading := _HEADING.fullmatch(lines[0])):
            yield f"<h4>{_inline(heading[1])}</h4>"
            lines = lines[1:]
        if not lines:
            continue
        items = [_ITEM.fullmatch(line) for line in lines]
        if all(items):
            kind = "ol" if lines[0][0].isdigit() else "ul"
            yield (
                f"<{kind}>"
                + "".join(f"<li>{_inline(i[1])}</li>" for i in items if i)
                + f"</{kind}>"
            )
        else:
            yield f"<p>{_inline(' '.join(lines))}</p>"


def _inline(text: str) -> str:
    made, done = "", 0
    for found in _INLINE.finditer(text):
        made += escape(text[done : found.start()]) + _marked(found)
        done = found.end()
    return made + escape(text[done:])


def _marked(found: re.Match[str]) -> str:
    if found["code"]:
        return f"<code>{escape(found['code'])}</code>"
    if found["strong"]:
        return f"<strong>{escape(found['strong'])}</strong>"
    return f'<a href="{escape(found["link"])}">{escape(found["label"])}</a>'
