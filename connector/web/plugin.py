"""`/plugin/…`: the plugin's zip and what WordPress asks about it. Open to anyone; counted by client."""

from __future__ import annotations

from aiohttp import web
from typing_extensions import TypedDict

from connector.domain.errors import RateLimited
from connector.domain.ids import EnrolmentCode
from connector.flows.collaborators.packages import Package
from connector.web.callers import client_of
from connector.web.conditional import ETAG, IF_NONE_MATCH, is_known
from connector.web.described import JSON, Answer, Content, Parameter, described
from connector.web.parts import EDGE, FLOWS

# Short: a store that looks for an update after ours was installed shall find it.
_SHARED = "public, max-age=300"
# It holds a code: no cache of a browser, a proxy or a search engine may keep it.
_SECRET = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
_ZIP_TYPE = "application/zip"
_ZIP = {
    "Content-Type": _ZIP_TYPE,
    "Content-Disposition": 'attachment; filename="alter-connector.zip"',
}
_JSON = {"Content-Type": JSON}

CODE = Parameter("code", "path", "An enrolment code, of a link.", {"type": "string"}, True)


class ReleaseAnswer(TypedDict):
    """In WordPress' words, for its update check."""

    id: str
    slug: str
    plugin: str
    name: str
    version: str
    url: str
    package: str
    tested: str
    requires: str
    requires_php: str
    short_description: str
    sections: dict[str, str]


_FAILURES = ("plugin.tooMany", "plugin.notBuildable")
_ZIP_ANSWERS = {200: Answer([Content(_ZIP_TYPE)], headers=ETAG), 304: None}


@described(
    "downloadPlugin",
    "The WordPress plugin with this connector's address in it.",
    parameters=[IF_NONE_MATCH],
    answers=_ZIP_ANSWERS,
    failures=_FAILURES,
)
async def common(request: web.Request) -> web.Response:
    _count(request)
    package = await request.app[FLOWS].deliver_plugin.zip()
    return _answer(request, package, _ZIP | {"Cache-Control": _SHARED})


@described(
    "downloadPluginForOneStore",
    "The same with an enrolment code in it, which lets one store connect.",
    parameters=[CODE, IF_NONE_MATCH],
    answers=_ZIP_ANSWERS,
    failures=["plugin.linkUnknown", *_FAILURES],
)
async def for_one_store(request: web.Request) -> web.Response:
    _count(request)
    code = EnrolmentCode(request.match_info["code"])
    package = await request.app[FLOWS].deliver_plugin.zip_with(code)
    return _answer(request, package, _ZIP | _SECRET)


@described(
    "showRelease",
    "What WordPress' update check asks.",
    parameters=[IF_NONE_MATCH],
    answers={200: Answer([Content(shape=ReleaseAnswer)], headers=ETAG), 304: None},
    failures=_FAILURES,
)
async def info(request: web.Request) -> web.Response:
    _count(request)
    package = await request.app[FLOWS].deliver_plugin.release()
    return _answer(request, package, _JSON | {"Cache-Control": _SHARED})


def _count(request: web.Request) -> None:
    """Before anything is looked up: a made-up code costs a look-up. Raises RateLimited."""
    edge = request.app[EDGE]
    wait = edge.plugin_downloads.take(client_of(request), edge.clock.monotonic())
    if wait is not None:
        raise RateLimited("plugin.tooMany", "Too many downloads from here.", retry_after=wait)


def _answer(request: web.Request, package: Package, headers: dict[str, str]) -> web.Response:
    headers = headers | {"ETag": package.etag, "X-Content-Type-Options": "nosniff"}
    if is_known(request, package.etag):
        del headers["Content-Type"]
        return web.Response(status=304, headers=headers)
    return web.Response(body=package.body, headers=headers)


ROUTES = [
    web.get("/plugin/alter-connector.zip", common),
    web.get("/plugin/info.json", info),
    web.get("/plugin/{code}/alter-connector.zip", for_one_store),
]
