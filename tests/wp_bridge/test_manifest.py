"""`manifest.json`: one form of the same content, and nothing in a foreign one is believed."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wp_bridge.errors import ManifestInvalid
from wp_bridge.manifest import (
    LARGEST,
    OURS,
    ManifestFile,
    canonical,
    manifest_hash,
    parsed,
    read,
    schema,
    written,
)
from wp_bridge.media import BY_EXTENSION

FILE = ManifestFile("7df7", "model", f"{'a' * 64}.glb", "model/gltf-binary", 12, "a" * 64)
PAYLOAD: dict[str, Any] = {
    "title": "Zażółć",
    "id": 381,
    "payload": {"b": [1.5, True, None], "a": "\u2028"},
    "files": [{"id": "7df7"}],
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
).filter(lambda value: "\\ud" not in json.dumps(value))


def fault(body: bytes) -> str:
    with pytest.raises(ManifestInvalid) as caught:
        read(body)
    return caught.value.code


def with_file(**changes: Any) -> bytes:
    file = {
        "id": "7df7",
        "kind": "model",
        "path": FILE.path,
        "mediaType": "model/gltf-binary",
        "bytes": 12,
        "sha256": "a" * 64,
    } | changes
    return json.dumps({OURS: {"format": 1, "designId": 381, "files": [file]}}).encode()


def test_the_exact_bytes() -> None:
    """Keys by code point at every depth, no white space, UTF-8, no newline at the end."""
    body = written({"ż": 1, "a": {"y": 2, "x": "é"}}, 381, [FILE])
    ours = (
        '{"designId":381,"files":[{"bytes":12,"id":"7df7","kind":"model","mediaType":'
        f'"model/gltf-binary","path":"{FILE.path}","sha256":"{FILE.sha256}"}}],"format":1,'
        '"generator":"alter-connector"}'
    )
    assert body.decode() == f'{{"_connector":{ours},"a":{{"x":"é","y":2}},"ż":1}}'
    assert manifest_hash(body) == hashlib.sha256(body).hexdigest()


def test_alters_own_keys_are_kept_and_ours_lie_under_one() -> None:
    """Also when the payload has a key of that name, which would be a manifest of another import."""
    found = json.loads(written(PAYLOAD | {OURS: {"files": "mine"}}, 381, [FILE]))
    ours = found.pop(OURS)
    assert found == PAYLOAD
    assert ours["designId"] == 381
    assert [file["id"] for file in ours["files"]] == ["7df7"]


def test_what_is_written_is_read_again() -> None:
    other = replace(FILE, id="0001", path=f"{'b' * 64}.png", sha256="b" * 64)
    found = read(written(PAYLOAD, 381, [FILE, other]))
    assert (found.design_id, found.files) == (381, (other, FILE))


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), json_values, max_size=4))
def test_the_same_content_has_one_form(payload: dict[str, Any]) -> None:
    """Whatever order its keys came in, and through a second reading and writing."""
    body = canonical(payload)
    assert canonical(dict(reversed(payload.items()))) == body
    assert canonical(parsed(body)) == body


def test_what_json_cannot_carry_is_refused() -> None:
    """Lone surrogates (a JSON text may name them), numbers that are none, depth without end, too much."""
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    for value in ("\ud800", float("nan"), float("inf"), deep, {"a": object()}):
        with pytest.raises(ManifestInvalid) as caught:
            canonical(value)
        assert caught.value.code == "malformed"
    with pytest.raises(ManifestInvalid) as caught:
        canonical("x" * LARGEST)
    assert caught.value.code == "tooLarge"


def test_a_manifest_of_somebody_else_names_no_files() -> None:
    found = read(b'\xef\xbb\xbf{"scene": "mug"}')
    assert (found.design_id, found.files) == (None, None)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<!doctype html><title>404</title>", "html"),
        (b" \n<p>Maintenance", "html"),
        (b"not json", "notJson"),
        (b"\xff\xfe", "notJson"),
        (b"[1]", "notJson"),
        (b'{"a": NaN}', "notJson"),
        (b"[" * 200_000, "notJson"),
        (b" " * (LARGEST + 1), "tooLarge"),
        (b'{"_connector": []}', "malformed"),
        (b'{"_connector": {"format": 2, "designId": 1, "files": []}}', "malformed"),
        (b'{"_connector": {"format": 1, "designId": true, "files": []}}', "malformed"),
        (b'{"_connector": {"format": 1, "designId": 1, "files": [7]}}', "malformed"),
        (with_file(bytes=-1), "malformed"),
        (with_file(bytes=1.5), "malformed"),
        (with_file(sha256="A" * 64), "malformed"),
        (with_file(id=""), "malformed"),
        (with_file(kind=None), "malformed"),
    ],
)
def test_what_is_no_manifest_is_refused_with_a_code(body: bytes, code: str) -> None:
    """And without a byte of it in the message."""
    assert fault(body) == code
    with pytest.raises(ManifestInvalid) as caught:
        read(body)
    assert "Maintenance" not in str(caught.value)


PATHS = {
    "../../wp-config.json": "forbiddenPath",
    "/etc/x.json": "forbiddenPath",
    "a//b.png": "forbiddenPath",
    "a/./b.png": "forbiddenPath",
    "https://evil.example/x.png": "forbiddenPath",
    "a\\b.png": "forbiddenPath",
    "a%2fb.png": "forbiddenPath",
    "x.png?y=1": "forbiddenPath",
    ".htaccess": "forbiddenPath",
    "shell.php": "forbiddenType",
    "shell.php.png": "forbiddenType",
    "logo.svg": "forbiddenType",
    "run.js": "forbiddenType",
    "noextension": "forbiddenType",
    "a.png/b.png": "forbiddenType",
    "textures/wood.png": None,
    "A-b_c.glb": None,
}


@pytest.mark.parametrize("path", PATHS)
def test_paths_stay_below_the_manifest_and_name_what_nothing_runs(path: str) -> None:
    """The schema that ships says the same of each."""
    code, body = PATHS[path], with_file(path=path)
    if code is None:
        assert read(body).files is not None
    else:
        assert fault(body) == code
    ours = schema()["properties"][OURS]["properties"]["files"]["items"]["properties"]
    assert bool(re.search(ours["path"]["pattern"], path)) is (code is None)


def test_two_different_files_of_one_path_are_refused() -> None:
    """The same one may be named twice: a design may use one picture in two places."""
    found = json.loads(with_file())
    files = found[OURS]["files"]
    files.append(files[0] | {"id": "other"})
    assert len(read(json.dumps(found).encode()).files or ()) == 2
    files[1]["sha256"] = "b" * 64
    assert fault(json.dumps(found).encode()) == "malformed"


def test_the_schema_knows_what_is_written() -> None:
    """Its required keys are those of the writer, and its extensions those of the list."""
    ours = json.loads(written({}, 381, [FILE]))[OURS]
    described = schema()["properties"][OURS]
    assert set(described["required"]) == set(described["properties"]) == set(ours)
    item = described["properties"]["files"]["items"]
    assert set(item["required"]) == set(item["properties"]) == set(ours["files"][0])
    listed = re.search(r"\(([a-z0-9|]+)\)\$$", item["properties"]["path"]["pattern"])
    assert listed is not None
    assert set(listed[1].split("|")) == set(BY_EXTENSION)
