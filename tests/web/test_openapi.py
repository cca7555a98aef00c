"""`/openapi.json`: valid, whole, and made of what the service really reads and answers.

That real answers fit it is looked at wherever a test asks the service anything (`tests/stage/described.py`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiohttp import web
from openapi_spec_validator import OpenAPIV31SpecValidator

from connector import __version__
from connector.domain import errors
from connector.web.application import ROUTES
from connector.web.described import operation_of
from connector.web.openapi.document import document_of
from connector.web.openapi.failures import KINDS
from connector.web.reading import JsonBody, parsed
from tests.stage import described
from tests.stage.described import NotDescribed, check_answer, check_body, document
from tests.stage.stage import Stage

ROOT = Path(__file__).parents[2]
HTTP = (ROOT / "docs" / "HTTP.md").read_text(encoding="utf-8")
SENT = re.compile(
    r'"\$CONNECTOR(/[^"?]*)[^"]*"(?: -H (?:"[^"]*"|\'[^\']*\')|[ \\\n])*-d \'([^\']+)\''
)
METHOD = re.compile(r"-X (\w+)")


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, found in document()["paths"].items():
        for method, operation in found.items():
            yield method.upper(), path, operation


def test_it_is_valid_openapi() -> None:
    assert document()["openapi"].startswith("3.1.")
    faults = list(OpenAPIV31SpecValidator(document()).iter_errors())
    assert [str(fault)[:500] for fault in faults] == []


def test_it_has_every_route_and_no_other() -> None:
    """As the router has them, `HEAD` included."""
    application = web.Application()
    application.router.add_routes(ROUTES)
    served = {
        (route.method, re.sub(r":[^{}]+\}", "}", str(route.resource and route.resource.canonical)))
        for route in application.router.routes()
    }
    assert {(method, path) for method, path, _ in operations()} == served


def test_a_route_that_says_nothing_of_itself_is_a_fault() -> None:
    async def handler(_request: web.Request) -> web.Response:
        return web.Response()

    with pytest.raises(LookupError, match="handler is not described"):
        document_of([web.get("/v1/new", handler)], "1")


def test_names_of_operations_are_unique() -> None:
    """Generated clients are called after them."""
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z][A-Za-z]+", name)] == []


def test_every_operation_tells_people_what_it_does() -> None:
    assert [path for _, path, operation in operations() if not operation["summary"]] == []


def test_every_reference_leads_somewhere() -> None:
    text = orjson.dumps(document()).decode()
    for kind, name in set(re.findall(r'"#/components/(\w+)/([^"]+)"', text)):
        assert name in document()["components"][kind]


def raised() -> Iterator[tuple[str, str, str]]:
    """(kind, code, where) of every failure that is written down in what the service runs."""
    kinds = {kind.__name__ for kind in KINDS}
    for path in sorted((ROOT / "connector").rglob("*.py")):
        where = str(path.relative_to(ROOT))
        if re.match(r"connector/(sandbox|cli|flows/operator)/", where):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            code = node.args[0]
            if name in kinds and isinstance(code, ast.Constant) and isinstance(code.value, str):
                yield name, code.value, where


ELSEWHERE = {"route.methodNotAllowed"}
"""Said of what is no operation."""


def test_every_code_is_told_with_its_kind() -> None:
    """Otherwise nobody would know of it, or look for it under another status."""
    known = {(kind.__name__, code) for kind, codes in KINDS.items() for code in codes}
    found = {(kind, code) for kind, code, _ in raised()}
    assert len(found) > 90
    assert {each for each in found if each[1] not in ELSEWHERE} - known == set()
    # Made of a field's name, handed on as what somebody else decided, or said by a kind of its own (DatabaseAway).
    made = re.compile(
        r"conn\w+\.invalid|binding\.\w+|localDesign\.\w+|plan\.|alter\.refused|service\.database"
    )
    assert {each for each in known - found if not made.match(each[1])} == set()


def test_no_code_is_told_that_no_route_has() -> None:
    told = (
        orjson.dumps(document()["paths"]).decode()
        + orjson.dumps(document()["components"]["responses"]).decode()
    )
    codes = {code for codes in KINDS.values() for code in codes}
    assert {code for code in codes if f"`{code}`" not in told and f".{code}`" not in told} == set()


def json_bodies() -> list[tuple[str, JsonBody[Any]]]:
    found = []
    for route in ROUTES:
        body = operation_of(route.handler).body
        if isinstance(body, JsonBody):
            found.append((f"{route.method} {route.path}", body))
    return found


@pytest.mark.parametrize(("route", "body"), json_bodies(), ids=[name for name, _ in json_bodies()])
def test_examples_are_taken_by_what_reads_the_body(route: str, body: JsonBody[Any]) -> None:
    if body.example is None:
        assert body.optional, f"{route} needs a body: show one"
        return
    parsed(body.model, body.example)


def test_examples_fit_their_schemas() -> None:
    count = 0
    for method, path, operation in operations():
        media = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        if "example" in media:
            check_body(media["schema"], media["example"], f"{method} {path}")
            count += 1
    assert count >= 20


def written_bodies() -> list[tuple[str, str, Any]]:
    """What `docs/HTTP.md` sends with curl."""
    found = []
    for block in re.findall(r"```sh\n(.*?)```", HTTP, re.DOTALL):
        for path, body in SENT.findall(block):
            method = METHOD.search(block)
            found.append((method[1] if method else "POST", path, orjson.loads(body)))
    return found


def test_what_the_http_document_sends_fits() -> None:
    assert len(written_bodies()) >= 3
    for method, path, body in written_bodies():
        operation = described.operation_at(method, path)
        assert operation is not None, path
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        check_body(schema, body, f"{method} {path}")


def told_bodies() -> list[tuple[str, str, str]]:
    """The tables' `{field, field?}` of bodies: those before an arrow, or in a column of their own."""
    found = []
    for line in HTTP.splitlines():
        match = re.match(r"\| `(POST|PATCH) (/v1/[^`]+)` \|(.*)", line)
        if match is None:
            continue
        body = re.search(r"`\{([^{}`]*)\}`", match[3])
        if body is not None and ("→" in match[3] or match[3].count("|") >= 2):
            found.append((match[1], match[2], body[1]))
    return found


