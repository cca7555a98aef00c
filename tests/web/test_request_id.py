"""Every answer carries `X-Request-Id`: the caller's if it is sane, else a new one."""

from __future__ import annotations

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.stage.stage import Stage
from tests.web.everything import routes

SANE = ["req-1234", "0123456789abcdef", "a.b_c-d.e", "x" * 64]
ODD = ["", "short", "x" * 65, "has space", "semi;colon", "<script>", "ümlaut-id", "a\tb-12345"]


async def test_a_sane_id_of_the_caller_is_kept(stage: Stage) -> None:
    """So that the plugin's log and ours can be laid side by side."""
    for given in SANE:
        answer = await stage.anyone.get("/healthz", headers={"X-Request-Id": given})
        assert answer.headers["X-Request-Id"] == given


async def test_anything_else_is_replaced(stage: Stage) -> None:
    """A log viewer or a header parser must not be fed through it."""
    seen = set()
    for given in ODD:
        answer = await stage.anyone.get("/healthz", headers={"X-Request-Id": given})
        found = answer.headers["X-Request-Id"]
        assert found != given
        assert found.isalnum()
        seen.add(found)
    assert len(seen) == len(ODD)


async def test_every_route_answers_with_an_id(stage: Stage) -> None:
    """Successes, refusals, unknown paths and wrong methods alike; a problem repeats it in its body."""
    addresses = [(method, path.replace("{", "").replace("}", "")) for method, path in routes()]
    addresses += [("GET", "/nowhere"), ("DELETE", "/healthz"), ("GET", "/public-api/v1/nowhere")]
    for method, path in addresses:
        answer = await stage.anyone.call(method, path)
        assert answer.headers["X-Request-Id"], (method, path)
        if answer.headers.get("Content-Type") == "application/problem+json":
            assert answer.json["requestId"] == answer.headers["X-Request-Id"]


async def test_a_streamed_answer_carries_it_too(stage: Stage) -> None:
    """Its headers leave before the handler is done."""

    async def streamed(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"one chunk")
        return response

    application = stage.connector.application()
    application.router.add_get("/healthz/{streamed}", streamed)
    async with TestServer(application) as server, aiohttp.ClientSession() as session:
        for given in ("req-1234", "odd id"):
            headers = {"X-Request-Id": given}
            async with session.get(
                server.make_url("/healthz/streamed"), headers=headers
            ) as response:
                found = response.headers["X-Request-Id"]
                assert (found == given) == (given == "req-1234")
                assert await response.read() == b"one chunk"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_health_is_open_and_says_nothing_else(stage: Stage, path: str) -> None:
    """For load balancers: two words, no version, no store."""
    answer = await stage.anyone.get(path)
    assert (answer.status, answer.json) == (200, {"ok": True})
