"""Canary secrets go in by every door, and none comes out by any."""

from __future__ import annotations

import logging

import pytest

from connector.domain.secrets import Secret
from connector.logs.redaction import (
    REDACTED,
)
from tests.logs.speaking import Events, Written, doors, log


@pytest.mark.parametrize("door", list(doors("")))
def test_living_secrets_are_cut_out_of_everything(written: Written, door: str) -> None:
    secret = Secret("zebra+crossing/canary 1")
    doors(secret.reveal())[door]()
    assert REDACTED in written()
    assert "zebra" not in written()
    assert "crossing" not in written()


def test_a_secret_object_shows_itself_redacted(written: Written) -> None:
    log().info("x", value=Secret("zebra-crossing"), wrapped=[Secret("zebra-crossing")])
    assert "zebra" not in written()
    assert "Secret(…)" in written()


def test_the_longer_of_two_overlapping_secrets_leaves_no_rest(written: Written) -> None:
    secrets = [Secret("zebra-crossing"), Secret("zebra-crossing-at-night")]
    log().info("got " + secrets[1].reveal())
    assert "night" not in written()


JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlY2FuYXJ5"


TICKET = "v1.eyJwIjoid2NfMSIsImUiOjF9canary.AbCdEfGhIjKlMnOpQrStUvWxYz0123456789canary0"


SHAPES = [
    ("a store token", "token alc_canary0123456789 refused", "alc_"),
    ("an enrolment code", "GET /plugin/aec_canary0123456789/alter-connector.zip", "aec_"),
    ("a JWT", f"got {JWT} from shop", "eyJ"),
    ("a ticket", f"got {TICKET}", "v1.eyJ"),
    ("a bearer header", "header was Bearer canary.0123/45+6==", "canary"),
    ("a lower-case bearer", "bearer canary0123456", "canary"),
    ("basic auth", "Basic Y2FuYXJ5OmNhbmFyeQ==", "Y2FuYXJ5"),
    ("a header line", "X-Alter-Access-Token: canary; x", "canary"),
    ("a cookie line", "Cookie: a=canary; b=canary", "canary"),
    ("a query code", "GET /cb?code=canary&page=1", "canary"),
    ("a query state", "https://s.example/wp-admin/admin.php?page=a&state=canary#x", "canary"),
    ("a query token", "https://s.example/?TOKEN=canary", "canary"),
    ("a PKCE verifier", "/x?a=1&code_verifier=canary", "canary"),
    ("an escaped address", "redirect_uri=https%3A%2F%2Fs%2F%3Fcode%3Dcanary%26page%3D1", "canary"),
    ("a database address", "postgresql://alter:canary@db/alter", "canary"),
    ("a proxy address", "http://canary@proxy:1", "canary"),
    ("a key file line", "alter-connector-key-v1 0123456789abcdef canary", "canary"),
    ("a JSON body", '{"accessToken": "canary", "storeUrl": "x"}', "canary"),
    ("a JSON body with escapes", '{"code":"a\\"canary","x":1}', "canary"),
    ("a body cut off", '{"connectSecret":"canary', "canary"),
    ("JSON inside JSON", '{"body": "{\\"code\\": \\"canary\\"}"}', "canary"),
    ("a dict's repr", "{'x-alter-access-token': 'canary', 'a': 'b'}", "canary"),
    ("raw headers", "((b'Host', b's'), (b'x-alter-access-token', b'canary'))", "canary"),
    ("a name as a value before", '{"error": "token", "code": "canary"}', "canary"),
    ("a list of names", "'error', 'token': 'canary'", "canary"),
]


@pytest.mark.parametrize(
    ("text", "leak"), [row[1:] for row in SHAPES], ids=[row[0] for row in SHAPES]
)
def test_known_shapes_are_cut_out_though_nobody_made_them_a_secret(
    written: Written, text: str, leak: str
) -> None:
    log().info(text, value=text)
    logging.getLogger("some.library").error("x", exc_info=ValueError(text))
    assert leak not in written()
    assert written().count(REDACTED) >= 3


@pytest.mark.parametrize(
    "text",
    [
        "sync finished: state=ok code=dns",
        "GET /v1/bindings?limit=10&cursor=abc&status=active",
        "connect.unknown at 10:30:12",
        "plugin v1.2.3 needs v1.10.0",
        "https://shop.example/wp-json/alter/v1/proof",
        '{"errorCode": "plan.limit", "storefrontKey": "sf_1", "status": "active"}',
        "mail owner@shop.example about tokens",
        "the bearer of this",
    ],
)
def test_ordinary_texts_stay_whole(events: Events, text: str) -> None:
    log().info("x", value=text)
    assert events()[0]["value"] == text
