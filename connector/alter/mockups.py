"""Reading a product's `media.mockups`: the documents show the list, and nothing of what is in it.

So nothing is expected of an entry but that somewhere in it stands the address of a protected file.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from connector.alter.endpoints import endpoint

_MARK = "/file/protected/"
_DEEPEST = 4
_MOST = 200
# The names of `media.img`; a picker shows pictures the size of a stamp.
_PREFERRED = ("medium", "small")


def mockup_key(mockups: object) -> str | None:
    """The storage key of one mockup, medium-sized if sizes are named; None if there is none to be read.

    The key, not the address: a signature in it expires long before what shows the picture.
    """
    found: dict[str, str] = {}
    for number, (name, text) in enumerate(_texts("", mockups, _DEEPEST)):
        key = _key(text)
        if key is not None:
            found.setdefault(name, key)
        if number > _MOST:
            break
    preferred = (found[name] for name in _PREFERRED if name in found)
    return next(preferred, next(iter(found.values()), None))


def _texts(name: str, value: object, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif depth and isinstance(value, dict):
        for each, inner in value.items():
            yield from _texts(each, inner, depth - 1)
    elif depth and isinstance(value, list):
        for inner in value:
            yield from _texts(name, inner, depth - 1)


def _key(address: str) -> str | None:
    try:
        key = unquote(urlsplit(address).path.partition(_MARK)[2], errors="strict")
        endpoint("protected_file").url_path({"key": key})
    except ValueError:
        return None
    return key
