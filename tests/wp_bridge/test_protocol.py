"""Proofs, PKCE and route addresses, by the vectors that PHP runs as well."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wp_bridge.protocol import (
    CONTRACT_VERSION,
    EXTERNAL_ID_PREFIX,
    MINIMUM_PLUGIN,
    challenge_s256,
    keyed_hash,
    probe,
    probe_matches,
    proof,
    proof_matches,
    proof_url,
    route_url,
)

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "proof.json").read_text())
STORE = "https://shop.example/blog/"


@pytest.mark.parametrize("vector", VECTORS["proofs"], ids=lambda vector: vector["name"])
def test_proofs_match_their_vectors(vector: dict[str, str]) -> None:
    secret, challenge = vector["connectSecret"], vector["challenge"]
    assert proof(secret, challenge) == vector["proof"]
    assert proof_matches(secret, challenge, vector["proof"])


@pytest.mark.parametrize("vector", VECTORS["probes"], ids=lambda vector: vector["name"])
def test_probes_match_their_vectors(vector: dict[str, str]) -> None:
    secret, challenge = vector["ticketSecret"], vector["challenge"]
    assert probe(secret, challenge) == vector["probe"]
    assert probe_matches(secret, challenge, vector["probe"])


def test_probe_ticket_and_proof_of_one_secret_differ() -> None:
    """Whoever may ask for probes gets no ticket signed and no address proved with them."""
    found = {probe("secret", "c"), proof("secret", "c"), keyed_hash("secret", "probe:c")}
    assert len(found) == 3
    assert not probe_matches("secret", "c", proof("secret", "c"))
    assert not probe_matches("secret", "one", probe("secret", "two"))


@pytest.mark.parametrize("vector", VECTORS["pkce"], ids=lambda vector: vector["name"])
def test_code_challenges_match_their_vectors(vector: dict[str, str]) -> None:
    assert challenge_s256(vector["verifier"]) == vector["challenge"]


@pytest.mark.parametrize("vector", VECTORS["urls"], ids=lambda vector: vector["name"])
def test_proof_addresses_match_their_vectors(vector: dict[str, str]) -> None:
    assert proof_url(vector["storeUrl"], vector["restUrl"], vector["challenge"]) == vector["url"]


def test_hmac_is_the_one_of_rfc_4231() -> None:
    """Test case 2, in base64url instead of hex."""
    expected = "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM"
    assert keyed_hash("Jefe", "what do ya want for nothing?") == expected


@pytest.mark.parametrize(
    "answer", [None, 7, True, "", [], {}, ["x"], "A" * 43, "ü" * 43, "\ud800", "proof:c"]
)
def test_any_other_answer_is_no_proof(answer: object) -> None:
    assert not proof_matches("secret", "c", answer)


def test_a_proof_of_another_challenge_or_secret_is_none() -> None:
    assert not proof_matches("secret", "one", proof("secret", "two"))
    assert not proof_matches("secret", "one", proof("other", "one"))
    assert not proof_matches("secret", "one", proof("secret", "one") + "=")


def test_an_empty_secret_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="empty secret"):
        proof("", "challenge")
    with pytest.raises(ValueError, match="empty secret"):
        proof_matches("", "challenge", "x")


@pytest.mark.parametrize(
    "rest_url",
    [
        "https://evil.example/wp-json/",
        "https://shop.example/blog/~eve/wp-json/",
        "https://shop.example/wp-json/",
        "https://shop.example/blog/../wp-json/",
        "https://shop.example/blog/wp-json/?x=",
        "http://shop.example/blog/wp-json/",
        "",
    ],
)
def test_a_proof_is_fetched_from_the_store_itself_whatever_the_plugin_said(rest_url: str) -> None:
    expected = "https://shop.example/blog/?rest_route=/alter/v1/proof&challenge=c"
    assert proof_url(STORE, rest_url, "c") == expected


def test_values_of_a_route_are_escaped() -> None:
    url = route_url(STORE, None, "/alter/v1/probe", {"challenge": "a&b=c#d/é"})
    assert url.endswith("/?rest_route=/alter/v1/probe&challenge=a%26b%3Dc%23d%2F%C3%A9")


@pytest.mark.parametrize("verifier", ["", "a" * 42, "a" * 129, "a" * 42 + "+", "a" * 43 + "\n"])
def test_bad_verifiers_are_refused(verifier: str) -> None:
    with pytest.raises(ValueError, match="43 to 128"):
        challenge_s256(verifier)


def test_constants_are_those_of_the_contract() -> None:
    assert (CONTRACT_VERSION, EXTERNAL_ID_PREFIX) == (1, "wc_")
    assert MINIMUM_PLUGIN == "0.1.0"
