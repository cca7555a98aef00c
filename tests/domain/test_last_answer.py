"""What is kept of a refusal: readable, short, without secrets and without anything that steers a terminal."""

from __future__ import annotations

import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.last_answer import HIDDEN, LONGEST, readable

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl"


def shown(value: object) -> str:
    found = readable(json.dumps(value).encode())
    assert found is not None
    return found


def test_a_refusal_stays_readable() -> None:
    """Codes, numbers, texts and flags: what an operator needs."""
    body = {
        "code": "runtimeBinding.designNotFound",
        "message": "Design 999999 is not of storefront 12 (wc_123_456).",
        "errors": [{"path": "bindings.3.designId", "limit": 100, "fatal": True, "token": None}],
    }
    assert json.loads(shown(body)) == body


@pytest.mark.parametrize(
    "name",
    [
        "token",
        "accessToken",
        "x-alter-access-key",
        "apiKey",
        "api_keys",
        "key",
        "clientSecret",
        "Authorization",
        "credential",
        "password",
        "customerEmail",
        "e-mail",
        "sessionCookie",
    ],
)
def test_what_a_name_calls_secret_is_dropped(name: str) -> None:
    """Whatever its shape, in JSON, in half JSON and in a page."""
    for body in (
        json.dumps({"deep": [{name: "short"}]}),
        json.dumps({name: {"in": "short"}}),
        f'{{"{name}": "short", "and": ',
        f"<p>{name}=short&page=2</p>",
        f"{name}: short",
    ):
        found = readable(body.encode())
        assert found is not None
        assert "short" not in found
        assert HIDDEN in found


@pytest.mark.parametrize(
    "secret",
    [
        JWT,
        "ak_0123456789abcdef01234567",
        "at_kQ8vNn2zXw-YtR5uE_1bC3dF4gH6jK7m",
        "alc_" + "a1" * 24,
        "Bearer abc",
        "Basic YTpi",
        "0123456789abcdef0123456789abcdef",
        "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "jane.doe+shop@example.com",
        "jane@localhost",
        "Zm9v/YmFy+YmF6/cXV4cXV4cXV4MTIz=",
    ],
)
def test_what_looks_like_a_secret_is_dropped(secret: str) -> None:
    """In a value, in a name, in the middle of a text, and in what is no JSON."""
    for body in (
        json.dumps({"message": f"refused for {secret}, try again"}),
        json.dumps({secret: 1}),
        f"<html>refused for {secret}</html>",
    ):
        found = readable(body.encode())
        assert found is not None
        for part in secret.split():
            assert part in {"Bearer", "Basic"} or part not in found


def test_signed_addresses_lose_their_query() -> None:
    found = shown({"url": "https://files.example/a.png?X-Sig=ab&x=1"})
    assert found == f'{{"url": "https://files.example/a.png?{HIDDEN}"}}'


def test_known_values_are_dropped_whatever_they_look_like() -> None:
    assert readable(b'{"message": "hello plain"}', ["plain", "hello plain", ""]) == (
        f'{{"message": "{HIDDEN}"}}'
    )


def test_nothing_steers_a_terminal_or_forges_a_line() -> None:
    body = "<b>\x1b[31mred\x07\r\nnext\u202e\u2028\x9b end\x00</b>".encode()
    assert readable(body) == "<b> [31mred next end </b>"
    assert readable(b'{"a": "\\u001b[2J\\nx"}') == '{"a": " [2J x"}'


def test_a_control_character_hides_no_secret() -> None:
    """Marks that nobody sees are taken out before anything is judged."""
    found = readable('{"message": "to\u200bken=abc jane\u200b@example.com"}'.encode())
    assert found is not None
    assert "example.com" not in found
    assert "abc" not in found


def test_it_is_cut() -> None:
    for body in (b"x y " * 5_000, json.dumps({"a": ["x y "] * 5_000}).encode(), b"[" * 100_000):
        found = readable(body)
        assert found is not None
        assert len(found) <= LONGEST


@pytest.mark.parametrize("body", [b"", b"  \n", b"\x00\x01"])
def test_nothing_is_nothing(body: bytes) -> None:
    assert readable(body) is None


@given(st.binary(max_size=400))
def test_it_reads_anything(body: bytes) -> None:
    found = readable(body)
    assert found is None or (found.isprintable() and len(found) <= LONGEST)


@given(
    st.text(string.ascii_letters + string.digits, min_size=24, max_size=80).filter(
        lambda text: any(each.isdigit() for each in text)
    )
)
def test_no_long_random_text_passes(secret: str) -> None:
    for body in (f'{{"message": "of {secret}."}}', f"of {secret}."):
        found = readable(body.encode())
        assert found is not None
        assert secret not in found
