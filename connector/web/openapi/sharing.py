"""Responses that several routes have alike are said once, and referred to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import orjson


def share_responses(paths: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Takes them out of `paths`; returns them by the names they got there."""
    count = Counter(_text(responses[status]) for responses, status in _all(paths))
    names: dict[bytes, str] = {}
    shared: dict[str, Any] = {}
    for responses, status in _all(paths):
        text = _text(responses[status])
        if count[text] == 1:
            continue
        if text not in names:
            names[text] = f"R{status}-{len(names) + 1}"
            shared[names[text]] = responses[status]
        responses[status] = {"$ref": f"#/components/responses/{names[text]}"}
    return shared


def _all(paths: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
    for operations in paths.values():
        for operation in operations.values():
            for status in operation["responses"]:
                yield operation["responses"], status


def _text(response: Any) -> bytes:
    return orjson.dumps(response, option=orjson.OPT_SORT_KEYS)
