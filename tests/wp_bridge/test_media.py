"""Kinds of files by their bytes: what nothing runs is on the list, and nothing else passes."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from connector.sandbox.content import model
from connector.sandbox.pictures import png, webp
from wp_bridge.media import BY_EXTENSION, HEAD, forbidden_kind, sniffed

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "media.json").read_text())
KINDS: dict[str, bytes] = {
    "png": png("mug", "#336699", 16),
    "webp": webp("mug", "#336699", 16),
    "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "gif": b"GIF89a\x01\x00",
    "avif": b"\x00\x00\x00\x20ftypavif\x00",
    "mp4": b"\x00\x00\x00\x20ftypisom\x00",
    "hdr": b"#?RADIANCE\n",
    "ktx2": b"\xabKTX 20\xbb\r\n\x1a\n\x00",
    "glb": model("x", "#336699").read(0, 64),
    "woff": b"wOFF\x00\x01\x00\x00",
    "woff2": b"wOF2\x00\x01\x00\x00",
    "ttf": b"\x00\x01\x00\x00\x00\x0c",
    "otf": b"OTTO\x00\x0c",
    "json": b'\xef\xbb\xbf \n{"layers": []}',
}
RUN: dict[str, bytes] = {
    "PHP": b"<?php system($_GET[0]);",
    "PHP after a picture's name": b"\n\n<?= `id` ?>",
    "HTML": b"<!DOCTYPE html><script>alert(1)</script>",
    "HTML with a mark": b"\xef\xbb\xbf<html>",
    "SVG": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>',
    "JavaScript": b"alert(document.domain)",
    "a shell script": b"#!/bin/sh\nid\n",
    "a program": b"\x7fELF\x02\x01\x01\x00",
    "a zip": b"PK\x03\x04\x14\x00\x00\x00",
    ".htaccess": b"AddType application/x-httpd-php .png\n",
    "nothing": b"",
    "another of the ftyp family": b"\x00\x00\x00\x20ftypqt  \x00",
}


@pytest.mark.parametrize("vector", VECTORS["kinds"], ids=lambda vector: vector["name"])
def test_kinds_match_their_vectors(vector: dict[str, Any]) -> None:
    """The plugin looks at the same bytes, and must not take what is refused here."""
    head = base64.b64decode(vector["head"])
    found = sniffed(head, declared=vector["declared"], name=vector["file"])
    assert (found and found.extension) == vector["ending"]


def test_the_types_match_their_vectors() -> None:
    assert {name: each.media_type for name, each in BY_EXTENSION.items()} == VECTORS["types"]


@pytest.mark.parametrize("extension", KINDS)
def test_a_known_kind_is_told_by_its_bytes(extension: str) -> None:
    """Whatever its sender says it is called."""
    for declared, name in (("", ""), ("text/html", "x.php"), ("image/svg+xml", "../../x.svg")):
        found = sniffed(KINDS[extension], declared=declared, name=name)
        assert found is BY_EXTENSION[extension]


@pytest.mark.parametrize("what", RUN)
def test_what_could_be_run_or_is_unknown_is_none(what: str) -> None:
    """Also when it calls itself a picture, a model's buffer or a font."""
    for declared, name in (
        ("", ""),
        ("image/png", "x.png"),
        ("application/octet-stream", "x.bin"),
        ("application/gltf-buffer", "scene.BIN"),
        ("font/woff2", "x.woff2"),
    ):
        assert sniffed(RUN[what], declared=declared, name=name) is None


def test_a_models_buffer_needs_a_word_and_bytes_that_are_no_text() -> None:
    """Bytes that look like nothing are one only if they are declared; text never is, nor hidden markup."""
    floats = bytes(range(256))
    assert sniffed(floats) is None
    assert sniffed(floats, declared="application/octet-stream") is BY_EXTENSION["bin"]
    assert sniffed(floats, name="Scene.BIN") is BY_EXTENSION["bin"]
    assert sniffed(b"plain words", name="scene.bin") is None
    assert sniffed(floats + b"<?php evil();", name="scene.bin") is None
    assert sniffed(b"\x00<ScRiPt >", name="scene.bin") is None


def test_gltf_is_json_that_says_so() -> None:
    body = b'{"asset": {"version": "2.0"}}'
    assert sniffed(body, name="scene.gltf") is BY_EXTENSION["gltf"]
    assert sniffed(body, declared="model/gltf+json") is BY_EXTENSION["gltf"]
    assert sniffed(body, name="scene.json") is BY_EXTENSION["json"]


def test_extensions_that_servers_run_are_not_on_the_list() -> None:
    dangerous = {
        "php",
        "phtml",
        "phar",
        "html",
        "htm",
        "js",
        "mjs",
        "svg",
        "xml",
        "htaccess",
        "css",
    }
    assert not dangerous & BY_EXTENSION.keys()
    assert all(extension == media.extension for extension, media in BY_EXTENSION.items())
    assert HEAD >= 512


@pytest.mark.parametrize(
    ("head", "word"),
    [
        (RUN["PHP"], "PHP"),
        (b"\x00\x01 <?php x", "PHP"),
        (RUN["SVG"], "SVG"),
        (RUN["HTML"], "HTML"),
        (RUN["a zip"], "a program or an archive"),
        (RUN["JavaScript"], "an unknown kind of file"),
    ],
)
def test_an_owner_is_told_what_it_looks_like(head: bytes, word: str) -> None:
    assert forbidden_kind(head) == word
