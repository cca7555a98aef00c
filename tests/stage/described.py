"""Every answer that a test gets through a `Caller` is what `/openapi.json` says, and so is every body that was taken.

Stricter than the document is for others: a field of ours that it does not name is a fault here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import jsonschema_rs

from connector import __version__
from connector.web.application import ROUTES
from connector.web.openapi.document import document_of
from connector.web.openapi.refusals import COMPONENTS

_PLACEHOLDER = re.compile(r"\\\{\w+\\\}")


class NotDescribed(AssertionError):
    """The service and its document do not say the same."""


@cache
def document() -> dict[str, Any]:
    return document_of(ROUTES, __version__)


def operation_at(method: str, path: str) -> Mapping[str, Any] | None:
    """None where nothing is served."""
    template = _template(path.partition("?")[0])
    found: Mapping[str, Any] | None = None
    if template is not None:
        found = document()["paths"][template].get(method.lower())
    return found


def check_answer(
    method: str, path: str, status: int, headers: Mapping[str, str], body: Any
) -> None:
    """`body` is None for one that is not JSON. Raises NotDescribed."""
    operation = operation_at(method, path)
    if operation is None:
        return
    where = f"{method} {path} -> {status}"
    response = _resolved(_response(operation, status, where))
    if status in (429, 503) and "Retry-After" not in headers:
        raise NotDescribed(f"{where}: no Retry-After")
    given = headers.get("Content-Type", "").partition(";")[0]
    content = response.get("content", {})
    if method == "HEAD" or not given:
        return
    if given == "application/octet-stream" and not content:
        return
    media = content.get(given, content.get("*/*", content.get(given.partition("/")[0] + "/*")))
    if media is None:
        raise NotDescribed(f"{where}: {given} is none of {list(content)}")
    if body is not None and "schema" in media:
        _check(media["schema"], body, where, strict=True)


def check_taken(method: str, path: str, status: int, body: Any) -> None:
    """What was taken is what the schema takes. Raises NotDescribed."""
    operation = operation_at(method, path)
    if operation is None or not 200 <= status < 300 or "requestBody" not in operation:
        return
    media = operation["requestBody"]["content"]["application/json"]
    _check(media["schema"], body, f"{method} {path} took this", strict=False)


def check_body(schema: Mapping[str, Any], body: Any, where: str) -> None:
    _check(schema, body, where, strict=False)


def _check(schema: Mapping[str, Any], body: Any, where: str, *, strict: bool) -> None:
    fault = next(_validator(_key(schema), strict).iter_errors(body), None)
    if fault is not None:
        at = "/".join(map(str, fault.instance_path))
        raise NotDescribed(f"{where}: {at or 'body'}: {fault.message[:500]}")


def _response(operation: Mapping[str, Any], status: int, where: str) -> Mapping[str, Any]:
    responses: Mapping[str, Any] = operation["responses"]
    found: Mapping[str, Any] | None = responses.get(str(status), responses.get("default"))
    if found is None:
        raise NotDescribed(f"{where}: only {', '.join(responses)}")
    return found


def _resolved(found: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in found:
        return found
    name = found["$ref"].rpartition("/")[2]
    resolved: Mapping[str, Any] = document()["components"]["responses"][name]
    return resolved


def _template(path: str) -> str | None:
    paths = document()["paths"]
    if path in paths:
        return path
    return next((template for template, found in _patterns() if found.fullmatch(path)), None)


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Those with the fewest placeholders first; a key of a file spans segments."""
    found = sorted(document()["paths"], key=lambda template: template.count("{"))
    return [
        (
            template,
            re.compile(
                _PLACEHOLDER.sub(
                    ".+" if template.endswith("{key}") else "[^/]+", re.escape(template)
                )
            ),
        )
        for template in found
    ]


_schemas: dict[str, Mapping[str, Any]] = {}


def _key(schema: Mapping[str, Any]) -> str:
    text = str(schema)
    _schemas[text] = schema
    return text


@cache
def _validator(key: str, strict: bool) -> jsonschema_rs.Draft202012Validator:
    schemas = document()["components"]["schemas"]
    if strict:
        schemas = {name: _closed(name, schema) for name, schema in schemas.items()}
    whole = {"components": {"schemas": schemas}, "allOf": [_schemas[key]]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def _closed(name: str, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if name in COMPONENTS or "properties" not in schema:
        return schema
    return {"additionalProperties": False} | dict(schema)
