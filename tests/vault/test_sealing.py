"""Sealed values open at their own place, under their own key, unchanged, and nowhere else."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from connector.vault import sealing
from connector.vault.errors import KeyUnknown, SealBroken
from connector.vault.keyring import KeyRing, MasterKey
from connector.vault.sealing import (
    PREFIX_BYTES,
    Place,
    Vault,
    key_id_of_prefix,
    wrapped_prefix,
)

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "vault.json").read_text())
SECRET = b"alc_canary_plaintext"
PLACE = Place("str_a", "stores", "credential", "7")


@pytest.fixture
def vault() -> Vault:
    return Vault(KeyRing((MasterKey.generate(),)))


def vector_vault() -> Vault:
    return Vault(KeyRing((MasterKey(VECTORS["masterKeyLine"].split(" ")[2]),)))


@pytest.mark.parametrize("vector", VECTORS["values"], ids=lambda vector: vector["name"])
def test_vectors_open_and_are_sealed_alike(vector: dict[str, Any]) -> None:
    vault, place = vector_vault(), Place(**vector["place"])
    data_key = bytes.fromhex(VECTORS["dataKey"]["wrapped"])
    plaintext, sealed = bytes.fromhex(vector["plaintext"]), bytes.fromhex(vector["sealed"])
    assert vault.open(data_key, place, sealed) == plaintext
    assert vault._seal(data_key, place, plaintext, bytes.fromhex(vector["nonce"])) == sealed


def test_the_wrapped_key_vector_holds() -> None:
    vault, vector = vector_vault(), VECTORS["dataKey"]
    parts = (bytes.fromhex(vector[name]) for name in ("randomId", "key", "nonce"))
    assert sealing._wrap(vault._held, vector["owner"], *parts).hex() == vector["wrapped"]
    key_id = VECTORS["masterKeyLine"].split(" ")[1]
    assert vault.key_id_of(bytes.fromhex(vector["wrapped"])) == key_id


def test_check_value_and_subkey_vectors_hold() -> None:
    ring = KeyRing((MasterKey(VECTORS["masterKeyLine"].split(" ")[2]),))
    assert ring.check_value(ring.primary_id).hex() == VECTORS["checkValue"]
    assert vector_vault().subkey("fingerprint").hex() == VECTORS["subkeys"]["fingerprint"]


@given(st.binary(max_size=2000), st.text(max_size=30), st.text(max_size=30))
def test_everything_comes_back(plaintext: bytes, table: str, row: str) -> None:
    vault = vector_vault()
    data_key = vault.new_data_key("str_a")
    place = Place("str_a", table, "column", row)
    sealed = vault.seal(data_key, place, plaintext)
    assert vault.open(data_key, place, sealed) == plaintext
    assert len(plaintext) < 8 or plaintext not in sealed


def test_the_same_text_never_looks_the_same(vault: Vault) -> None:
    data_key = vault.new_data_key(PLACE.owner)
    assert vault.seal(data_key, PLACE, SECRET) != vault.seal(data_key, PLACE, SECRET)
    assert vault.new_data_key("a") != vault.new_data_key("a")


ELSEWHERE = [
    PLACE,
    *(replace(PLACE, **{field: "other"}) for field in ("owner", "table", "column", "row")),
    # The same letters cut differently: only length prefixes tell these apart.
    Place("str_a", "storesc", "redential", "7"),
    Place("str_a", "stores", "credential7", ""),
    Place("str_as", "tores", "credential", "7"),
]


@pytest.mark.parametrize(("home", "away"), list(itertools.permutations(ELSEWHERE, 2)))
def test_no_two_places_can_be_swapped(vault: Vault, home: Place, away: Place) -> None:
    data_key = vault.new_data_key(home.owner)
    sealed = vault.seal(data_key, home, SECRET)
    with pytest.raises(SealBroken) as caught:
        vault.open(data_key, away, sealed)
    assert "alc_canary" not in str(caught.value)


def test_another_stores_data_key_fails_loudly(vault: Vault) -> None:
    mine, yours = vault.new_data_key("str_a"), vault.new_data_key("str_b")
    sealed = vault.seal(mine, PLACE, SECRET)
    for place in (PLACE, replace(PLACE, owner="str_b")):
        with pytest.raises(SealBroken):
            vault.open(yours, place, sealed)


def test_a_second_data_key_of_the_same_store_fails_too(vault: Vault) -> None:
    sealed = vault.seal(vault.new_data_key(PLACE.owner), PLACE, SECRET)
    with pytest.raises(SealBroken):
        vault.open(vault.new_data_key(PLACE.owner), PLACE, sealed)


def test_a_value_that_names_another_data_key_stays_shut_though_its_tag_is_right() -> None:
    """AES-GCM commits to no key, so the id must be compared and not only be authenticated."""
    data_key = bytes.fromhex(VECTORS["dataKey"]["wrapped"])
    header, nonce = b"ACSV\1\1" + b"another!", bytes(12)
    right_tag = AESGCM(bytes.fromhex(VECTORS["dataKey"]["key"])).encrypt(
        nonce, SECRET, sealing._associated(replace(PLACE, owner="str_1"), header)
    )
    with pytest.raises(SealBroken):
        vector_vault().open(data_key, replace(PLACE, owner="str_1"), header + nonce + right_tag)


def test_a_data_key_given_to_another_owner_seals_nothing(vault: Vault) -> None:
    stolen = vault.new_data_key("str_b")
    with pytest.raises(SealBroken):
        vault.seal(stolen, PLACE, SECRET)
    with pytest.raises(SealBroken):
        vault.rewrap(stolen, PLACE.owner)


def test_every_flipped_byte_of_a_value_fails(vault: Vault) -> None:
    data_key = vault.new_data_key(PLACE.owner)
    sealed = vault.seal(data_key, PLACE, SECRET)
    for position, bit in itertools.product(range(len(sealed)), (0x01, 0x80)):
        broken = bytearray(sealed)
        broken[position] ^= bit
        with pytest.raises(SealBroken):
            vault.open(data_key, PLACE, bytes(broken))


def test_every_flipped_byte_of_a_data_key_fails(vault: Vault) -> None:
    data_key = vault.new_data_key(PLACE.owner)
    sealed = vault.seal(data_key, PLACE, SECRET)
    for position in range(len(data_key)):
        broken = bytearray(data_key)
        broken[position] ^= 0x01
        with pytest.raises(SealBroken):
            vault.open(bytes(broken), PLACE, sealed)
        with pytest.raises(SealBroken):
            vault.seal(bytes(broken), PLACE, SECRET)
        with pytest.raises(SealBroken):
            vault.rewrap(bytes(broken), PLACE.owner)


def test_every_shortened_or_lengthened_text_fails(vault: Vault) -> None:
    data_key = vault.new_data_key(PLACE.owner)
    sealed = vault.seal(data_key, PLACE, b"")
    for broken in (*(sealed[:length] for length in range(len(sealed))), sealed + b"\0"):
        with pytest.raises(SealBroken):
            vault.open(data_key, PLACE, broken)
    for broken in (*(data_key[:length] for length in range(len(data_key))), data_key + b"\0"):
        with pytest.raises(SealBroken):
            vault.open(broken, PLACE, sealed)
        with pytest.raises(SealBroken):
            vault.key_id_of(broken)


def test_a_value_is_no_data_key_and_a_data_key_no_value(vault: Vault) -> None:
    data_key = vault.new_data_key(PLACE.owner)
    sealed = vault.seal(data_key, PLACE, b"\0" * 48)
    with pytest.raises(SealBroken):
        vault.open(sealed, PLACE, data_key)
    with pytest.raises(SealBroken):
        vault.key_id_of(sealed)


def test_the_wrong_master_key_names_the_one_that_is_missing(vault: Vault) -> None:
    data_key = vault.new_data_key(PLACE.owner)
    sealed = vault.seal(data_key, PLACE, SECRET)
    other = Vault(KeyRing((MasterKey.generate(),)))
    with pytest.raises(KeyUnknown) as caught:
        other.open(data_key, PLACE, sealed)
    assert isinstance(caught.value, SealBroken)
    assert caught.value.key_id == vault.key_id_of(data_key)
    assert caught.value.key_id in str(caught.value)


def test_rewrapping_moves_to_the_primary_and_keeps_values_open() -> None:
    old, new = MasterKey.generate(), MasterKey.generate()
    before = Vault(KeyRing((old,)))
    data_key = before.new_data_key(PLACE.owner)
    sealed = before.seal(data_key, PLACE, SECRET)

    during = Vault(KeyRing((new, old)))
    assert during.open(data_key, PLACE, sealed) == SECRET
    moved = during.rewrap(data_key, PLACE.owner)
    assert during.key_id_of(moved) == new.key_id

    after = Vault(KeyRing((new,)))
    assert after.open(moved, PLACE, sealed) == SECRET
    with pytest.raises(KeyUnknown):
        after.open(data_key, PLACE, sealed)
    assert after.open(moved, PLACE, after.seal(moved, PLACE, b"later")) == b"later"


def test_a_replaced_ring_is_used_from_then_on() -> None:
    """A key that came opens and seals; one that went no longer opens; values stay as they are."""
    old, new = MasterKey.generate(), MasterKey.generate()
    vault = Vault(KeyRing((old,)))
    data_key = vault.new_data_key(PLACE.owner)
    sealed, label = vault.seal(data_key, PLACE, SECRET), vault.subkey("fingerprint")

    vault.replace(KeyRing((new, old)))
    assert vault.ring.ids == (new.key_id, old.key_id)
    assert vault.open(data_key, PLACE, sealed) == SECRET
    assert vault.key_id_of(vault.new_data_key("str_b")) == new.key_id
    assert vault.subkey("fingerprint") != label
    moved = vault.rewrap(data_key, PLACE.owner)

    vault.replace(KeyRing((new,)))
    assert vault.open(moved, PLACE, sealed) == SECRET
    with pytest.raises(KeyUnknown):
        vault.open(data_key, PLACE, sealed)


def test_a_data_key_begins_with_the_id_of_its_master_key(vault: Vault) -> None:
    """By which the database counts them; nothing else begins so."""
    data_key = vault.new_data_key("str_a")
    prefix = wrapped_prefix(vault.ring.primary_id)
    assert data_key.startswith(prefix)
    assert len(prefix) == PREFIX_BYTES
    assert key_id_of_prefix(data_key[:PREFIX_BYTES]) == vault.ring.primary_id
    assert not data_key.startswith(wrapped_prefix("0" * 16))
    sealed = vault.seal(data_key, PLACE, SECRET)
    for other in (b"", prefix[:-1], sealed[:PREFIX_BYTES], b"\0" * PREFIX_BYTES):
        assert key_id_of_prefix(other) is None


def test_new_data_keys_are_under_the_primary() -> None:
    ring = KeyRing((MasterKey.generate(), MasterKey.generate()))
    vault = Vault(ring)
    assert vault.key_id_of(vault.new_data_key("str_a")) == ring.primary_id


def test_subkeys_differ_by_label_and_by_primary() -> None:
    one, two = MasterKey.generate(), MasterKey.generate()
    vault = Vault(KeyRing((one, two)))
    keys = {
        vault.subkey("fingerprint"),
        vault.subkey("client"),
        vault.subkey(""),
        Vault(KeyRing((two, one))).subkey("fingerprint"),
        one.raw(),
    }
    assert len(keys) == 5
    assert vault.subkey("client") == Vault(KeyRing((one,))).subkey("client")


def test_subkeys_of_the_whole_ring_begin_with_the_primarys() -> None:
    one, two = MasterKey.generate(), MasterKey.generate()
    alone = [Vault(KeyRing((key,))).subkey("thumbnails") for key in (one, two)]
    assert list(Vault(KeyRing((one, two))).subkeys("thumbnails")) == alone


def test_a_broken_seal_names_the_place_and_nothing_else(vault: Vault) -> None:
    data_key = vault.new_data_key(PLACE.owner)
    with pytest.raises(SealBroken) as caught:
        vault.open(data_key, PLACE, SECRET)
    assert "stores.credential row 7 of str_a" in str(caught.value)
    assert caught.value.place == "stores.credential row 7 of str_a"
    assert "canary" not in str(caught.value)


def test_the_vault_shows_no_key(vault: Vault) -> None:
    key = vault.ring.primary
    shown = f"{vault!r} {vars(vault)} {vars(vault.ring)}"
    assert key.reveal() not in shown
