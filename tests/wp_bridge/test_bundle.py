"""The zip that is never built: whole or in pieces, it is what zip readers take for one."""

from __future__ import annotations

import base64
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wp_bridge.bundle import MOST_BYTES, Bundle, Entry, Slice

VECTOR = json.loads((Path(__file__).parents[1] / "vectors" / "bundle.json").read_text())
FILES: Mapping[str, bytes] = {
    "manifest.json": b'{"_connector":{}}',
    f"{'a' * 64}.png": b"\x89PNG" + bytes(range(256)) * 5,
    f"{'b' * 64}.glb": b"glTF" * 700,
    f"{'c' * 64}.bin": b"",
}


def entries(files: Mapping[str, bytes]) -> list[Entry]:
    return [Entry(name, len(body), zlib.crc32(body)) for name, body in files.items()]


def sent(bundle: Bundle, files: Mapping[str, bytes], start: int, end: int) -> bytes:
    pieces = []
    for segment in bundle.segments(start, end):
        if isinstance(segment, Slice):
            pieces.append(files[segment.name][segment.start : segment.end])
        else:
            pieces.append(segment)
    return b"".join(pieces)


def whole(files: Mapping[str, bytes]) -> bytes:
    bundle = Bundle(entries(files))
    return sent(bundle, files, 0, bundle.size)


def test_a_bundle_is_what_the_plugin_reads() -> None:
    files = {each["path"]: base64.b64decode(each["bytes"]) for each in VECTOR["files"]}
    assert whole(files) == base64.b64decode(VECTOR["zip"])


def test_a_zip_reader_finds_every_file_stored() -> None:
    """Names, bytes, checksums; nothing compressed, nothing executable, no date of today."""
    body = whole(FILES)
    assert len(body) == Bundle(entries(FILES)).size
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == dict(FILES)
        for info in archive.infolist():
            assert info.compress_type == zipfile.ZIP_STORED
            assert info.date_time == (1980, 1, 2, 0, 0, 0)
            assert info.external_attr >> 16 == 0o100644


def test_the_same_files_make_the_same_bytes() -> None:
    assert whole(FILES) == whole(dict(FILES))


@given(st.data())
def test_any_range_is_that_part_of_the_whole(data: st.DataObject) -> None:
    """Cut anywhere, in headers as in files; what is put together again is the whole."""
    body, bundle = whole(FILES), Bundle(entries(FILES))
    start = data.draw(st.integers(0, bundle.size))
    end = data.draw(st.integers(start, bundle.size))
    assert sent(bundle, FILES, start, end) == body[start:end]


@pytest.mark.parametrize(
    "name",
    [
        "../evil.png",
        "/etc/passwd",
        "a/b.png",
        "C:\\x.png",
        ".htaccess",
        "x.tar.gz",
        "ż.png",
        "a\x00.png",
        "x.png\n",
        "",
    ],
)
def test_names_that_are_not_ours_never_get_into_a_zip(name: str) -> None:
    """Zip-slip cannot be written here, whatever comes from above."""
    with pytest.raises(ValueError, match="name"):
        Bundle([Entry(name, 1, 0)])


def test_what_a_plain_zip_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="one name"):
        Bundle([Entry("a.png", 1, 0), Entry("a.png", 1, 0)])
    with pytest.raises(ValueError, match="size"):
        Bundle([Entry("a.png", MOST_BYTES + 1, 0)])
    with pytest.raises(ValueError, match="64-bit"):
        Bundle([Entry("a.png", MOST_BYTES // 2, 0), Entry("b.png", MOST_BYTES // 2, 0)])
    with pytest.raises(ValueError, match="entries"):
        Bundle([Entry(f"{number}.png", 0, 0) for number in range(65_535)])
