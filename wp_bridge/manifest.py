"""`manifest.json` of a design whose files lie in the shop: its one writer, and its one reader.

Experimental: Alter documents none of its inside. What the design import said keeps its own top-level keys as they
are; what we add lies under one key, `_connector` (`manifest.schema.json`). If Alter ever documents a format, it is
written here and nowhere else.

Canonical form: UTF-8, keys sorted by code point, no white space, no newline at the end. The hash of a manifest is
the lower-case hex SHA-256 of its exact bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, NoReturn

from wp_bridge.errors import ManifestFault, ManifestInvalid
from wp_bridge.media import BY_EXTENSION

OURS = "_connector"
FORMAT = 1
GENERATOR = "alter-connector"
FILE_NAME = "manifest.json"
LARGEST = 5 * 1024 * 1024
"""Bytes of a manifest, written or read."""

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SEGMENT = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}", re.ASCII)
_MOST_FILES = 20_000
_LONGEST = 200


@dataclass(frozen=True)
class ManifestFile:
    """`path` is relative to the folder of the manifest; `id` and `kind` are Alter's."""

    id: str
    kind: str
    path: str
    media_type: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`files` is None where a manifest says nothing under our key: somebody else wrote it."""

    design_id: int | None
    files: Sequence[ManifestFile] | None


def written(payload: Mapping[str, Any], design_id: int, files: Sequence[ManifestFile]) -> bytes:
    """A manifest. Whatever the payload has under our key is replaced. Raises ManifestInvalid."""
    listed = [
        {
            "id": each.id,
            "kind": each.kind,
            "path": each.path,
            "mediaType": each.media_type,
            "bytes": each.bytes,
            "sha256": each.sha256,
        }
        for each in sorted(files, key=lambda file: (file.id, file.path))
    ]
    ours = {"format": FORMAT, "generator": GENERATOR, "designId": design_id, "files": listed}
    return canonical({**payload, OURS: ours})


def canonical(value: Any) -> bytes:
    """Raises ManifestInvalid for what has no such form: lone surrogates, NaN, bottomless nesting."""
    try:
        text = json.dumps(
            value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )
        found = text.encode()
    except (ValueError, TypeError, RecursionError):
        raise ManifestInvalid("malformed", "it holds what JSON cannot carry") from None
    if len(found) > LARGEST:
        raise ManifestInvalid("tooLarge", f"it is larger than {LARGEST // 2**20} MiB")
    return found


def manifest_hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def parsed(body: bytes) -> dict[str, Any]:
    """A JSON object, whatever is in it. Raises ManifestInvalid, which never quotes a byte of it."""
    if len(body) > LARGEST:
        raise ManifestInvalid("tooLarge", f"it is larger than {LARGEST // 2**20} MiB")
    try:
        found = json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        code: ManifestFault = "html" if _looks_like_html(body) else "notJson"
        raise ManifestInvalid(code, "it is not JSON") from None
    if not isinstance(found, dict):
        raise ManifestInvalid("notJson", "it is not a JSON object")
    return found


def read(body: bytes) -> Manifest:
    """Raises ManifestInvalid for what is no manifest, and for one whose list of files cannot be trusted."""
    ours = parsed(body).get(OURS)
    if ours is None:
        return Manifest(None, None)
    if not isinstance(ours, dict) or ours.get("format") != FORMAT:
        raise ManifestInvalid("malformed", f"{OURS}.format is not {FORMAT}")
    design_id, listed = ours.get("designId"), ours.get("files")
    if type(design_id) is not int or not isinstance(listed, list) or len(listed) > _MOST_FILES:
        raise ManifestInvalid("malformed", f"{OURS} lacks designId or files")
    files = tuple(_file(each, number) for number, each in enumerate(listed))
    if len({each.path for each in files}) != len({(each.path, each.sha256) for each in files}):
        raise ManifestInvalid("malformed", "two different files have one path")
    return Manifest(design_id, files)


def schema() -> dict[str, Any]:
    """The JSON Schema that ships with this package."""
    text = resources.files("wp_bridge").joinpath("manifest.schema.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _file(found: Any, number: int) -> ManifestFile:
    where = f"{OURS}.files.{number}"
    if not isinstance(found, dict):
        raise ManifestInvalid("malformed", f"{where} is not an object")
    texts = {name: found.get(name) for name in ("id", "kind", "path", "mediaType", "sha256")}
    for name, value in texts.items():
        if not isinstance(value, str) or not value or len(value) > _LONGEST:
            raise ManifestInvalid("malformed", f"{where}.{name} is not a short text")
    size = found.get("bytes")
    if type(size) is not int or size < 0:
        raise ManifestInvalid("malformed", f"{where}.bytes is not a size")
    if not _HASH.fullmatch(str(texts["sha256"])):
        raise ManifestInvalid("malformed", f"{where}.sha256 is not a SHA-256 in lower-case hex")
    return ManifestFile(
        id=str(texts["id"]),
        kind=str(texts["kind"]),
        path=_checked_path(str(texts["path"]), where),
        media_type=str(texts["mediaType"]),
        bytes=size,
        sha256=str(texts["sha256"]),
    )


def _checked_path(path: str, where: str) -> str:
    """A plain way down from the manifest's folder, to a kind of file that nothing runs."""
    if any(not _SEGMENT.fullmatch(segment) for segment in path.split("/")):
        raise ManifestInvalid("forbiddenPath", f"{where}.path is not a plain relative path")
    if path.rpartition(".")[2] not in BY_EXTENSION or path.count(".") > 1:
        raise ManifestInvalid("forbiddenType", f"{where}.path has an extension that is not allowed")
    return path


def _looks_like_html(body: bytes) -> bool:
    return body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
