"""A loopback Alter that answers what the test says and keeps what it was asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

from aiohttp import web
from aiohttp.test_utils import TestServer

from connector.alter.breaker import Breaker
from connector.alter.budget import Budget, Limits
from connector.alter.client import AlterClient, Credential, upstream_session
from connector.domain.clock import Clock, SystemClock
from connector.domain.secrets import Secret

TOKEN = "tok-canary-5f1e9d"
CREDENTIAL = Credential("store-1", "key-1", Secret(TOKEN))

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Asked:
    method: str
    raw_path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Upstream:
    """`answers` are used up from the front; the last one stays."""

    answers: list[Handler] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = await request.read()
        self.asked.append(Asked(request.method, request.raw_path, headers, body))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return await answer(request)


@dataclass
class Door:
    """A client before a fake upstream, with what it was built from."""

    client: AlterClient
    upstream: Upstream
    budget: Budget
    breaker: Breaker


def says(
    status: int = 200,
    body: object | None = None,
    *,
    text: str | None = None,
    headers: dict[str, str] | None = None,
    kind: str = "text/html",
) -> Handler:
    async def answer(_request: web.Request) -> web.StreamResponse:
        if text is not None:
            return web.Response(status=status, text=text, headers=headers, content_type=kind)
        return web.json_response({} if body is None else body, status=status, headers=headers)

    return answer


@asynccontextmanager
async def door(
    *answers: Handler,
    clock: Clock | None = None,
    limits: Limits | None = None,
    connect_seconds: float = 3.0,
) -> AsyncIterator[Door]:
    upstream = Upstream(list(answers))
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", upstream.handle)
    chosen = clock or SystemClock()
    async with (
        TestServer(app) as server,
        upstream_session("alter-connector/9.9", connect_seconds=connect_seconds) as session,
    ):
        budget = Budget(limits or Limits.documented(), chosen, Random(1))
        breaker = Breaker(chosen, Random(2))
        base_url = str(server.make_url("/public-api/v1"))
        client = AlterClient(session, base_url, budget, breaker, chosen, Random(3))
        yield Door(client, upstream, budget, breaker)
