"""`restore --verify`: whether a backup is whole, and whether this key file opens what is in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from connector.flows.startup import must_fit
from connector.store import backup_contents
from connector.store.backup_contents import BackupContents, SealedValue
from connector.vault.errors import SealBroken
from connector.vault.keyring import KeyRing
from connector.vault.sealing import Place, Vault

_TELL_EVERY = 1000

Tell = Callable[[int, int], None]
"""Gets how many sealed values are tried, and how many there are."""


@dataclass(frozen=True)
class Verified:
    """`broken`: the place of each sealed value that does not open."""

    schema: str
    counts: Mapping[str, int]
    opened: int
    broken: tuple[str, ...]


@dataclass(frozen=True)
class VerifyBackup:
    key_file: Path

    def __call__(self, path: Path, tell: Tell, *, name: str | None = None) -> Verified:
        """Opens every sealed value, and shows none. `name` is what errors call the file.

        Raises BackupError, VaultError or KeyDoesNotFit.
        """
        ring = KeyRing.load(self.key_file)
        with backup_contents.opened(path, name=name or str(path)) as contents:
            schema = contents.require_schema()
            contents.require_whole()
            counts = contents.counts()
            must_fit(ring, contents.checks(), sealed=bool(counts["data_keys"]))
            opened, broken = _open_all(Vault(ring), contents, tell)
        return Verified(schema, counts, opened, broken)


def _open_all(vault: Vault, contents: BackupContents, tell: Tell) -> tuple[int, tuple[str, ...]]:
    total, broken = contents.sealed_count(), []
    tell(0, total)
    for number, value in enumerate(contents.sealed_values(), start=1):
        if not _opens(vault, value):
            broken.append(f"{value.table}.{value.column} of {value.owner}")
        if number % _TELL_EVERY == 0:
            tell(number, total)
    tell(total, total)
    return total - len(broken), tuple(broken)


def _opens(vault: Vault, value: SealedValue) -> bool:
    if value.data_key is None:
        return False
    place = Place(value.owner, value.table, value.column, value.owner)
    try:
        vault.open(value.data_key, place, value.sealed)
    except SealBroken:
        return False
    return True
