"""The key file while it changes: whole before, whole after, private and its owner's throughout."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from connector.vault.errors import KeyFileBusy, KeyMalformed, KeyMissing, KeyUnreadable
from connector.vault.key_file import KeyFile
from connector.vault.keyring import KeyRing, MasterKey

NEW = MasterKey("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")


@pytest.fixture
def file(tmp_path: Path) -> KeyFile:
    """Of one key."""
    path = tmp_path / "master.key"
    KeyRing.create(path)
    return KeyFile(path)


def names(file: KeyFile) -> set[str]:
    return {path.name for path in file.path.parent.iterdir()}


def test_a_key_is_added_at_the_end(file: KeyFile) -> None:
    """So it is known to all who read the file, and the primary stays."""
    old = file.load().primary_id
    assert file.append(NEW).ids == file.load().ids == (old, NEW.key_id)
    assert file.path.read_text().endswith(NEW.line())


def test_a_key_is_promoted_and_the_others_keep_their_order(file: KeyFile) -> None:
    one = file.load().primary_id
    two = MasterKey.generate()
    file.append(two)
    file.append(NEW)
    assert file.promote(NEW.key_id).ids == file.load().ids == (NEW.key_id, one, two.key_id)
    assert file.promote(NEW.key_id).primary_id == NEW.key_id


def test_a_key_is_taken_out(file: KeyFile) -> None:
    old = file.load().primary_id
    file.append(NEW)
    assert file.remove(NEW.key_id).ids == file.load().ids == (old,)
    assert NEW.reveal() not in file.path.read_text()


def test_the_last_key_and_a_strange_one_stay_out_of_reach(file: KeyFile) -> None:
    before = file.path.read_bytes()
    with pytest.raises(ValueError, match="at least one key"):
        file.remove(file.load().primary_id)
    for change in (file.remove, file.promote):
        with pytest.raises(KeyError):
            change("0" * 16)
    with pytest.raises(ValueError, match="only once"):
        file.append(file.load().primary)
    assert file.path.read_bytes() == before
    assert names(file) == {"master.key"}


CHANGES: list[Callable[[KeyFile], object]] = [
    lambda file: file.append(NEW),
    lambda file: file.promote(file.load().ids[-1]),
    lambda file: file.remove(file.load().ids[-1]),
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("umask", [0o000, 0o777])
def test_every_change_is_one_new_private_file(
    file: KeyFile, change: Callable[[KeyFile], object], umask: int
) -> None:
    """A reader with the old one open reads it to its end."""
    file.append(MasterKey.generate())
    before = file.path.read_bytes()
    with file.path.open("rb") as reader:
        former = os.umask(umask)
        try:
            change(file)
        finally:
            os.umask(former)
        assert reader.read() == before
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert names(file) == {"master.key"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_root_changes_stays_the_owners(file: KeyFile) -> None:
    os.chown(file.path, 12345, 23456)
    file.append(NEW)
    status = file.path.stat()
    assert (status.st_uid, status.st_gid) == (12345, 23456)


def test_a_link_stays_a_link(file: KeyFile, tmp_path: Path) -> None:
    """Where others read the file under its own name, they see the change too."""
    link = tmp_path / "elsewhere" / "link.key"
    link.parent.mkdir()
    link.symlink_to(file.path)
    KeyFile(link).append(NEW)
    assert link.is_symlink()
    assert file.load().ids[-1] == NEW.key_id


def test_a_damaged_or_missing_file_is_not_written_to(file: KeyFile) -> None:
    file.path.write_text("rubbish\n")
    with pytest.raises(KeyMalformed):
        file.append(NEW)
    assert file.path.read_text() == "rubbish\n"
    file.path.unlink()
    with pytest.raises(KeyMissing):
        file.append(NEW)
    assert names(file) == set()


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_told(file: KeyFile) -> None:
    file.path.parent.chmod(0o500)
    try:
        with pytest.raises(KeyUnreadable):
            file.append(NEW)
    finally:
        file.path.parent.chmod(0o700)


def test_one_editor_at_a_time(file: KeyFile) -> None:
    """And the next one may as soon as the first is done, or fails."""
    with (
        file.editing(),
        pytest.raises(KeyFileBusy, match="Another `keys` command"),
        KeyFile(file.path).editing(),
    ):
        pass
    with pytest.raises(RuntimeError), file.editing():
        raise RuntimeError
    with file.editing():
        assert names(file) == {"master.key"}, "no lock file stays behind"


def test_the_stamp_changes_with_every_change(file: KeyFile) -> None:
    """Edits in place of the same length and time too: their change time gives them away."""
    stamps = [file.stamp()]
    assert file.stamp() == stamps[0]
    file.append(NEW)
    stamps.append(file.stamp())
    status = file.path.stat()
    content = file.path.read_bytes()
    file.path.write_bytes(content[::-1])
    os.utime(file.path, ns=(status.st_atime_ns, status.st_mtime_ns))
    stamps.append(file.stamp())
    file.path.unlink()
    stamps.append(file.stamp())
    assert len(set(stamps)) == 4
    assert stamps[-1] is None
