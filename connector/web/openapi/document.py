"""The routes as an OpenAPI 3.1 document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from aiohttp import web

from connector.web.described import Answer, Content, Operation, Parameter, Read, operation_of
from connector.web.openapi.refusals import COMPONENTS, refusals
from connector.web.openapi.shapes import Shapes
from connector.web.openapi.sharing import share_responses

_TAIL = re.compile(r"\{(\w+):[^{}]+\}")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")

_TAGS: Sequence[tuple[str, str, str]] = (
    ("/v1/connect", "Connect", "A store gets its credential."),
    ("/v1/store", "Store", "The store itself, its token and its keys."),
    ("/v1/bindings", "Bindings", "Which design a product opens."),
    ("/v1/sync", "Sync", "How far bindings are on their way to Alter."),
    ("/v1/designs", "Designs", "What there is to bind."),
    ("/v1/local-designs", "Local designs", "Designs whose files lie in the shop (experimental)."),
    ("/v1/manifests", "Local designs", ""),
    ("/v1/orders", "Orders", "What happens to orders of the shop."),
    ("/v1/sessions", "Sessions", "For stores that relay their visitors."),
    ("/v1/cart", "Cart", "Alter orders in carts."),
    ("/storefront", "Storefront", "What browsers call: a publishable key, and an allowed origin."),
    ("/public-api", "Gateway", "Alter's Public API with the credential put in on the way."),
    ("/plugin", "Plugin", "The WordPress plugin. Open to anyone."),
    ("/", "Service", "Open to anyone."),
)
_IDS = {
    "bindingId": "Of a binding.",
    "localDesignId": "Of a local design.",
    "orderId": "Of the shop's order.",
}
_SECURITY = {
    "storeToken": {
        "type": "http",
        "scheme": "bearer",
        "description": "The store token. It is worth the Alter credential it stands for: keep it on a server.",
    },
    "alterKey": {
        "type": "apiKey",
        "in": "header",
        "name": "x-alter-access-key",
        "description": "The store id, where an integration has Alter's access key.",
    },
    "alterToken": {
        "type": "apiKey",
        "in": "header",
        "name": "x-alter-access-token",
        "description": "The store token, where an integration has Alter's access token.",
    },
    "embedToken": {
        "type": "http",
        "scheme": "bearer",
        "description": "The token of a session.",
    },
}
_ABOUT = """\
JSON in and out, UTF-8, camelCase. Times are ISO 8601 UTC. Every answer carries `X-Request-Id`, the caller's if it
sent a sane one. Errors are `application/problem+json` with a `code`; below `/public-api` they have Alter's shapes.

Two things that open doors are no headers, and so no security schemes here. The publishable **storefront key** is
part of its addresses, and counts together with an allowed `Origin`. A **ticket** is a field of the body, made by the
plugin for the one visitor it is for: `v1.<base64url JSON>.<base64url HMAC-SHA256 under the ticket secret>`.
"""
_REQUEST_ID = {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}}


def document_of(routes: Iterable[web.RouteDef], version: str) -> dict[str, Any]:
    """Raises LookupError for a route that says nothing of itself."""
    known = [(route, operation_of(route.handler)) for route in routes]
    shapes = Shapes(_bodies(op for _, op in known), _answers(op for _, op in known))
    paths: dict[str, dict[str, Any]] = {}
    for route, operation in known:
        path = _TAIL.sub(r"{\1}", route.path)
        for method in _methods(route):
            found = _operation(path, operation, shapes, method=method)
            paths.setdefault(path, {})[method.lower()] = found
    shared = share_responses(paths)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Alter connector", "version": version, "description": _ABOUT},
        "servers": [{"url": "/"}],
        "tags": list(_tags()),
        "paths": paths,
        "components": {
            "schemas": {**shapes.components, **COMPONENTS},
            "responses": shared,
            "headers": {"X-Request-Id": _header("Of this request.")},
            "securitySchemes": _SECURITY,
        },
    }


def _methods(route: web.RouteDef) -> Sequence[str]:
    head = ["HEAD"] if route.method == "GET" and route.kwargs.get("allow_head") else []
    return [route.method, *head]


def _bodies(operations: Iterable[Operation]) -> Iterator[Any]:
    for operation in operations:
        if operation.body is not None:
            yield from (content.shape for content in operation.body.contents)


def _answers(operations: Iterable[Operation]) -> Iterator[Any]:
    for operation in operations:
        for answer in operation.answers.values():
            yield from (content.shape for content in answer.contents)


def _operation(path: str, operation: Operation, shapes: Shapes, *, method: str) -> dict[str, Any]:
    named = {parameter.name for parameter in operation.parameters}
    bare = [name for name in _PLACEHOLDER.findall(path) if name not in named]
    ids = [Parameter(name, "path", _IDS[name], {"type": "string"}, True) for name in bare]
    parameters = [*ids, *operation.access.parameters, *operation.parameters]
    found: dict[str, Any] = {
        "operationId": _operation_id(path, operation, method),
        "tags": [_tag(path)],
        "summary": operation.summary,
        "parameters": list(map(_parameter, parameters)),
        "security": [{n: list(s) for n, s in each.items()} for each in operation.access.security],
        "responses": _responses(path, operation, shapes, method=method),
    }
    if operation.detail:
        found["description"] = operation.detail
    if operation.body is not None:
        found["requestBody"] = _request_body(operation.body, shapes)
    return found


def _operation_id(path: str, operation: Operation, method: str) -> str:
    """Two addresses of one handler are told apart by the version in them."""
    again = "Versioned" if path == "/public-api/v1/healthz" else ""
    return operation.name + again + ("Head" if method == "HEAD" else "")


def _parameter(parameter: Parameter) -> dict[str, Any]:
    found = {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.required,
        "schema": parameter.schema,
    }
    if parameter.description:
        found["description"] = parameter.description
    return found


def _request_body(body: Read, shapes: Shapes) -> dict[str, Any]:
    content = {each.kind: _media(each, shapes.of_body(each.shape)) for each in body.contents}
    return {"required": body.required, "content": content}


def _responses(path: str, operation: Operation, shapes: Shapes, *, method: str) -> dict[str, Any]:
    found = {
        str(status): _success(status, answer, shapes)
        for status, answer in operation.answers.items()
    }
    found |= refusals(operation, path)
    if method == "HEAD":
        for response in found.values():
            response.pop("content", None)
    for response in found.values():
        response["headers"] = _REQUEST_ID | response.get("headers", {})
    return found


def _success(status: int, answer: Answer, shapes: Shapes) -> dict[str, Any]:
    found: dict[str, Any] = {"description": answer.description or HTTPStatus(status).phrase}
    if answer.contents:
        found["content"] = {
            each.kind: {} if each.shape is None else _media(each, shapes.of_answer(each.shape))
            for each in answer.contents
        }
    if answer.headers:
        found["headers"] = {name: _header(text) for name, text in answer.headers.items()}
    return found


def _media(content: Content, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"schema": schema} | ({} if content.example is None else {"example": content.example})


def _header(text: str) -> dict[str, Any]:
    return {"description": text, "schema": {"type": "string"}}


def _tag(path: str) -> str:
    return next(name for prefix, name, _ in _TAGS if path.startswith(prefix))


def _tags() -> Iterator[dict[str, str]]:
    for _, name, description in _TAGS:
        if description:
            yield {"name": name, "description": description}
