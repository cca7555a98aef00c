"""Tickets: genuine and living ones open what they name, and nothing else does."""

from __future__ import annotations

import json
import string
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wp_bridge.errors import TicketInvalid
from wp_bridge.protocol import base64url, keyed_hash
from wp_bridge.tickets import LEEWAY, LIFETIME, Ticket, issue, verify

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "tickets.json").read_text())
SECRET = VECTORS["ticketSecret"]
NOW = VECTORS["now"]
GOOD = Ticket("wc_123", "ord_9", "A" * 22, "edit", NOW + 600)


def sign(payload: bytes | str, secret: str = SECRET) -> str:
    encoded = base64url(payload) if isinstance(payload, bytes) else payload
    return f"v1.{encoded}.{keyed_hash(secret, f'v1.{encoded}')}"


def reason(ticket: str, now: float = NOW) -> str:
    with pytest.raises(TicketInvalid) as caught:
        verify(ticket, [SECRET], now=now)
    return caught.value.reason


@pytest.mark.parametrize("vector", VECTORS["valid"], ids=lambda vector: vector["name"])
def test_valid_vectors_open(vector: dict[str, Any]) -> None:
    ticket = verify(vector["ticket"], [SECRET], now=NOW)
    content = {
        "p": ticket.external_product_id,
        "o": ticket.order_id,
        "k": ticket.cart_key,
        "m": ticket.mode,
        "e": ticket.expires_at,
    }
    assert {name: value for name, value in content.items() if value is not None} == vector[
        "content"
    ]


@pytest.mark.parametrize("vector", VECTORS["invalid"], ids=lambda vector: vector["name"])
def test_invalid_vectors_name_their_reason(vector: dict[str, str]) -> None:
    assert reason(vector["ticket"]) == vector["reason"]


def test_what_is_issued_opens_again() -> None:
    assert verify(issue(GOOD, SECRET), [SECRET], now=NOW) == GOOD


@given(
    st.builds(
        Ticket,
        external_product_id=st.text(
            string.ascii_letters + string.digits + "_-.:/", min_size=1, max_size=64
        ),
        order_id=st.none() | st.text(string.ascii_letters + "_-", min_size=1, max_size=128),
        cart_key=st.text(string.hexdigits, min_size=16, max_size=64),
        mode=st.sampled_from([None, "view", "edit"]),
        expires_at=st.integers(NOW + 1, NOW + LIFETIME),
    )
)
def test_every_sane_ticket_travels(ticket: Ticket) -> None:
    assert verify(issue(ticket, SECRET), [SECRET], now=NOW) == ticket


def test_either_secret_opens_during_a_rotation() -> None:
    for secrets in (["new", SECRET], [SECRET, "new"]):
        assert verify(issue(GOOD, SECRET), secrets, now=NOW) == GOOD
    with pytest.raises(TicketInvalid, match="signature"):
        verify(issue(GOOD, SECRET), ["new", "newer"], now=NOW)
    with pytest.raises(TicketInvalid, match="signature"):
        verify(issue(GOOD, SECRET), [], now=NOW)


def test_an_empty_secret_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="empty secret"):
        verify(issue(GOOD, SECRET), [""], now=NOW)
    with pytest.raises(ValueError, match="empty secret"):
        issue(GOOD, "")


def test_every_changed_character_closes_it() -> None:
    ticket = issue(GOOD, SECRET)
    for position, char in enumerate(ticket):
        other = "B" if char != "B" else "C"
        assert reason(ticket[:position] + other + ticket[position + 1 :]) in {"shape", "signature"}


def test_every_shortened_ticket_is_closed() -> None:
    ticket = issue(GOOD, SECRET)
    assert {reason(ticket[:length]) for length in range(len(ticket))} <= {"shape", "signature"}


def test_the_signature_is_judged_before_the_content() -> None:
    """Otherwise a forger could tell broken JSON from a wrong signature, or reach the parser at all."""
    assert reason(sign(b"not json", "another secret")) == "signature"


