"""Canary secrets under every name."""

from __future__ import annotations

import pytest

from connector.logs.redaction import (
    REDACTED,
    is_secret_name,
)
from tests.logs.speaking import CANARY, Events, Written, log

SECRET_NAMES = [
    "token",
    "accessToken",
    "access_token",
    "X-Alter-Access-Token",
    "sessionToken",
    "store_token",
    "tokens",
    "secret",
    "connectSecret",
    "ticketSecret",
    "clientSecrets",
    "password",
    "passwd",
    "authorization",
    "Authorization",
    "proxy-authorization",
    "code",
    "CODE",
    "handoff_code",
    "handoffCode",
    "enrolment_code",
    "code_verifier",
    "codeVerifier",
    "cookie",
    "Set-Cookie",
    "ticket",
    "fingerprint",
    "X-Alter-Access-Key",
    "accessKey",
    "access_key",
    "api_key",
    "master_key",
    "data_key",
    "private_key",
    "claimKey",
    "cartKey",
    "credentials",
    "proof",
    "signature",
    "JWT",
    "challenge",
]


HARMLESS_NAMES = [
    "status_code",
    "statusCode",
    "errorCode",
    "error_code",
    "upstreamCode",
    "exit_code",
    "country_code",
    "currencyCode",
    "token_id",
    "tokenCount",
    "token_type",
    "ticket_reason",
    "key_id",
    "secret_name",
    "credential_status",
    "password_file",
    "storefrontKey",
    "storefront_key",
    "key",
    "state",
    "encoded",
    "barcode",
    "monkey",
    "secretary",
    "tokenise",
    "store_id",
    "event",
    "externalProductId",
    "",
    "___",
    "ключ",
]


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_values_under_secret_names_are_dropped(written: Written, name: str) -> None:
    assert is_secret_name(name)
    log().info("x", **{name: CANARY})
    log().info("x", deep=[{"a": {name: [CANARY]}}])
    log().info("x", **{name: {"inner": CANARY}})
    assert CANARY not in written()
    assert written().count(REDACTED) == 3


@pytest.mark.parametrize("name", HARMLESS_NAMES)
def test_values_under_harmless_names_stay(written: Written, name: str) -> None:
    assert not is_secret_name(name)
    log().info("x", fields={name: CANARY})
    assert CANARY in written()


def test_numbers_and_flags_under_secret_names_stay(events: Events) -> None:
    log().info("x", code=403, token=None, ticket=True, tokens=3)
    [event] = events()
    assert (event["code"], event["token"], event["ticket"], event["tokens"]) == (403, None, True, 3)
