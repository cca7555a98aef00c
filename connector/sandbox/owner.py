"""The store owner's part of connecting, played over real HTTP as a browser would."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import aiohttp


class NotRedirected(Exception):
    """The connect page answered with something else; the message says what."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Where the owner's browser was sent, and the parts of it the plugin reads."""

    location: str
    code: str | None
    state: str | None
    error: str | None


async def approve(
    authorize_url: str, *, decision: str = "approve", storefront_id: int | None = None
) -> Approval:
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        session.get(authorize_url, allow_redirects=False) as shown,
    ):
        if shown.status == 302:
            return _approval(shown.headers["Location"])
        if shown.status != 200:
            raise NotRedirected(f"{shown.status}: {await shown.text()}")
        form = {name: values[0] for name, values in parse_qs(shown.url.raw_query_string).items()}
        form["decision"] = decision
        if storefront_id is not None:
            form["storefront_id"] = str(storefront_id)
        page = shown.url.with_query(None)
        async with session.post(page, data=form, allow_redirects=False) as decided:
            if decided.status != 302:
                raise NotRedirected(f"{decided.status}: {await decided.text()}")
            return _approval(decided.headers["Location"])


def _approval(location: str) -> Approval:
    query = parse_qs(urlsplit(location).query)

    def first(name: str) -> str | None:
        return query.get(name, [None])[0]

    return Approval(location, first("code"), first("state"), first("error"))
