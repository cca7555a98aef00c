"""The one table from error to answer, in both shapes, and headers that no parser may trip over."""

from __future__ import annotations

import asyncio
import json

import pytest

from connector.domain import errors
from connector.domain.errors import Failure, FieldError, Upstream
from connector.web.problems import STATUS, alter_shaped, problem, status_of
from tests.stage.stage import SHOP, ConnectedStore, Stage

EXPECTED = {
    errors.Unreadable: 400,
    errors.Unauthorised: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.TooLarge: 413,
    errors.WrongType: 415,
    errors.Invalid: 422,
    errors.UpgradeRequired: 426,
    errors.PreconditionRequired: 428,
    errors.RateLimited: 429,
    errors.BadUpstream: 502,
    errors.Unavailable: 503,
}


def test_every_kind_of_failure_has_its_status() -> None:
    """As the contract says; a new kind without a row fails here, not in front of a shopper."""
    assert {kind: STATUS[kind] for kind in EXPECTED} == EXPECTED
    assert {kind for kind in Failure.__subclasses__() if kind.__module__ == errors.__name__} == set(
        EXPECTED
    )
    assert set(Failure.__subclasses__()) <= set(STATUS)


def test_a_problem_has_every_field_of_the_contract() -> None:
    """The optional ones only where there is something to say; `extra` stands beside them."""
    failure = errors.Conflict(
        "a.b",
        "Words.",
        errors=[FieldError("x.0", "bad", "No.")],
        extra={"storeUrl": "u"},
        upstream=Upstream(422, "their.code"),
    )
    answer = problem(failure, "req-1")
    assert answer.content_type == "application/problem+json"
    assert json.loads(answer.body) == {  # type: ignore[arg-type]
        "type": "urn:alter-connector:problem:a.b",
        "title": "Conflict",
        "status": 409,
        "detail": "Words.",
        "code": "a.b",
        "requestId": "req-1",
        "errors": [{"path": "x.0", "code": "bad", "detail": "No."}],
        "upstreamCode": "their.code",
        "upstreamStatus": 422,
        "storeUrl": "u",
    }
    assert "errors" not in json.loads(problem(errors.Gone("a", "b"), "r").body)  # type: ignore[arg-type]


@pytest.mark.parametrize("shape", [alter_shaped, lambda failure: problem(failure, "r")])
def test_429_and_503_always_say_when_again(shape: object) -> None:
    """Whole seconds, at least one, rounded up; nobody else says it without a reason."""
    assert callable(shape)
    for given, said in ((None, "1"), (0.0, "1"), (1.2, "2"), (61.0, "61")):
        for kind in (errors.RateLimited, errors.Unavailable):
            assert shape(kind("a", "b", retry_after=given)).headers["Retry-After"] == said
    assert "Retry-After" not in shape(errors.Conflict("a", "b")).headers


def test_the_gateway_speaks_alters_shapes() -> None:
    """`error` for 401 and 429, `code` for all else, ours always with its prefix."""
    spoken = {
        errors.Unauthorised("x", "d"): {"error": "Unauthorized"},
        errors.RateLimited("x", "d"): {"error": "Too Many Requests"},
        errors.NotFound("x.y", "d"): {"code": "connector.x.y"},
        errors.Conflict("connector.z", "d"): {"code": "connector.z"},
    }
    for failure, body in spoken.items():
        answer = alter_shaped(failure)
        assert (answer.status, json.loads(answer.body)) == (status_of(failure), body)  # type: ignore[arg-type]
        assert answer.headers["Cache-Control"] == "no-store"


async def test_a_wrong_method_says_which_are_right(stage: Stage) -> None:
    """405 with `Allow`; browsers' preflights to /v1 are told nothing more."""
    answer = await stage.anyone.delete("/v1/connect/start")
    assert (answer.status, answer.code) == (405, "route.methodNotAllowed")
    assert answer.headers["Allow"] == "POST"
    preflight = await stage.anyone.call("OPTIONS", "/v1/bindings", headers={"Origin": SHOP})
    assert preflight.status == 405
    assert not [name for name in preflight.headers if name.lower().startswith("access-control")]


