"""`/openapi.json`, and `/docs` to read it: open to anyone, made once, without a third party."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from aiohttp import web

from connector.domain.answers import to_json
from connector.web.conditional import ETAG, IF_NONE_MATCH, is_known
from connector.web.described import JSON, Answer, Content, Parameter, described

_PAGES = Path(__file__).with_name("pages")
_LIBRARY = "flask_swagger_ui"
_SHARED = {"Cache-Control": "public, max-age=300", "X-Content-Type-Options": "nosniff"}
_CLOSED = {
    # Our own files alone; the library's pictures are data.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_TYPES = {".css": "text/css", ".js": "text/javascript", ".html": "text/html"}
_OURS = ("docs.css", "docs.js")
_THEIRS = ("swagger-ui.css", "swagger-ui-bundle.js")


@dataclass(frozen=True)
class Kept:
    """`etag` with its quotes."""

    body: bytes
    etag: str

    @classmethod
    def of(cls, body: bytes) -> Kept:
        return cls(body, f'"{sha256(body).hexdigest()[:32]}"')


@dataclass
class Documents:
    """Made in a thread when first asked for: it takes a second that nobody else should wait, and no start."""

    routes: Sequence[web.RouteDef]
    version: str
    _kept: dict[str, Kept] = field(default_factory=dict)
    _making: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def openapi(self) -> Kept:
        return await self._once("", self._made)

    def _made(self) -> bytes:
        from connector.web.openapi.document import document_of  # noqa: PLC0415 - no start waits for it

        return to_json(document_of(self.routes, self.version))

    async def page(self, name: str) -> Kept:
        return await self._once(name, lambda: _file(name).read_bytes())

    async def _once(self, name: str, make: Callable[[], bytes]) -> Kept:
        async with self._making:
            if name not in self._kept:
                self._kept[name] = Kept.of(await asyncio.to_thread(make))
        return self._kept[name]


DOCUMENTS: web.AppKey[Documents] = web.AppKey("documents", Documents)


@described(
    "showOpenapi",
    "This document.",
    parameters=[IF_NONE_MATCH],
    answers={200: Answer([Content(shape={"type": "object"})], headers=ETAG), 304: None},
)
async def openapi(request: web.Request) -> web.Response:
    return _answer(request, await request.app[DOCUMENTS].openapi(), JSON, _SHARED)


@described(
    "showDocs",
    "A page to read this document.",
    parameters=[IF_NONE_MATCH],
    answers={200: Answer([Content("text/html")], headers=ETAG), 304: None},
)
async def docs(request: web.Request) -> web.Response:
    found = await request.app[DOCUMENTS].page("docs.html")
    return _answer(request, found, "text/html", _SHARED | _CLOSED)


@described(
    "showDocsFile",
    "What that page is made of.",
    parameters=[
        Parameter("file", "path", "", {"type": "string", "enum": [*_OURS, *_THEIRS]}, True),
        IF_NONE_MATCH,
    ],
    answers={
        200: Answer([Content("text/css"), Content("text/javascript")], headers=ETAG),
        304: None,
    },
    failures=["route.unknown"],
)
async def docs_file(request: web.Request) -> web.Response:
    name = request.match_info["file"]
    if name not in (*_OURS, *_THEIRS):
        raise web.HTTPNotFound
    found = await request.app[DOCUMENTS].page(name)
    return _answer(request, found, _TYPES[Path(name).suffix], _SHARED)


def _answer(
    request: web.Request, kept: Kept, content_type: str, headers: dict[str, str]
) -> web.Response:
    headers = headers | {"ETag": kept.etag}
    if is_known(request, kept.etag):
        return web.Response(status=304, headers=headers)
    charset = None if content_type == JSON else "utf-8"
    return web.Response(body=kept.body, headers=headers, content_type=content_type, charset=charset)


def _file(name: str) -> Path:
    if name not in _THEIRS:
        return _PAGES / name
    # Found, not imported: it would bring a web framework of its own along.
    spec = find_spec(_LIBRARY)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"{_LIBRARY} is not installed")
    return Path(spec.origin).with_name("dist") / name


ROUTES = [
    web.get("/openapi.json", openapi),
    web.get("/docs", docs),
    web.get("/docs/{file}", docs_file),
]
