"""One design import as Alter tells it. Of its inside the documents show `files[].id` alone, so everything else is
read if it is there, under the names that the documents use elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from connector.alter.errors import AlterMalformed

_ENDPOINT = "get_design_import"
_ID = re.compile(r"[A-Za-z0-9_.~-]{1,200}", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_LONGEST = 200
_TITLE = 500
_LARGEST_ID = 2**53


@dataclass(frozen=True)
class ImportedFile:
    """A descriptor; None and "" stand for what it does not say."""

    id: str
    kind: str
    name: str
    media_type: str
    bytes: int | None
    sha256: str | None


@dataclass(frozen=True)
class DesignImportAnswer:
    """`payload` is the whole answer as it was; `eligible` False: the plan does not include imports."""

    payload: Mapping[str, Any]
    title: str
    product_id: int | None
    eligible: bool
    files: Sequence[ImportedFile]


def read_design_import(body: bytes) -> DesignImportAnswer:
    """Raises AlterMalformed. Numbers and texts stay as they are: the payload is passed on."""
    try:
        found = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise AlterMalformed("not JSON", endpoint=_ENDPOINT) from None
    if not isinstance(found, dict):
        raise AlterMalformed("not an object", endpoint=_ENDPOINT)
    if found.get("eligible") is False:
        return DesignImportAnswer(found, "", None, False, ())
    places = [found, *(found[name] for name in ("design", "payload") if _is_object(found, name))]
    return DesignImportAnswer(
        payload=found,
        title=_text(_first(places, "title", "name"), _TITLE),
        product_id=_number(_first(places, "productId")),
        eligible=True,
        files=_files(_first(places, "files")),
    )


def _files(listed: Any) -> Sequence[ImportedFile]:
    if not isinstance(listed, list):
        raise AlterMalformed("it names no files", endpoint=_ENDPOINT)
    files = [_file(each) for each in listed]
    if len({each.id for each in files}) != len(files):
        raise AlterMalformed("two files have one id", endpoint=_ENDPOINT)
    return files


def _file(found: Any) -> ImportedFile:
    if not isinstance(found, dict):
        raise AlterMalformed("a file without an id", endpoint=_ENDPOINT)
    file_id = found.get("id")
    text = str(file_id) if isinstance(file_id, str | int) else ""
    if not _ID.fullmatch(text) or text in (".", ".."):
        raise AlterMalformed("a file without a usable id", endpoint=_ENDPOINT)
    sha256 = _text(found.get("sha256"), 64).lower()
    return ImportedFile(
        id=text,
        kind=_text(_first([found], "kind", "type", "role"), _LONGEST) or "file",
        name=_text(_first([found], "fileName", "filename", "name"), _LONGEST),
        media_type=_text(_first([found], "mime", "mimeType", "mediaType", "contentType"), _LONGEST),
        bytes=_number(_first([found], "size", "bytes", "fileSize")),
        sha256=sha256 if _HASH.fullmatch(sha256) else None,
    )


def _first(places: Sequence[Mapping[str, Any]], *names: str) -> Any:
    for place in places:
        for name in names:
            if place.get(name) is not None:
                return place[name]
    return None


def _text(value: Any, longest: int) -> str:
    """Printable and short: people are shown it, and PostgreSQL takes no NUL. Of several languages, one."""
    if isinstance(value, dict):
        value = value.get("en") or next(iter(value.values()), "")
    if not isinstance(value, str):
        return ""
    return "".join(char if char.isprintable() else " " for char in value)[:longest].strip()


def _number(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value < _LARGEST_ID else None


def _is_object(found: Mapping[str, Any], name: str) -> bool:
    return isinstance(found.get(name), dict)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
