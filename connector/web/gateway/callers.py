"""Who calls the gateway: a store id and token in Alter's two headers, or Bearer."""

from __future__ import annotations

from aiohttp import web

from connector.domain.errors import Forbidden, Unauthorised
from connector.domain.secrets import Secret
from connector.domain.store import Store
from connector.web.callers import STORE_TOKEN, bearer
from connector.web.described import Access
from connector.web.parts import FLOWS

KEY_HEADER = "x-alter-access-key"
TOKEN_HEADER = "x-alter-access-token"  # noqa: S105 - a header's name

BY_CREDENTIAL = Access(
    # Alter's two headers together, or the token alone.
    [{"alterKey": (), "alterToken": ()}, {STORE_TOKEN: ()}],
    failures=["connector.unauthorised", "auth.invalidToken", "connector.browserRefused"],
)
BY_CREDENTIAL_OR_SIGNED = Access(
    [{}, *BY_CREDENTIAL.security], failures=[*BY_CREDENTIAL.failures, "connector.budget"]
)
BY_NOBODY = Access(failures=["connector.budget"])


def carries_credential(request: web.Request) -> bool:
    """Whether the caller tries to be a store at all."""
    return any(name in request.headers for name in (KEY_HEADER, TOKEN_HEADER, "Authorization"))


async def gateway_store(request: web.Request) -> Store:
    """Raises Unauthorised, and Forbidden for browsers: what upstream refuses is refused here."""
    if "Origin" in request.headers or "Referer" in request.headers:
        raise Forbidden("connector.browserRefused", "This route is for servers.")
    store = (await request.app[FLOWS].authenticate(_token(request))).store
    key = _single(request, KEY_HEADER)
    if key is not None and key != store.id:
        raise _unauthorised()
    return store


def _token(request: web.Request) -> Secret:
    """Both ways at once must say the same, or a proxy in between could choose who is believed."""
    in_header = _single(request, TOKEN_HEADER)
    in_bearer = bearer(request)
    given = None if in_header is None else Secret(in_header)
    if given is not None and in_bearer is not None and given != in_bearer:
        raise _unauthorised()
    if given is not None and in_bearer is None and _single(request, KEY_HEADER) is None:
        raise _unauthorised()
    found = given or in_bearer
    if found is None:
        raise _unauthorised()
    return found


def _single(request: web.Request, name: str) -> str | None:
    found = request.headers.getall(name, [])
    if len(found) > 1:
        raise _unauthorised()
    return found[0] if found else None


def _unauthorised() -> Unauthorised:
    return Unauthorised("connector.unauthorised", "Unauthorized")
