"""A design import as Alter may tell it: the documents show little, so much is read if it is there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connector.alter.design_import import ImportedFile, read_design_import
from connector.alter.errors import AlterMalformed

FILE = {
    "id": "7df7",
    "kind": "model",
    "fileName": "model.glb",
    "mime": "model/gltf-binary",
    "size": 12,
    "sha256": "A" * 64,
}


def body(**fields: Any) -> bytes:
    return json.dumps({"title": "Mug", "productId": 4, "files": [FILE]} | fields).encode()


def test_the_sandboxs_form() -> None:
    found = read_design_import(body())
    assert (found.title, found.product_id, found.eligible) == ("Mug", 4, True)
    assert found.files == [
        ImportedFile("7df7", "model", "model.glb", "model/gltf-binary", 12, "a" * 64)
    ]
    assert found.payload == json.loads(body())


def test_all_that_the_documents_promise_is_enough() -> None:
    """`files[].id`, as a text or a number."""
    found = read_design_import(b'{"files": [{"id": "7df7"}, {"id": 12}]}')
    assert (found.title, found.product_id) == ("", None)
    assert found.files == [
        ImportedFile("7df7", "file", "", "", None, None),
        ImportedFile("12", "file", "", "", None, None),
    ]


def test_it_may_be_wrapped_and_spelt_otherwise() -> None:
    wrapped = {"design": {"name": {"pl": "Kubek", "en": "Mug"}, "productId": 4}}
    files = [{"id": "a", "type": "image", "name": "a.png", "contentType": "image/png", "bytes": 3}]
    found = read_design_import(json.dumps(wrapped | {"files": files}).encode())
    assert (found.title, found.product_id) == ("Mug", 4)
    assert found.files == [ImportedFile("a", "image", "a.png", "image/png", 3, None)]


def test_numbers_stay_as_they_are() -> None:
    """The payload is passed on: nothing is rounded on the way."""
    found = read_design_import(b'{"files": [], "n": 123456789012345678901234567890, "f": 1.0}')
    assert found.payload["n"] == 123456789012345678901234567890
    assert isinstance(found.payload["f"], float)


def test_a_plan_without_imports_says_so() -> None:
    assert not read_design_import(b'{"eligible": false, "requiredPlan": "Business"}').eligible


@pytest.mark.parametrize(
    "wrong",
    [
        {"sha256": "a"},
        {"sha256": 7},
        {"size": -1},
        {"size": "12"},
        {"size": 1.5},
        {"size": True},
        {"size": 2**53},
    ],
)
def test_a_descriptor_that_makes_no_sense_is_not_believed(wrong: dict[str, Any]) -> None:
    (found,) = read_design_import(body(files=[FILE | wrong])).files
    assert (found.sha256 if "sha256" in wrong else found.bytes) is None


def test_texts_are_fit_to_be_shown_and_stored() -> None:
    (found,) = read_design_import(
        body(files=[FILE | {"fileName": "a\u0000\u202e" + "x" * 999}])
    ).files
    assert found.name.isprintable()
    assert len(found.name) <= 200


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>",
        b"[]",
        b'{"title": NaN, "files": []}',
        b"[" * 100_000,
        b"{}",
        body(files=None),
        body(files={}),
        body(files=["7df7"]),
        body(files=[{}]),
        body(files=[{"id": None}]),
        body(files=[{"id": ""}]),
        body(files=[{"id": ".."}]),
        body(files=[{"id": "../x"}]),
        body(files=[{"id": "a/b"}]),
        body(files=[{"id": "x" * 201}]),
        body(files=[FILE, FILE]),
    ],
)
def test_what_cannot_be_fetched_is_refused_whole(answer: bytes) -> None:
    """An id goes into an address; half a design is none."""
    with pytest.raises(AlterMalformed):
        read_design_import(answer)