@pytest.mark.parametrize(("method", "path", "told"), told_bodies())
def test_the_tables_name_the_fields_there_are(method: str, path: str, told: str) -> None:
    """`?` for what may be left out."""
    operation = document()["paths"][path][method.lower()]
    if "requestBody" not in operation:
        return
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    schema = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    names = {each[0]: bool(each[1]) for each in re.findall(r"(\w+)(\?)?(?=[,:}]|$| \\\|)", told)}
    for name, optional in names.items():
        if name in schema["properties"]:
            assert (name not in schema.get("required", [])) is optional or "|" in told


async def test_it_is_served_to_anyone_and_kept(stage: Stage) -> None:
    answer = await stage.anyone.get("/openapi.json")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.json["info"]["version"] == __version__
    assert answer.json == orjson.loads(orjson.dumps(document()))
    known = {"If-None-Match": answer.headers["ETag"]}
    again = await stage.anyone.get("/openapi.json", headers=known)
    assert (again.status, again.body) == (304, b"")


def test_no_address_of_this_machine_is_in_it() -> None:
    """It is the same behind every name: addresses in it are relative."""
    assert document()["servers"] == [{"url": "/"}]
    assert "127.0.0.1" not in str(document())


WRONG: list[tuple[str, int, str, Any]] = [
    ("an undocumented status", 402, "application/json", {}),
    ("another type", 200, "text/html", None),
    ("a field that nobody told of", 200, "application/json", {"ok": True, "more": 1}),
    ("a field left out", 200, "application/json", {}),
    ("another code", 503, "application/problem+json", {"code": "x"}),
]


@pytest.mark.parametrize(("why", "status", "kind", "body"), WRONG, ids=[each[0] for each in WRONG])
def test_the_check_of_answers_finds(why: str, status: int, kind: str, body: Any) -> None:
    """Otherwise the suite's silence would prove nothing."""
    headers = {"Content-Type": kind, "Retry-After": "1"}
    with pytest.raises(NotDescribed):
        check_answer("GET", "/readyz", status, headers, body)
    check_answer("GET", "/readyz", 200, {"Content-Type": "application/json"}, {"ok": True})


def test_every_kind_of_failure_has_codes() -> None:
    assert {kind for kind in KINDS if kind.__module__ == errors.__name__} == {
        kind for kind in errors.Failure.__subclasses__() if kind.__module__ == errors.__name__
    }
