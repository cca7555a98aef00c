"""The refusals of a route, by status, in the shape of its surface."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from connector.web.described import JSON, Operation
from connector.web.openapi.failures import ANYWHERE, KIND_OF, MEANING_OF
from connector.web.problems import PROBLEM, STATUS, gateway_code, is_plain_in_gateway

GATEWAY = "/public-api/"
_AGAIN = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer", "minimum": 1}}}
_ONLY_HERE = ("request.unreadable",)
"""Said before any surface is known, so in the shape of a problem everywhere."""

COMPONENTS: Mapping[str, Any] = {
    "Problem": {
        "type": "object",
        "description": "RFC 9457. Further fields belong to single codes.",
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "For people: the cause, and what to do."},
            "code": {"type": "string", "description": "For programs."},
            "requestId": {"type": "string"},
            "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldError"}},
            "upstreamCode": {"type": ["string", "null"], "description": "Alter's code."},
            "upstreamStatus": {"type": "integer", "description": "Alter's status."},
        },
        "required": ["type", "title", "status", "detail", "code", "requestId"],
    },
    "FieldError": {
        "type": "object",
        "properties": {
            "path": {"type": "string", "description": "Dotted, positions in lists included."},
            "code": {"type": "string"},
            "detail": {"type": "string"},
        },
        "required": ["path", "code", "detail"],
    },
    "PlainRefusal": {
        "type": "object",
        "description": "As Alter says 401 and 429.",
        "properties": {"error": {"type": "string"}},
        "required": ["error"],
    },
    "CodedRefusal": {
        "type": "object",
        "description": "As Alter's controllers say it; ours begin with `connector.`.",
        "properties": {"code": {"type": "string"}},
        "required": ["code"],
    },
    "AltersRefusal": {"description": "Alter's own, passed as it came."},
}


def refusals(operation: Operation, path: str) -> dict[str, Any]:
    gateway = path.startswith(GATEWAY)
    by_status: dict[int, list[str]] = {}
    for status, code in sorted(set(_coded(operation, path))):
        by_status.setdefault(status, []).append(code)
    say = _in_gateway if gateway else _as_problem
    found = {str(status): say(operation, status, codes) for status, codes in by_status.items()}
    if operation.passes:
        found["default"] = {
            "description": "Alter's own answer, passed as it came.",
            "content": {"*/*": {"schema": {}}},
        }
    return found


def _coded(operation: Operation, path: str) -> Iterable[tuple[int, str]]:
    body = operation.body.failures if operation.body is not None else ()
    # Ids with control characters are nowhere.
    nowhere = ("route.unknown",) if "{" in path else ()
    for each in (*ANYWHERE, *nowhere, *operation.access.failures, *body, *operation.failures):
        if isinstance(each, tuple):
            yield each
        else:
            yield STATUS[KIND_OF[each]], each


def _as_problem(operation: Operation, status: int, codes: Sequence[str]) -> dict[str, Any]:
    named: dict[str, Any] = {"code": {"enum": list(codes)}}
    if operation.alters_codes and status == 409:
        named = {"code": {"description": "One of ours, or Alter's."}}
    schema = {"allOf": [{"$ref": "#/components/schemas/Problem"}, {"properties": named}]}
    return _response(status, codes, {PROBLEM: {"schema": schema}})


def _in_gateway(operation: Operation, status: int, codes: Sequence[str]) -> dict[str, Any]:
    said = [gateway_code(code) for code in codes if code not in _ONLY_HERE or operation.body]
    ours: dict[str, Any] = {"$ref": "#/components/schemas/PlainRefusal"}
    if not is_plain_in_gateway(status):
        named = {"properties": {"code": {"enum": said}}}
        ours = {"allOf": [{"$ref": "#/components/schemas/CodedRefusal"}, named]}
    schema = {"anyOf": [ours, {"$ref": "#/components/schemas/AltersRefusal"}]}
    content = {JSON: {"schema": schema if operation.passes else ours}}
    if set(codes) & set(_ONLY_HERE):
        content[PROBLEM] = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return _response(status, list(map(gateway_code, codes)), content)


def _response(status: int, codes: Sequence[str], content: Mapping[str, Any]) -> dict[str, Any]:
    meanings = [f"`{code}`: {_meaning(code)}" for code in codes]
    found: dict[str, Any] = {
        "description": "\n\n".join([HTTPStatus(status).phrase, *meanings]),
        "content": content,
    }
    if status in (429, 503):
        found["headers"] = _AGAIN
    return found


def _meaning(code: str) -> str:
    return MEANING_OF.get(code) or MEANING_OF[code.removeprefix("connector.")]
