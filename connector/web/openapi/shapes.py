"""Schemas of bodies and answers, made by pydantic from the types that the handlers use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import TypeAdapter

Mode = Literal["validation", "serialization"]
_REFERENCE = "#/components/schemas/{model}"


class Shapes:
    """All of a document's, made together: what two of them share is one component."""

    def __init__(self, bodies: Iterable[Any], answers: Iterable[Any]) -> None:
        inputs: list[tuple[int, Mode, TypeAdapter[Any]]] = [
            *((id(shape), "validation", TypeAdapter(shape)) for shape in _types(bodies)),
            *((id(shape), "serialization", TypeAdapter(shape)) for shape in _types(answers)),
        ]
        self._found, common = TypeAdapter.json_schemas(inputs, ref_template=_REFERENCE)
        self.components: Mapping[str, Any] = _tidied(common.get("$defs", {}))

    def of_body(self, shape: Any) -> Mapping[str, Any]:
        return self._schema(shape, "validation")

    def of_answer(self, shape: Any) -> Mapping[str, Any]:
        return self._schema(shape, "serialization")

    def _schema(self, shape: Any, mode: Mode) -> Mapping[str, Any]:
        if isinstance(shape, Mapping):
            return shape
        found: Mapping[str, Any] = _tidied(self._found[(id(shape), mode)])
        return found


def _types(shapes: Iterable[Any]) -> list[Any]:
    """Each once; what is a schema already, and bytes, need none."""
    found = {id(shape): shape for shape in shapes}
    return [each for each in found.values() if each is not None and not isinstance(each, Mapping)]


def _tidied(found: Any) -> Any:
    """Without titles that repeat a field's name, and without `default: null`: nobody means to send that."""
    if isinstance(found, list):
        return [_tidied(each) for each in found]
    if not isinstance(found, dict):
        return found
    return {
        name: _named(each) if name in ("properties", "$defs") else _tidied(each)
        for name, each in found.items()
        if name != "title" and not (name == "default" and each is None)
    }


def _named(found: Mapping[str, Any]) -> dict[str, Any]:
    """Names of fields are nobody's keywords."""
    return {name: _tidied(each) for name, each in found.items()}
