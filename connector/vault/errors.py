"""What the vault refuses. Messages are for the operator, say what to do, and hold no secret."""

from __future__ import annotations

from pathlib import Path


class VaultError(Exception):
    """Base of everything the vault raises. Never raised directly."""


class KeyMissing(VaultError):
    """There is no key file."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"There is no master key at {path}. For a new installation run `alter-connector init`; "
            "if there is data already, restore the key file from its backup: "
            "no other key opens the data."
        )


class KeyExists(VaultError):
    """A key file stands where a new one was to be made; it is never overwritten."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} exists already and is left as it is, because a second key would lock out "
            "what is sealed under the first. For another key name another file in "
            "CONNECTOR_MASTER_KEY_FILE."
        )


class KeyUnreadable(VaultError):
    """The key file cannot be read or written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"The master key file {path} cannot be used: {reason}. Make its folder exist and give "
            "the file to the user the service runs as, mode 0600."
        )


class KeyExposed(VaultError):
    """Group or others may read or write the key file."""

    def __init__(self, path: Path, mode: int) -> None:
        super().__init__(
            f"The master key file {path} is open to other users (mode {mode:04o}). "
            f"Run `chmod 600 {path}`, and replace the key if somebody may have read it."
        )


class KeyMalformed(VaultError):
    """A line of the key file is not a key; `line` counts from 1, 0 stands for the whole file."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        where = f"line {line} of {path}" if line else str(path)
        super().__init__(
            f"The master key file is damaged: {where} {reason}. Restore the file from its backup."
        )
        self.line = line


class KeyFileBusy(VaultError):
    """Another `keys` command is changing the key file."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Another `keys` command is at work on {path}. Run this one again when it is done."
        )


class SealBroken(VaultError):
    """Sealed bytes do not open at this place: damaged, moved from elsewhere, or under another key.

    The three look alike on purpose, and neither content nor key is shown.
    """

    def __init__(self, place: str) -> None:
        super().__init__(
            f"The sealed value at {place} does not open: it was damaged, moved there from "
            "another place, or belongs to another key. Restore that row from a backup "
            "or connect the store again."
        )
        self.place = place


class KeyUnknown(SealBroken):
    """A data key is wrapped under a master key that the ring does not hold."""

    def __init__(self, place: str, key_id: str) -> None:
        super().__init__(place)
        self.args = (
            f"The data key of {place} is under master key {key_id}, which the key file does not "
            "hold. Put the line of that key back into the file.",
        )
        self.key_id = key_id
