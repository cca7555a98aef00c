"""Sealed values, each bound to its key and its place.

    wrapped data key   header: "ACKW" | format | algorithm | master key id (8) | random id (16)
    sealed value       header: "ACSV" | format | algorithm | data key id (8)
    both               header | nonce (12) | ciphertext and tag

Profile 1 (2026): AES-256-GCM with random 96-bit nonces (NIST SP 800-38D), wrapping key HKDF-SHA256
(RFC 5869) of the master key. Random nonces hold for 2^32 values per data key; a store seals a
handful a day.

The associated data of both is: service, format, owner, table, column, row, each length-prefixed,
then the header up to the nonce. So bytes copied to another owner, table, column or row do not open
there, and no header field can be changed.

AES-GCM does not commit to its key: someone who chooses two keys can make one ciphertext that opens
under both. Nobody outside chooses keys here (they are random and arrive only wrapped), and on top
of that a value names its data key: the id is compared before decryption and is associated data in
it, so with another store's key, or a copy of the wrong row's, opening fails loudly instead of
yielding someone's bytes.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from connector.vault.errors import KeyUnknown, SealBroken
from connector.vault.keyring import KEY_BYTES, KeyRing, MasterKey

_SERVICE = b"alter-connector"
_WRAP_MAGIC = b"ACKW"
_VALUE_MAGIC = b"ACSV"
_FORMAT = 1
_AES_256_GCM = 1
_VERSION = bytes((_FORMAT, _AES_256_GCM))
_ID_BYTES = 8
_RANDOM_ID_BYTES = 16
_NONCE_BYTES = 12
_TAG_BYTES = 16
_PREFIX = len(_WRAP_MAGIC + _VERSION)
_WRAP_HEADER = _PREFIX + _ID_BYTES + _RANDOM_ID_BYTES
_WRAPPED_LENGTH = _WRAP_HEADER + _NONCE_BYTES + KEY_BYTES + _TAG_BYTES
_VALUE_HEADER = _PREFIX + _ID_BYTES
_SHORTEST_VALUE = _VALUE_HEADER + _NONCE_BYTES + _TAG_BYTES


@dataclass(frozen=True)
class Place:
    """Where a value lives: whose it is, and its table, column and row."""

    owner: str
    table: str
    column: str
    row: str

    def __str__(self) -> str:
        return f"{self.table}.{self.column} row {self.row} of {self.owner}"


@dataclass(frozen=True)
class _Held:
    """A ring and its wrapping keys, derived once per ring: doing it per value would cost more than AES."""

    ring: KeyRing
    wrapping: Mapping[str, AESGCM]

    @classmethod
    def of(cls, ring: KeyRing) -> _Held:
        keys = {key_id: ring.key(key_id) for key_id in ring.ids}
        return cls(ring, {name: AESGCM(_derive(key, "wrap")) for name, key in keys.items() if key})


class Vault:
    """Seals and opens under the keys of one ring, and holds no state besides it; safe to share.

    The ring can be replaced while others seal and open: each call takes it once, at its beginning.
    """

    def __init__(self, ring: KeyRing) -> None:
        self._held = _Held.of(ring)

    @property
    def ring(self) -> KeyRing:
        return self._held.ring

    def replace(self, ring: KeyRing) -> None:
        """From the next call on. What only the former ring could open no longer opens."""
        self._held = _Held.of(ring)

    def new_data_key(self, owner: str) -> bytes:
        """A fresh 256-bit data key, wrapped under the primary, bound to `owner`; store it as is."""
        return _wrap(
            self._held,
            owner,
            secrets.token_bytes(_RANDOM_ID_BYTES),
            secrets.token_bytes(KEY_BYTES),
            secrets.token_bytes(_NONCE_BYTES),
        )

    def seal(self, data_key: bytes, place: Place, plaintext: bytes) -> bytes:
        """Seals under a wrapped data key of `place.owner`. Raises SealBroken if that key does not
        open.
        """
        return self._seal(data_key, place, plaintext, secrets.token_bytes(_NONCE_BYTES))

    def open(self, data_key: bytes, place: Place, sealed: bytes) -> bytes:
        """The plaintext sealed at exactly this place.

        Raises SealBroken, and KeyUnknown (one of its kind) when the ring lacks the master key.
        """
        header, nonce, ciphertext = _cut(sealed, _VALUE_HEADER)
        expected = _VALUE_MAGIC + _VERSION + _data_key_id(data_key)
        if len(sealed) < _SHORTEST_VALUE or header != expected:
            raise SealBroken(str(place))
        key = _unwrap(self._held, data_key, place.owner)
        try:
            return AESGCM(key).decrypt(nonce, ciphertext, _associated(place, header))
        except InvalidTag as error:
            raise SealBroken(str(place)) from error

    def subkey(self, label: str) -> bytes:
        """32 bytes for keyed hashes, one key per label, derived from the primary (RFC 5869).

        A promoted key changes them all at once: what must outlive a promotion is checked under
        `subkeys`, and nothing that must outlive the old key may be hashed or signed under one.
        """
        return _derive(self.ring.primary, f"subkey/{label}")

    def subkeys(self, label: str) -> tuple[bytes, ...]:
        """The subkey of every key on the ring, the primary's first: for checking what was hashed before a
        rotation, for as long as the old key is kept.
        """
        ring = self.ring
        keys = [key for each in ring.ids if (key := ring.key(each)) is not None]
        return tuple(_derive(key, f"subkey/{label}") for key in keys)

    def key_id_of(self, data_key: bytes) -> str:
        """The id of the master key a data key is wrapped under. Raises SealBroken if malformed."""
        return _wrap_header(data_key, "a data key")[_PREFIX : _PREFIX + _ID_BYTES].hex()

    def rewrap(self, data_key: bytes, owner: str) -> bytes:
        """The same data key under the primary; what it sealed still opens. Raises like `open`."""
        held = self._held
        random_id = _wrap_header(data_key, owner)[_PREFIX + _ID_BYTES :]
        key = _unwrap(held, data_key, owner)
        return _wrap(held, owner, random_id, key, secrets.token_bytes(_NONCE_BYTES))

    def _seal(self, data_key: bytes, place: Place, plaintext: bytes, nonce: bytes) -> bytes:
        key = _unwrap(self._held, data_key, place.owner)
        header = _VALUE_MAGIC + _VERSION + _data_key_id(data_key)
        return header + nonce + AESGCM(key).encrypt(nonce, plaintext, _associated(place, header))


def wrapped_prefix(key_id: str) -> bytes:
    """What every data key under that master key begins with, and no other does."""
    return _WRAP_MAGIC + _VERSION + bytes.fromhex(key_id)


PREFIX_BYTES = _PREFIX + _ID_BYTES


def key_id_of_prefix(prefix: bytes) -> str | None:
    """None for bytes that no data key begins with."""
    whole = len(prefix) == PREFIX_BYTES and prefix.startswith(_WRAP_MAGIC + _VERSION)
    return prefix[_PREFIX:].hex() if whole else None


def _wrap(held: _Held, owner: str, random_id: bytes, key: bytes, nonce: bytes) -> bytes:
    primary = held.ring.primary_id
    header = wrapped_prefix(primary) + random_id
    associated = _associated(_key_place(owner), header)
    return header + nonce + held.wrapping[primary].encrypt(nonce, key, associated)


def _unwrap(held: _Held, data_key: bytes, owner: str) -> bytes:
    place = _key_place(owner)
    header = _wrap_header(data_key, str(place))
    key_id = header[_PREFIX : _PREFIX + _ID_BYTES].hex()
    wrapping = held.wrapping.get(key_id)
    if wrapping is None:
        raise KeyUnknown(owner, key_id)
    _, nonce, ciphertext = _cut(data_key, _WRAP_HEADER)
    try:
        return wrapping.decrypt(nonce, ciphertext, _associated(place, header))
    except InvalidTag as error:
        raise SealBroken(str(place)) from error


def _key_place(owner: str) -> Place:
    """Data keys are bound to their owner alone, so that a row may be moved but never given away."""
    return Place(owner, "data key", "", "")


def _associated(place: Place, header: bytes) -> bytes:
    fields = (_SERVICE, bytes((_FORMAT,)), *_encoded(place), header)
    # Length prefixes: without them ("ab", "c") and ("a", "bc") would be one place.
    return b"".join(len(field).to_bytes(4, "big") + field for field in fields)


def _encoded(place: Place) -> tuple[bytes, ...]:
    return tuple(part.encode() for part in (place.owner, place.table, place.column, place.row))


def _cut(sealed: bytes, header_length: int) -> tuple[bytes, bytes, bytes]:
    start = header_length + _NONCE_BYTES
    return sealed[:header_length], sealed[header_length:start], sealed[start:]


def _wrap_header(data_key: bytes, place: str) -> bytes:
    expected = _WRAP_MAGIC + _VERSION
    if len(data_key) != _WRAPPED_LENGTH or not data_key.startswith(expected):
        raise SealBroken(place)
    return data_key[:_WRAP_HEADER]


def _data_key_id(data_key: bytes) -> bytes:
    """From the random id, which rewrapping keeps, so that values stay openable and unchanged."""
    random_id = data_key[_WRAP_HEADER - _RANDOM_ID_BYTES : _WRAP_HEADER]
    return sha256(random_id).digest()[:_ID_BYTES]


def _derive(master: MasterKey, purpose: str) -> bytes:
    """One key per purpose: the master key itself never meets AES, so purposes cannot interfere."""
    info = f"alter-connector v1 {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(master.raw())
