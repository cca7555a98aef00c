"""Identifiers and tokens: their look, their checksum, their randomness."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain import ids
from connector.domain.secrets import Secret

MAKERS: dict[str, tuple[Callable[[], str], str]] = {
    "store": (ids.new_store_id, r"st_[a-km-np-z2-9]{20}"),
    "binding": (ids.new_binding_id, r"bd_[a-km-np-z2-9]{20}"),
    "connection": (ids.new_connection_id, r"cn_[a-km-np-z2-9]{20}"),
    "session": (ids.new_session_ref, r"ss_[a-km-np-z2-9]{26}"),
    "enrolment": (ids.new_enrolment_id, r"en_[a-km-np-z2-9]{10}"),
    "storefront": (ids.new_storefront_key, r"pk_[a-km-np-z2-9]{26}"),
    "cart": (ids.new_cart_key, r"[0-9a-f]{32}"),
    "token": (lambda: ids.new_store_token().reveal(), r"alc_[0-9A-Za-z]{49}"),
    "state": (lambda: ids.new_state().reveal(), r"[0-9A-Za-z_-]{43}"),
    "verifier": (lambda: ids.new_verifier().reveal(), r"[0-9A-Za-z._~-]{43,128}"),
    "connect secret": (lambda: ids.new_connect_secret().reveal(), r"acs_[0-9A-Za-z_-]{43}"),
    "ticket secret": (lambda: ids.new_ticket_secret().reveal(), r"ats_[0-9A-Za-z_-]{43}"),
    "enrolment code": (lambda: ids.new_enrolment_code().reveal(), r"aec_[a-km-np-z2-9]{26}"),
}


@pytest.mark.parametrize(("make", "look"), MAKERS.values(), ids=MAKERS.keys())
def test_every_kind_has_its_look_and_never_repeats(make: Callable[[], str], look: str) -> None:
    """Prefixed by kind, without letters that are mistaken for each other, and random."""
    made = [make() for _ in range(500)]
    assert all(re.fullmatch(look, each) for each in made)
    assert len(set(made)) == len(made)
    # Every place varies: none is a counter's or a clock's. The checksum's first digit knows five values.
    tails = [each[-10:] for each in made]
    assert all(len({tail[place] for tail in tails}) >= 4 for place in range(10))


def test_a_store_token_passes_its_own_check() -> None:
    """All of them, not most."""
    assert all(ids.looks_like_store_token(ids.new_store_token().reveal()) for _ in range(500))


@given(st.integers(4, 52), st.sampled_from(ids._BASE62))
def test_a_mistyped_token_is_found_without_the_database(place: int, letter: str) -> None:
    """CRC-32 finds every single wrong character."""
    token = ids.new_store_token().reveal()
    wrong = token[:place] + letter + token[place + 1 :]
    assert ids.looks_like_store_token(wrong) == (wrong == token)


def test_two_letters_that_changed_places_are_found() -> None:
    """The commonest typing error."""
    token = ids.new_store_token().reveal()
    place = next(i for i in range(4, 40) if token[i] != token[i + 1])
    swapped = token[:place] + token[place + 1] + token[place] + token[place + 2 :]
    assert not ids.looks_like_store_token(swapped)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "alc_",
        "alc_" + "0" * 48,
        "alc_" + "0" * 50,
        "st_" + "0" * 49,
        "0" * 49,
        "alc_" + "\udcff" * 49,
    ],
)
def test_what_is_no_token_is_refused_and_never_an_error(text: str) -> None:
    """Header bytes that are no UTF-8 arrive as lone surrogates."""
    assert ids.looks_like_store_token(text) is False


def test_a_token_without_its_prefix_is_none() -> None:
    """People and scanners recognise a leaked one by it."""
    token = ids.new_store_token().reveal()
    assert not ids.looks_like_store_token(token.removeprefix("alc_"))


def test_secrets_are_stored_by_their_sha_256() -> None:
    """As hex, and for any text a header can bring."""
    assert ids.digest(Secret("abc")) == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
    assert len(ids.digest(Secret("\udcff"))) == 64
