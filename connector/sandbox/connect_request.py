"""What the connect page is asked for. Its address and parameter names are documented nowhere; these
are the connector's defaults (contract.md, "Connect")."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from connector.sandbox.session_request import is_bare_origin

CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
LONGEST_FIELD = 2_048


class UnusableRequest(Exception):
    """The message is for the person in front of the page."""


@dataclass(frozen=True, slots=True)
class ConnectRequest:
    store_url: str
    site_origin: str
    redirect_uri: str
    state: str
    code_challenge: str
    code_challenge_method: str

    @property
    def fields(self) -> dict[str, str]:
        return asdict(self)

    @property
    def store_host(self) -> str:
        return urlsplit(self.store_url).netloc

    @property
    def redirect_host(self) -> str:
        return urlsplit(self.redirect_uri).netloc

    def back(self, **answer: str) -> str:
        """The redirect address with the answer appended; its own query stays."""
        parts = urlsplit(self.redirect_uri)
        query = parse_qsl(parts.query, keep_blank_values=True)
        query += [*answer.items(), ("state", self.state)]
        return urlunsplit(parts._replace(query=urlencode(query)))


def read_connect_request(unverified: Mapping[str, str]) -> ConnectRequest:
    values = {name: unverified.get(name, "") for name in ConnectRequest.__dataclass_fields__}
    for name, value in values.items():
        if not value:
            raise UnusableRequest(f"The parameter {name} is missing.")
        if len(value) > LONGEST_FIELD:
            raise UnusableRequest(f"The parameter {name} is too long.")
    wanted = ConnectRequest(**values)
    if wanted.code_challenge_method != "S256":
        raise UnusableRequest("Only the code challenge method S256 is accepted.")
    if not CHALLENGE.fullmatch(wanted.code_challenge):
        raise UnusableRequest("The code challenge is not the SHA-256 of a verifier.")
    _check_addresses(wanted)
    return wanted


def _check_addresses(wanted: ConnectRequest) -> None:
    if not is_bare_origin(wanted.site_origin):
        raise UnusableRequest("site_origin is not a bare origin such as https://yourstore.com.")
    if not _lies_at(wanted.store_url, wanted.site_origin) or not wanted.store_url.endswith("/"):
        raise UnusableRequest("store_url is not an address of that site ending in a slash.")
    # A code sent elsewhere would be somebody else's to exchange.
    if not _lies_at(wanted.redirect_uri, wanted.site_origin):
        raise UnusableRequest("redirect_uri does not lie at the store that asks.")


def _lies_at(address: str, origin: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    same_place = f"{parts.scheme}://{parts.netloc}" == origin
    printable = address.isprintable() and "\\" not in address
    return same_place and printable and not parts.fragment
