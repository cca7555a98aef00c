"""The relayed routes: one handler for every row of the endpoint table that has no flow of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager

from aiohttp import web

from connector.domain.errors import NotFound, RateLimited, Unauthorised
from connector.domain.store import Store
from connector.flows.gateway.catalogue import Caller, GatewayRoute, relayed_routes
from connector.flows.gateway.file import Download
from connector.flows.gateway.read import ReadAnswer
from connector.flows.gateway.relay import Passed
from connector.web.callers import client_of
from connector.web.conditional import ETAG, IF_NONE_MATCH, is_known
from connector.web.described import Answer, Content, Parameter, described
from connector.web.gateway.addresses import checked_path, checked_query
from connector.web.gateway.bodies import AlterBody
from connector.web.gateway.callers import (
    BY_CREDENTIAL,
    BY_CREDENTIAL_OR_SIGNED,
    BY_NOBODY,
    carries_credential,
    gateway_store,
)
from connector.web.gateway.files import SAFETY, file_headers, stream
from connector.web.gateway.passing import CACHE, CACHE_SAYS, RELAY_FAILURES, passed_answer
from connector.web.parts import EDGE, FLOWS
from connector.web.ranges import IF_RANGE, RANGE

_FILE_REQUEST_HEADERS = (RANGE.name, IF_RANGE.name)
_BODIES = {
    route.name: AlterBody(example=route.example) for route in relayed_routes() if route.takes_body
}
_ACCESS = {
    Caller.STORE: BY_CREDENTIAL,
    Caller.STORE_OR_SIGNED: BY_CREDENTIAL_OR_SIGNED,
    Caller.NOBODY: BY_NOBODY,
}
_SHARED_CACHE = "public, max-age=300"
_STORE_CACHE = "private, no-cache"
_PUBLIC_CORS = {"Access-Control-Allow-Origin": "*"}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def relayed() -> list[web.RouteDef]:
    return [
        web.route(route.method, _pattern(route), _handler(route), allow_head=False)
        if route.method == "GET"
        else web.route(route.method, _pattern(route), _handler(route))
        for route in relayed_routes()
    ]


def _pattern(route: GatewayRoute) -> str:
    if route.tail is None:
        return route.template
    return route.template.replace("{" + route.tail + "}", "{" + route.tail + ":.+}")


def _handler(route: GatewayRoute) -> Handler:
    @described(
        route.operation,
        route.summary,
        _detail(route),
        access=_ACCESS[route.caller],
        parameters=_parameters(route),
        body=_BODIES.get(route.name),
        answers=_answers(route),
        failures=_failures(route),
        passes=True,
    )
    async def handle(request: web.Request) -> web.StreamResponse:
        path, query = checked_path(request), checked_query(request)
        store = await _caller(request, route, query)
        try:
            if route.is_file:
                return await _file(request, route, store, path, query)
            if route.is_cached:
                return await _read(request, route, store, path, query)
            return await _call(request, route, store, path, query)
        except ValueError as fault:
            # A parameter that does not match its row: there is nothing at such an address.
            raise NotFound("connector.notFound", "There is nothing at this address.") from fault

    return handle


def _detail(route: GatewayRoute) -> str:
    said = [f"Takes the scope `{route.scope}`." if route.scope else ""]
    if route.is_cached:
        said.append("Kept for everybody." if route.caller is Caller.NOBODY else "Kept a minute.")
    if route.tail is not None:
        said.append(f"`{route.tail}` may span several segments.")
    if route.older:
        said.append("The older document's address.")
    if route.open_query:
        said.append("A signed address keeps its parameters.")
    return " ".join(filter(None, said))


def _parameters(route: GatewayRoute) -> Sequence[Parameter]:
    found = [
        Parameter(name, "path", "", {"type": "string", "pattern": _whole(route, name)}, True)
        for name in route.params
    ]
    found += [Parameter(name, "query", "", {"type": "string"}) for name in sorted(route.query)]
    if route.is_file:
        found += [RANGE, IF_RANGE]
    if route.is_cached:
        found.append(IF_NONE_MATCH)
    return found


def _whole(route: GatewayRoute, name: str) -> str:
    one = f"(?:{route.params[name]})"
    return f"^{one}(?:/{one})*$" if name == route.tail else f"^{one}$"


def _answers(route: GatewayRoute) -> Mapping[int, Answer | None]:
    content = Content("*/*") if route.is_binary else Content(shape={})
    headers = {CACHE: CACHE_SAYS} | ETAG if route.is_cached else {}
    found: dict[int, Answer | None] = {200: Answer([content], "Alter's answer.", headers)}
    if route.is_file:
        found[206] = Answer([content], "A part.")
    if route.is_cached:
        found[304] = None
    return found


def _failures(route: GatewayRoute) -> Sequence[str]:
    found = ["connector.invalidPath", "connector.invalidQuery", "connector.notFound"]
    found += [*RELAY_FAILURES, *(["connector.downloads"] if route.is_file else [])]
    return found


async def _caller(
    request: web.Request, route: GatewayRoute, query: Sequence[tuple[str, str]]
) -> Store | None:
    """The store, or nobody where the route is public or its address signed; nobody is counted by client."""
    if route.caller is Caller.STORE:
        return await gateway_store(request)
    if route.is_cached:
        return None  # Counted when Alter is asked, not when a kept answer serves.
    if route.caller is Caller.STORE_OR_SIGNED:
        if carries_credential(request):
            return await gateway_store(request)
        if not query:
            raise Unauthorised("connector.unauthorised", "Unauthorized")
    edge = request.app[EDGE]
    wait = edge.anonymous_calls.take(client_of(request), edge.clock.monotonic())
    if wait is not None:
        raise RateLimited("connector.budget", "Too Many Requests", retry_after=wait)
    return None


async def _call(
    request: web.Request,
    route: GatewayRoute,
    store: Store | None,
    path: Mapping[str, str],
    query: Sequence[tuple[str, str]],
) -> web.Response:
    body = await _BODIES[route.name].read(request) if route.takes_body else None
    flows = request.app[FLOWS]
    flow = flows.gateway_orders if route.is_order else flows.gateway_call
    assert store is not None, "every uncached JSON route takes a store"
    return passed_answer(await flow(store, route.name, path=path, query=query, body=body))


async def _read(
    request: web.Request,
    route: GatewayRoute,
    store: Store | None,
    path: Mapping[str, str],
    query: Sequence[tuple[str, str]],
) -> web.Response:
    answer = await request.app[FLOWS].gateway_read(
        route.name, store, path=path, query=query, client=client_of(request)
    )
    if answer.passed is not None:
        return passed_answer(answer.passed)
    return _kept(request, answer)


def _kept(request: web.Request, answer: ReadAnswer) -> web.Response:
    assert answer.kept is not None
    headers = {
        "ETag": answer.kept.etag,
        CACHE: answer.cache,
        "Cache-Control": _SHARED_CACHE if answer.shared else _STORE_CACHE,
    }
    if answer.shared:
        headers |= _PUBLIC_CORS
    if is_known(request, answer.kept.etag):
        return web.Response(status=304, headers=headers)
    if not answer.kept.content_type.startswith("application/json"):
        typed = file_headers({"content-type": answer.kept.content_type})
        headers |= {"Content-Type": typed["Content-Type"]} | SAFETY
        if "Content-Disposition" in typed:
            headers["Content-Disposition"] = typed["Content-Disposition"]
    else:
        headers["Content-Type"] = answer.kept.content_type
    return web.Response(body=answer.kept.body, headers=headers)


async def _file(
    request: web.Request,
    route: GatewayRoute,
    store: Store | None,
    path: Mapping[str, str],
    query: Sequence[tuple[str, str]],
) -> web.StreamResponse:
    headers = {
        name: request.headers[name] for name in _FILE_REQUEST_HEADERS if name in request.headers
    }
    opened = request.app[FLOWS].gateway_file.open(
        route.name, store, path=path, query=query, headers=headers
    )
    caller = client_of(request) if store is None else store.id
    with request.app[EDGE].downloads.counted(caller):
        return await _passing(request, opened)


async def _passing(
    request: web.Request, opened: AbstractAsyncContextManager[Download | Passed]
) -> web.StreamResponse:
    async with opened as found:
        if isinstance(found, Download):
            return await stream(request, found)
        return passed_answer(found)
