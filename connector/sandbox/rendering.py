"""The sandbox's HTML pages: templates beside this file, escaped by default, nothing from elsewhere."""

from __future__ import annotations

import secrets
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"),
    autoescape=True,
    undefined=StrictUndefined,
)


def page(
    template: str,
    *,
    status: int = 200,
    framed: bool = False,
    connect: str = "'none'",
    **values: object,
) -> web.Response:
    """`framed` pages may stand in a store's page; the others refuse it against click-jacking."""
    nonce = secrets.token_urlsafe(16)
    ancestors = "*" if framed else "'none'"
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'nonce-{nonce}'; "
        f"connect-src {connect}; base-uri 'none'; frame-ancestors {ancestors}"
    )
    return web.Response(
        text=_environment.get_template(template).render(nonce=nonce, **values),
        content_type="text/html",
        charset="utf-8",
        status=status,
        headers={
            "Content-Security-Policy": policy,
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        },
    )
