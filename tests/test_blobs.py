"""Files by content: whole or not at all, apart from each other, and never more than the disk can bear."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connector.blobs import Blobs, DiskFull
from connector.domain.local_design import BlobName

BODY = b"glTF" + bytes(range(256)) * 40
NAME = BlobName(hashlib.sha256(BODY).hexdigest(), "glb")
SOON = datetime.now(UTC) + timedelta(hours=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "designs"


@pytest.fixture
def blobs(folder: Path) -> Blobs:
    return Blobs(folder, floor=0)


def kept(blobs: Blobs, body: bytes = BODY, extension: str = "glb") -> BlobName:
    with blobs.incoming(head_bytes=16) as incoming:
        for start in range(0, len(body), 1000):
            incoming.write(body[start : start + 1000])
        return incoming.keep(extension)


def everything(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_lies_under_what_is_in_it(blobs: Blobs, folder: Path) -> None:
    """Readable by the service's user alone; counted, hashed and looked at while it came."""
    with blobs.incoming(head_bytes=16) as incoming:
        incoming.write(BODY[:3])
        incoming.write(BODY[3:])
        assert incoming.head == BODY[:16]
        assert (incoming.size, incoming.crc32) == (len(BODY), zlib.crc32(BODY))
        assert incoming.keep("glb") == NAME
    path = folder / NAME.sha256[:2] / f"{NAME.sha256}.glb"
    assert everything(folder) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert blobs.read(NAME) == BODY
    with blobs.open(NAME) as file:
        assert file.read() == BODY


def test_what_is_not_kept_leaves_nothing(blobs: Blobs, folder: Path) -> None:
    """Refused, cut off or killed half way by an error of ours."""
    with blobs.incoming(head_bytes=4) as incoming:
        incoming.write(BODY)
    with pytest.raises(RuntimeError), blobs.incoming(head_bytes=4) as incoming:  # noqa: PT012
        incoming.write(BODY)
        raise RuntimeError
    assert everything(folder) == []


def test_the_same_file_twice_is_one_and_counts_as_new(blobs: Blobs, folder: Path) -> None:
    assert kept(blobs) == kept(blobs) == NAME
    (path,) = everything(folder)
    os.utime(path, (1, 1))
    kept(blobs)
    assert path.stat().st_mtime > 1_000_000


def test_what_is_missing_or_cut_is_named(blobs: Blobs, folder: Path) -> None:
    other = BlobName("0" * 64, "png")
    kept(blobs)
    assert blobs.missing([(NAME, len(BODY)), (other, 1)]) == [other]
    (path,) = everything(folder)
    path.write_bytes(BODY[:-1])
    assert blobs.missing([(NAME, len(BODY))]) == [NAME]


def test_a_file_that_is_there_is_found_by_its_content(blobs: Blobs, folder: Path) -> None:
    """Read again to be sure; from then on it counts as new. One that is not whole is not it."""
    assert blobs.found(NAME.sha256, head_bytes=4) is None
    kept(blobs)
    (path,) = everything(folder)
    os.utime(path, (1, 1))
    found = blobs.found(NAME.sha256, head_bytes=4)
    assert found is not None
    assert (found.name, found.size, found.crc32) == (NAME, len(BODY), zlib.crc32(BODY))
    assert found.head == b"glTF"
    assert path.stat().st_mtime > 1_000_000
    path.write_bytes(BODY[:-1])
    assert blobs.found(NAME.sha256, head_bytes=4) is None


@pytest.mark.parametrize(
    "name",
    [
        BlobName("../../../../etc/passwd", "png"),
        BlobName("a" * 64, "../x"),
        BlobName("a" * 64, "png/../.."),
        BlobName("A" * 64, "png"),
        BlobName("a" * 63, "png"),
        BlobName("a" * 64, ""),
    ],
)
def test_no_name_leads_elsewhere(blobs: Blobs, name: BlobName) -> None:
    with pytest.raises(ValueError, match="not a blob"):
        blobs.path(name)


def test_the_disks_floor_is_left_alone(folder: Path) -> None:
    """Asked before each piece, and before the folder is even there."""
    folder.parent.mkdir(parents=True)
    free = shutil.disk_usage(folder.parent).free
    with pytest.raises(DiskFull):
        Blobs(folder, floor=2 * free).require_room(1)
    Blobs(folder, floor=0).require_room(1)
    with Blobs(folder, floor=2 * free).incoming(head_bytes=4) as incoming, pytest.raises(DiskFull):
        incoming.write(b"x")
    assert everything(folder) == []


def test_a_full_disk_is_told_from_other_faults(folder: Path) -> None:
    """The system's own word for it: `/dev/full` says it to whoever writes there."""
    folder.mkdir(parents=True)
    with Blobs(folder, floor=0).incoming(head_bytes=4) as incoming:
        assert incoming._file is not None
        incoming._file.close()
        incoming._file = open("/dev/full", "wb", buffering=0)  # noqa: PTH123, SIM115
        with pytest.raises(DiskFull):
            incoming.write(b"x")


def test_only_old_files_may_be_swept(blobs: Blobs, folder: Path) -> None:
    """One that came since the look stays; strangers' files are never touched."""
    name = kept(blobs)
    (path,) = everything(folder)
    stranger = path.with_name("notes.txt")
    stranger.write_text("mine")
    now = datetime.now(UTC)
    assert list(blobs.old(now - timedelta(hours=1))) == []
    assert list(blobs.old(SOON)) == [name]
    assert not blobs.remove(name, now - timedelta(hours=1))
    assert path.exists()
    assert blobs.remove(name, SOON)
    assert everything(folder) == [stranger]


def test_drafts_of_killed_processes_are_swept(blobs: Blobs, folder: Path) -> None:
    """Not those of a download under way."""
    with blobs.incoming(head_bytes=4) as incoming:
        incoming.write(BODY)
        assert blobs.remove_drafts(datetime.now(UTC) - timedelta(hours=1)) == 0
        assert len(everything(folder)) == 1
        assert blobs.remove_drafts(SOON) == 1
    assert everything(folder) == []


def test_a_folder_that_is_not_there_holds_nothing(blobs: Blobs) -> None:
    assert list(blobs.old(SOON)) == []
    assert blobs.remove_drafts(SOON) == 0