async def test_an_expectation_nobody_meets_is_a_problem(stage: Stage) -> None:
    """417 in the shape of the surface, with the request's id; 100-continue is met."""
    sent = {"Expect": "a-miracle", "X-Request-Id": "req-12345"}
    answer = await stage.anyone.post("/v1/connect/start", {}, headers=sent)
    assert (answer.status, answer.code) == (417, "request.expectation")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json["requestId"] == answer.headers["X-Request-Id"] == "req-12345"
    answer = await stage.anyone.get("/public-api/v1/auth/check", headers=sent)
    assert (answer.status, answer.json) == (417, {"code": "connector.request.expectation"})
    assert answer.headers["X-Request-Id"] == "req-12345"
    answer = await stage.anyone.get("/nowhere", headers=sent)
    assert (answer.status, answer.headers["X-Request-Id"]) == (417, "req-12345")
    met = await stage.anyone.post("/v1/connect/start", {}, headers={"Expect": "100-continue"})
    assert (met.status, met.code) == (422, "request.invalid")


async def test_v1_answers_name_no_origin(store: ConnectedStore) -> None:
    """No CORS there: a page that got hold of a token cannot read with it."""
    answer = await store.get("/v1/store", headers={"Origin": SHOP})
    assert answer.status == 200
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


ODD_HEADERS = {
    "/v1/store": (
        b"Authorization: Bearer \xff\xfe",
        b"X-Connector-Site: https://shop.example/\xff",
    ),
    "/v1/connect/start": (b"X-Connector-Enrolment: \xff",),
    "/public-api/v1/auth/check": (b"x-alter-access-token: \xff", b"x-alter-access-key: \xff"),
    "/public-api/v1/runtime/bootstrap": (b"Authorization: Bearer \xff", b"Origin: http://\xff"),
    "/storefront/v1/pk_x/products/wc_1": (b"Origin: http://\xff",),
    "/healthz": (b"X-Request-Id: \xff\xff\xff\xff\xff\xff\xff\xff", b"X-Forwarded-For: \xff"),
}


async def test_bytes_that_are_no_text_break_nothing(stage: Stage, store: ConnectedStore) -> None:
    """Headers hold any bytes; each gets an orderly answer below 500, preflights too."""
    token = f"Authorization: Bearer {store.token}".encode()
    almost = token[:-8] + b"\xff" + token[-7:]
    broken = []
    for path, headers in ODD_HEADERS.items():
        for header in (*headers, almost):
            for method in ("GET", "POST", "OPTIONS"):
                lines = [header] if header.startswith(b"Authorization") else [header, token]
                status = await raw(stage, method, path, lines)
                if not 200 <= status < 500:
                    broken.append((method, path, header, status))
    session = f"/storefront/v1/{store.storefront_key}/session"
    for method in ("OPTIONS", "POST"):
        status = await raw(stage, method, session, [b"Origin: http://\xff.example"])
        if not 200 <= status < 500:
            broken.append((method, session, b"Origin", status))
    assert broken == []


async def raw(stage: Stage, method: str, path: str, headers: list[bytes]) -> int:
    """Bytes as they are: the client library would not send these."""
    host, _, port = stage.base.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        lines = [f"{method} {path} HTTP/1.1".encode(), b"Host: x", b"Connection: close", *headers]
        body = b"{}" if method == "POST" else b""
        lines += [b"Content-Type: application/json", f"Content-Length: {len(body)}".encode()]
        writer.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)
        await writer.drain()
        answer = await reader.read()
    finally:
        writer.close()
    words = answer.split(b" ", 2)
    return int(words[1]) if len(words) > 2 else 0
