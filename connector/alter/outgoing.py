"""Building one request from a row of the table: address, credentials, headers, body.

Authenticated routes refuse `Origin` and `Referer`, and a caller's headers are not ours to relay: what goes
to Alter besides our own is an allow-list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict, Unpack

import orjson
from yarl import URL

from connector.alter.budget import ANONYMOUS, EMBED
from connector.alter.endpoint import Access, Endpoint, Payload
from connector.domain.secrets import Secret

PASSED_HEADERS = frozenset(
    {"accept", "accept-language", "range", "if-range", "x-alter-client-fingerprint"}
)


@dataclass(frozen=True)
class Credential:
    """A store's Alter credential. `account` names the budget it spends, such as the store id."""

    account: str
    access_key: str
    access_token: Secret


@dataclass(frozen=True)
class Outgoing:
    """A request ready to be sent. `secrets` are those in it, so that messages can leave them out."""

    endpoint: Endpoint
    url: URL
    account: str
    headers: Mapping[str, str] = field(repr=False)
    data: bytes | None = field(repr=False)
    secrets: tuple[Secret, ...] = ()


class Parts(TypedDict, total=False):
    """What fills a row: decoded `path` and `query` values, `body` as JSON, `secrets` in that body."""

    credential: Credential | None
    embed_token: Secret | None
    path: Mapping[str, str] | None
    query: Sequence[tuple[str, str]]
    body: object | None
    headers: Mapping[str, str] | None
    secrets: tuple[Secret, ...]


def prepare(base_url: str, endpoint: Endpoint, **parts: Unpack[Parts]) -> Outgoing:
    """The request for one row. `base_url` ends with the version and has no slash at its end.

    Raises ValueError for parameters, query names and headers outside the table, and for a missing
    credential. A credential is sent only where the row asks for one.
    """
    headers = passed_headers(endpoint, parts.get("headers"))
    credential, embed_token = parts.get("credential"), parts.get("embed_token")
    account, keys, used = _authorised(endpoint, credential, embed_token)
    headers.update(keys)
    body = parts.get("body")
    if body is not None:
        headers["content-type"] = "application/json"
    root = base_url.rpartition("/")[0] if endpoint.above_version else base_url
    url = root + endpoint.url_path(parts.get("path"))
    query = endpoint.url_query(parts.get("query", ()))
    return Outgoing(
        endpoint,
        URL(f"{url}?{query}" if query else url, encoded=True),
        account,
        headers,
        None if body is None else orjson.dumps(body),
        used + parts.get("secrets", ()),
    )


def passed_headers(endpoint: Endpoint, given: Mapping[str, str] | None) -> dict[str, str]:
    """The caller's headers, if all are on the allow-list, over our defaults. ValueError names others."""
    headers = {"accept": "application/json"}
    if endpoint.payload is Payload.FILE:
        # Ranges and lengths are those of the file only when nobody compresses on the way.
        headers = {"accept": "*/*", "accept-encoding": "identity"}
    for name, value in (given or {}).items():
        if name.lower() not in PASSED_HEADERS:
            raise ValueError(f"{endpoint.name}: header {name[:40]!r} does not go to Alter")
        headers[name.lower()] = _header_value(endpoint, name, value)
    return headers


def _authorised(
    endpoint: Endpoint, credential: Credential | None, embed_token: Secret | None
) -> tuple[str, dict[str, str], tuple[Secret, ...]]:
    """(budget account, headers, secrets in them) for what the row's access asks."""
    if endpoint.access is Access.EMBED_TOKEN:
        if not embed_token:
            raise ValueError(f"{endpoint.name}: needs an embed token")
        bearer = _header_value(endpoint, "authorization", f"Bearer {embed_token.reveal()}")
        return EMBED, {"authorization": bearer}, (embed_token,)
    if endpoint.access is Access.CREDENTIAL and credential is None:
        raise ValueError(f"{endpoint.name}: needs a credential")
    if credential is None or endpoint.access in {Access.PUBLIC, Access.HANDOFF_CODE}:
        return ANONYMOUS, {}, ()
    token = credential.access_token
    keys = {
        "x-alter-access-key": _header_value(endpoint, "access key", credential.access_key),
        "x-alter-access-token": _header_value(endpoint, "access token", token.reveal()),
    }
    return credential.account, keys, (token,)


def _header_value(endpoint: Endpoint, name: str, value: str) -> str:
    if not value.isascii() or not value.isprintable():
        raise ValueError(f"{endpoint.name}: {name[:40]!r} is not printable ASCII")
    return value
