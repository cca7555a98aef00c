"""Signed addresses of pictures: whose they are, how long they live, what a change of keys does to them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connector.domain.design import Picture, PictureKind
from connector.domain.store import Store
from connector.flows.collaborators.thumbnails import Thumbnails
from connector.vault.keyring import KeyRing, MasterKey
from connector.vault.sealing import Vault
from tests.domain.stores import a_store
from tests.stage.clock import ShiftedClock

OLD, NEW = MasterKey.generate(), MasterKey.generate()
PICTURE = Picture(PictureKind.PROTECTED, 381, "user_34/381/design/mockup-Zażółć.webp")


class StoppedClock(ShiftedClock):
    """Time stands still at noon."""

    def now(self) -> datetime:
        return datetime(2026, 3, 14, 12, tzinfo=UTC) + timedelta(seconds=self.ahead)


def thumbnails(*keys: MasterKey, clock: StoppedClock | None = None) -> Thumbnails:
    return Thumbnails(Vault(KeyRing(keys)), clock or StoppedClock(), "https://connector.example")


def token(made_by: Thumbnails, store: Store, picture: Picture = PICTURE) -> str:
    url = made_by.url(store, picture)
    assert url is not None
    assert url.startswith(f"https://connector.example/storefront/v1/{store.storefront_key}/")
    return url.rpartition("/")[2]


def test_what_was_signed_comes_back() -> None:
    """With the seconds that are left: until the midnight after the next."""
    made_by, store = thumbnails(OLD), a_store()
    opened = made_by.opened(store, token(made_by, store))
    assert opened is not None
    assert (opened.picture, opened.seconds) == (PICTURE, 36 * 3600)


def test_another_store_cannot_open_it() -> None:
    """Not even one that has got hold of the storefront key: the store's id is signed."""
    made_by, store = thumbnails(OLD), a_store()
    other = a_store("st_two", storefront_key=store.storefront_key)
    assert made_by.opened(other, token(made_by, store)) is None


def test_a_rotation_keeps_old_addresses_while_the_old_key_is_kept() -> None:
    """New ones are made under the new key; without the old key, old ones open nothing."""
    store = a_store()
    old = token(thumbnails(OLD), store)
    rotated = thumbnails(NEW, OLD)
    assert rotated.opened(store, old) is not None
    new = token(rotated, store)
    assert new != old
    alone = thumbnails(NEW)
    assert alone.opened(store, new) is not None
    assert alone.opened(store, old) is None


def test_the_expiry_is_the_end_of_the_next_day() -> None:
    """The last second opens, the midnight does not."""
    clock = StoppedClock()
    made_by, store = thumbnails(OLD, clock=clock), a_store()
    made = token(made_by, store)
    clock.shift(12 * 3600 - 1)
    assert token(made_by, store) == made
    clock.shift(1)
    assert token(made_by, store) != made
    clock.shift(24 * 3600 - 1)
    last = made_by.opened(store, made)
    assert last is not None
    assert last.seconds == 1
    clock.shift(1)
    assert made_by.opened(store, made) is None


@pytest.mark.parametrize("name", ["x" * 1024, "ż" * 300])
def test_a_name_too_long_for_an_address_has_none(name: str) -> None:
    """None rather than an address that would be refused; the longest that fits opens."""
    made_by, store = thumbnails(OLD), a_store()
    url = made_by.url(store, Picture(PictureKind.PROTECTED, 381, name))
    if url is not None:
        assert made_by.opened(store, url.rpartition("/")[2]) is not None
    assert made_by.url(store, Picture(PictureKind.PROTECTED, 381, name * 4)) is None
    assert made_by.url(store, None) is None
