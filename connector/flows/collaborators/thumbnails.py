"""Addresses of pictures that a browser opens without a token, until the end of the next day.

    <public url>/storefront/v1/<storefront key>/thumbnails/v1.<base64url JSON>.<base64url HMAC-SHA256>

The JSON is [expiry, design id, kind, name]. The MAC covers the store's id and the text as it travels, under a key
derived from the master key, and is checked before anything is decoded. The expiry is a midnight, so that an address
stays the same all day and browsers find the picture they have. After a rotation of the master key, addresses made
under the old one open as long as it stays on the ring.
"""

from __future__ import annotations

import hmac
import json
import re
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256

from connector.domain.clock import Clock
from connector.domain.design import Picture, PictureKind
from connector.domain.store import Store
from connector.vault.sealing import Vault
from wp_bridge.protocol import base64url

_LABEL = "thumbnails"
_LONGEST = 2048
_SHAPE = re.compile(r"(v1\.([A-Za-z0-9_-]+))\.([A-Za-z0-9_-]{43})", re.ASCII)


@dataclass(frozen=True)
class OpenedThumbnail:
    """`seconds` are left until its address expires."""

    picture: Picture
    seconds: int


@dataclass(frozen=True)
class Thumbnails:
    vault: Vault
    clock: Clock
    public_url: str

    def url(self, store: Store, picture: Picture | None) -> str | None:
        """None for no picture, and for one whose name no address could hold."""
        if picture is None:
            return None
        fields = [self._expiry(), picture.design_id, picture.kind.value, picture.name]
        signed = "v1." + base64url(json.dumps(fields, separators=(",", ":")).encode())
        token = f"{signed}.{_mac(self.vault.subkey(_LABEL), store, signed)}"
        if len(token) > _LONGEST:
            return None
        return f"{self.public_url}/storefront/v1/{store.storefront_key}/thumbnails/{token}"

    def opened(self, store: Store, token: str) -> OpenedThumbnail | None:
        """What a genuine, living token of this store shows; None for every other text."""
        found = _SHAPE.fullmatch(token) if len(token) <= _LONGEST else None
        if found is None:
            return None
        signed, payload, mac = found.groups()
        # Every key is tried, match or not, so that timing does not tell which one is current.
        keys = self.vault.subkeys(_LABEL)
        matches = [hmac.compare_digest(_mac(key, store, signed), mac) for key in keys]
        if not any(matches):
            return None
        # Written by `url`, since it was signed here.
        raw = urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
        expiry, design_id, kind, name = json.loads(raw)
        seconds = expiry - int(self.clock.now().timestamp())
        if seconds <= 0:
            return None
        return OpenedThumbnail(Picture(PictureKind(kind), design_id, name), seconds)

    def _expiry(self) -> int:
        midnight = datetime.combine(self.clock.now().astimezone(UTC).date(), time(tzinfo=UTC))
        return int((midnight + timedelta(days=2)).timestamp())


def _mac(key: bytes, store: Store, signed: str) -> str:
    return base64url(hmac.digest(key, f"{store.id}\n{signed}".encode(), sha256))
