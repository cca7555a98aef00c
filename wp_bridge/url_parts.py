"""Strict pieces of web addresses: split, judge, and write anew.

`urllib` and browsers forgive (they drop tabs, read backslashes as slashes, decode twice), and each
pair of forgiving parsers disagrees somewhere; such a disagreement is how an address passes a check
as one site and is used as another. So nothing here forgives, and callers only ever use what is
written anew. RFC 3986 for the grammar, UTS 46 (via `idna`) for international names, WHATWG URL for
"ends in a number".
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

import idna

from wp_bridge.errors import InvalidSiteUrl
from wp_bridge.special_addresses import LOOPBACK, PRIVATE, special_range

LONGEST = 2048
DEFAULT_PORTS = {"https": 443, "http": 80}
# RFC 6761 and RFC 6762 names that never lead to the public internet.
_DEVELOPMENT_NAMES = ("localhost", "local", "test")

_SHAPE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
# pchar of RFC 3986 less the unreserved characters, which `quote` always leaves alone.
_PATH_SAFE = "!$&'()*+,;=:@"


@dataclass(frozen=True)
class Parts:
    """An address taken apart and cleaned; `host` is ASCII, IPv6 in brackets, `port` None if
    default.

    `path` starts with a slash and is percent-encoded anew; `query` is raw and unverified, None if
    absent.
    """

    scheme: str
    host: str
    port: int | None
    path: str
    unverified_query: str | None

    @property
    def origin(self) -> str:
        """RFC 6454 serialisation: `scheme://host[:port]`."""
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        return self.host if self.port is None else f"{self.host}:{self.port}"


def split(text: str, *, allow_private: bool) -> Parts:
    """Takes an absolute http or https address apart. Raises InvalidSiteUrl."""
    refuse_odd_characters(text)
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        raise InvalidSiteUrl("This is not a full web address; write it like https://shop.example/.")
    scheme, authority, path, query, fragment = shape.groups()
    scheme = scheme.lower()
    if scheme not in DEFAULT_PORTS:
        raise InvalidSiteUrl(
            "Only https:// addresses can be used; start the address with https://."
        )
    if fragment is not None:
        raise InvalidSiteUrl("The address has a part after '#'; remove it.")
    if "@" in authority:
        raise InvalidSiteUrl("The address holds a user name before '@'; remove it.")
    host, port = _host_and_port(authority, scheme)
    host = _clean_host(host, allow_private=allow_private)
    unverified_query = None if query is None else query[1:]
    return Parts(scheme, host, port, clean_path(path), unverified_query)


def refuse_odd_characters(text: str) -> None:
    """Raises InvalidSiteUrl for what some parser drops, folds or reads as something else."""
    if len(text) > LONGEST:
        raise InvalidSiteUrl(f"The address is longer than {LONGEST} characters; use a shorter one.")
    if "\\" in text:
        raise InvalidSiteUrl("The address holds a backslash; use forward slashes.")
    # Cc control, Cf invisible format (bidi overrides), Cs lone surrogates, Z* spaces of all kinds.
    if any(unicodedata.category(char)[0] == "Z" or _is_invisible(char) for char in text):
        raise InvalidSiteUrl("The address holds spaces or invisible characters; remove them.")


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs"}


def _is_control(char: str) -> bool:
    return unicodedata.category(char) == "Cc"


def _host_and_port(authority: str, scheme: str) -> tuple[str, int | None]:
    found = re.fullmatch(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::([0-9]{1,5}))?", authority, re.ASCII)
    if found is None or not found[1]:
        raise InvalidSiteUrl(
            "The host or port of the address is malformed; write it like https://shop.example/."
        )
    if found[2] is None:
        return found[1], None
    port = int(found[2])
    if not 1 <= port <= 65535:
        raise InvalidSiteUrl("The port of the address is not between 1 and 65535; correct it.")
    return found[1], None if port == DEFAULT_PORTS[scheme] else port


def _clean_host(host: str, *, allow_private: bool) -> str:
    if host.startswith("["):
        return _clean_literal(host[1:-1], allow_private=allow_private)
    name = _ascii_name(host)
    labels = name.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels) or len(name) > 253:
        raise InvalidSiteUrl(
            "The host name of the address is not valid; use letters, digits, hyphens and dots."
        )
    # inet_aton reads 127.1, 0x7f.1 and 0177.0.0.1 as addresses: a name that ends in a number is one
    # or nothing.
    if _NUMBER.fullmatch(labels[-1]):
        return _clean_literal(name, allow_private=allow_private)
    if len(labels) == 1 and not (allow_private and name == "localhost"):
        raise InvalidSiteUrl(
            "The host name has no dot; "
            "use the public address of the store, like https://shop.example/."
        )
    return name


def _ascii_name(host: str) -> str:
    """Lower-case ASCII form. ASCII labels pass as they are: IDNA would refuse real names like
    r3---sn.
    """
    labels = host.lower().split(".")
    try:
        if host.isascii():
            for label in labels:
                if label.startswith("xn--"):
                    idna.ulabel(label)
            return ".".join(labels)
        return idna.encode(host, uts46=True, std3_rules=True, transitional=False).decode("ascii")
    except UnicodeError as error:
        raise InvalidSiteUrl(
            "The host name of the address is not a valid international name; check its spelling."
        ) from error


def _clean_literal(literal: str, *, allow_private: bool) -> str:
    try:
        address = ipaddress.ip_address(literal)
    except ValueError as error:
        raise InvalidSiteUrl(
            "The host of the address is not a valid IP address; use the store's domain name."
        ) from error
    name = special_range(address)
    if name is not None and not (allow_private and name in {LOOPBACK, PRIVATE}):
        raise InvalidSiteUrl(
            f"{address} is a {name} address, which cannot be reached from outside; "
            "use the store's public domain name."
        )
    return str(address) if address.version == 4 else f"[{address}]"


def is_development_host(host: str) -> bool:
    """Whether plain http to this cleaned host stays on this machine or network."""
    if host.rsplit(".", 1)[-1] in _DEVELOPMENT_NAMES:
        return True
    try:
        return special_range(ipaddress.ip_address(host.strip("[]"))) in {LOOPBACK, PRIVATE}
    except ValueError:
        return False


def clean_path(path: str) -> str:
    """The path with every segment decoded once, judged and encoded anew; trailing slashes become
    one.

    Raises InvalidSiteUrl for dot segments and encoded slashes: a server or a proxy resolves them
    later, and then the path lies somewhere else than where it was checked.
    """
    if _BAD_ESCAPE.search(path):
        raise InvalidSiteUrl("The path of the address has a '%' that escapes nothing; correct it.")
    segments = [_clean_segment(segment) for segment in path.rstrip("/").split("/")[1:]]
    if "" in segments:
        raise InvalidSiteUrl("The path of the address has two slashes in a row; remove one.")
    cleaned = "/" + "/".join(segments) + ("/" if path.endswith("/") and segments else "")
    if len(cleaned) > LONGEST:
        raise InvalidSiteUrl(f"The path is longer than {LONGEST} characters; use a shorter one.")
    return cleaned


def _clean_segment(segment: str) -> str:
    try:
        decoded = unquote_to_bytes(segment).decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidSiteUrl("The path of the address is not UTF-8; correct it.") from error
    if decoded in {".", ".."}:
        raise InvalidSiteUrl("The path of the address holds '.' or '..'; write the full path.")
    if "/" in decoded or "\\" in decoded or any(map(_is_control, decoded)):
        raise InvalidSiteUrl(
            "The path of the address holds an escaped slash or control; remove it."
        )
    return quote(decoded, safe=_PATH_SAFE)
