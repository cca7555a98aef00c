"""Identifiers and tokens: how they look, how they are made, how they are checked.

Ids are random, prefixed by kind, and carry no order or count that a stranger could read. Secrets that this
service makes carry a prefix too, so that a leaked one is recognised by people and scanners.
"""

from __future__ import annotations

import hashlib
import secrets
import zlib
from typing import NewType

from connector.domain.secrets import Secret, as_bytes

StoreId = NewType("StoreId", str)
BindingId = NewType("BindingId", str)
ConnectionId = NewType("ConnectionId", str)
ClaimId = NewType("ClaimId", str)
LocalDesignId = NewType("LocalDesignId", str)

_BASE32 = "abcdefghijkmnpqrstuvwxyz23456789"  # no l, o, 0, 1: ids are read out over the phone
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

TOKEN_PREFIX = "alc_"  # noqa: S105 - the public part of a token
_TOKEN_DIGITS = 43  # 62^43 > 2^256
_CHECK_DIGITS = 6  # 62^6 > 2^32


class StoreToken(Secret):
    """`alc_` + 256 random bits in base62 + a CRC-32 that finds typing errors without a database look-up."""

    __slots__ = ()


class ConnectSecret(Secret):
    __slots__ = ()


class TicketSecret(Secret):
    __slots__ = ()


class EnrolmentCode(Secret):
    __slots__ = ()


def _random_id(prefix: str, length: int = 20) -> str:
    return prefix + "".join(secrets.choice(_BASE32) for _ in range(length))


def new_store_id() -> StoreId:
    return StoreId(_random_id("st_"))


def new_binding_id() -> BindingId:
    return BindingId(_random_id("bd_"))


def new_connection_id() -> ConnectionId:
    return ConnectionId(_random_id("cn_"))


def new_claim_id() -> ClaimId:
    return ClaimId(_random_id("cl_"))


def new_local_design_id() -> LocalDesignId:
    return LocalDesignId(_random_id("ld_"))


def new_session_ref() -> str:
    return _random_id("ss_", 26)


def new_snapshot_id() -> str:
    return _random_id("sn_")


def new_enrolment_id() -> str:
    return _random_id("en_", 10)


def new_process_id() -> str:
    return _random_id("pr_")


def new_slot_id() -> str:
    return secrets.token_hex(16)


def new_storefront_key() -> str:
    """Publishable: it names a storefront to browsers and opens nothing by itself."""
    return _random_id("pk_", 26)


def new_cart_key() -> str:
    """128 bits in 32 hex digits."""
    return secrets.token_hex(16)


def new_state() -> Secret:
    return Secret(secrets.token_urlsafe(32))


def new_verifier() -> Secret:
    """RFC 7636, 4.1: 43 characters of the unreserved alphabet, 256 bits."""
    return Secret(secrets.token_urlsafe(32))


def new_connect_secret() -> ConnectSecret:
    return ConnectSecret("acs_" + secrets.token_urlsafe(32))


def new_ticket_secret() -> TicketSecret:
    return TicketSecret("ats_" + secrets.token_urlsafe(32))


def new_enrolment_code() -> EnrolmentCode:
    return EnrolmentCode(_random_id("aec_", 26))


def new_store_token() -> StoreToken:
    digits = _base62(secrets.randbits(256), _TOKEN_DIGITS)
    return StoreToken(TOKEN_PREFIX + digits + _checksum(digits))


def looks_like_store_token(text: str) -> bool:
    """Prefix, length and checksum; says nothing about whether the token is anyone's."""
    body = text.removeprefix(TOKEN_PREFIX)
    if body == text or not body.isascii() or len(body) != _TOKEN_DIGITS + _CHECK_DIGITS:
        return False
    return _checksum(body[:_TOKEN_DIGITS]) == body[_TOKEN_DIGITS:]


def digest(secret: Secret) -> str:
    """SHA-256 in hex: how high-entropy secrets are stored and found again."""
    return hashlib.sha256(as_bytes(secret.reveal())).hexdigest()


def _checksum(digits: str) -> str:
    return _base62(zlib.crc32(digits.encode()), _CHECK_DIGITS)


def _base62(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, rest = divmod(number, 62)
        digits.append(_BASE62[rest])
    return "".join(reversed(digits))