def test_time_limits_hold_to_the_second() -> None:
    def living(expires_at: int, now: float) -> str:
        return issue(Ticket("wc_1", None, None, None, expires_at), SECRET)

    edge = living(NOW, NOW)
    assert verify(edge, [SECRET], now=NOW - 0.001).expires_at == NOW
    assert reason(edge, now=NOW) == "expired"
    far = living(NOW + LIFETIME + LEEWAY, NOW)
    assert verify(far, [SECRET], now=NOW).external_product_id == "wc_1"
    assert reason(far, now=NOW - 1) == "tooFarAhead"


@pytest.mark.parametrize(
    "content",
    [
        {"e": NOW + 60},
        {"p": "wc_1"},
        {"p": "", "e": NOW + 60},
        {"p": 1, "e": NOW + 60},
        {"p": None, "e": NOW + 60},
        {"p": "wc_1\n", "e": NOW + 60},
        {"p": "wc 1", "e": NOW + 60},
        {"p": "w" * 192, "e": NOW + 60},
        {"p": "wc_1", "e": str(NOW + 60)},
        {"p": "wc_1", "e": NOW + 60.0},
        {"p": "wc_1", "e": True},
        {"p": "wc_1", "e": None},
        {"p": "wc_1", "e": NOW + 60, "x": 1},
        {"p": "wc_1", "e": NOW + 60, "P": "wc_1"},
        {"p": "wc_1", "e": NOW + 60, "o": ""},
        {"p": "wc_1", "e": NOW + 60, "o": None},
        {"p": "wc_1", "e": NOW + 60, "o": "../x"},
        {"p": "wc_1", "e": NOW + 60, "o": ["a"]},
        {"p": "wc_1", "e": NOW + 60, "k": "A" * 15},
        {"p": "wc_1", "e": NOW + 60, "k": "A" * 65},
        {"p": "wc_1", "e": NOW + 60, "k": "A" * 21 + "="},
        {"p": "wc_1", "e": NOW + 60, "k": "A" * 22 + "\n"},
        {"p": "wc_1", "e": NOW + 60, "m": "view"},
        {"p": "wc_1", "e": NOW + 60, "o": "a", "m": "admin"},
        {"p": "wc_1", "e": NOW + 60, "o": "a", "m": ""},
    ],
)
def test_genuine_but_odd_content_is_refused(content: dict[str, object]) -> None:
    assert reason(sign(json.dumps(content).encode())) == "payload"


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"null",
        b"[]",
        b'"p"',
        b"{",
        b"\xff",
        b"[" * 1400,
        b'{"p":"wc_1","p":"wc_2","e":%d}' % (NOW + 60),
        b'{"p":"wc_1","e":NaN}',
        b'{"p":"wc_1","e":Infinity}',
        b'\xef\xbb\xbf{"p":"wc_1","e":%d}' % (NOW + 60),
    ],
)
def test_what_is_no_strict_json_object_is_refused(payload: bytes) -> None:
    assert reason(sign(payload)) in {"payload", "shape"}


def test_only_the_canonical_base64url_is_read() -> None:
    payload = json.dumps({"p": "wc_12", "e": NOW + 60}).encode()
    encoded = base64url(payload)
    assert len(encoded) % 4 == 2
    twin = encoded[:-1] + chr(ord(encoded[-1]) + 1)
    assert urlsafe_b64decode(twin + "==") == payload
    assert reason(sign(twin)) == "payload"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "v1",
        "v1..",
        "v2" + issue(GOOD, SECRET)[2:],
        issue(GOOD, SECRET) + "\n",
        " " + issue(GOOD, SECRET),
    ],
)
def test_other_shapes_are_refused(text: str) -> None:
    assert reason(text) == "shape"


def test_long_tickets_are_refused_unread() -> None:
    assert reason(sign(b" " * 2048)) == "shape"


@given(st.text(max_size=200))
def test_no_text_makes_another_error(text: str) -> None:
    with pytest.raises(TicketInvalid):
        verify(text, [SECRET], now=NOW)
