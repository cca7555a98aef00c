"""`GET …/bundle.zip` and `…/manifest.json`: what was imported, to be put into the shop.

Manifest and files are read where they lie. The zip is never built: its layout follows from the rows.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from dataclasses import dataclass
from io import FileIO

from connector.blobs import Blobs
from connector.domain.errors import Conflict
from connector.domain.ids import StoreId
from connector.domain.local_design import BlobName, LocalDesign
from connector.flows.local_designs.read import require
from connector.store import local_design_files, local_designs
from connector.store.database import Database
from wp_bridge.bundle import Bundle, Entry, Segment, Slice
from wp_bridge.manifest import FILE_NAME

_PIECE = 1024 * 1024


@dataclass(frozen=True)
class OpenedBundle:
    """`etag` with its quotes: the manifest names every file, and the layout follows from it."""

    etag: str
    size: int
    _bundle: Bundle
    _blobs: Blobs
    _names: Mapping[str, BlobName]

    async def pieces(self, start: int, end: int) -> AsyncGenerator[memoryview, None]:
        """The bytes from `start` to `end` (exclusive). Raises OSError when a file is gone meanwhile.

        The next piece is read while the caller sends the last one: disk and network work side by side.
        """
        reader = _Reader(self._bundle.segments(start, end), self._blobs, self._names)
        reading = _in_thread(reader.read)
        try:
            while piece := await reading:
                reading = _in_thread(reader.read)
                yield piece
        finally:
            # No thread can be cut off, and a file must not be closed under it.
            await asyncio.gather(reading, return_exceptions=True)
            reader.close()


def _in_thread(read: Callable[[], memoryview]) -> asyncio.Task[memoryview]:
    return asyncio.create_task(asyncio.to_thread(read))


class _Reader:
    """Gathers headers and files into pieces of one size, in one visit to a thread each: thousands of small files
    cost as many visits as one large one. Files are read to where they leave from: copying was half of the
    processor's time."""

    def __init__(
        self, segments: Iterator[Segment], blobs: Blobs, names: Mapping[str, BlobName]
    ) -> None:
        self._segments = segments
        self._blobs = blobs
        self._names = names
        self._header = b""
        self._file: FileIO | None = None
        self._left = 0

    def read(self) -> memoryview:
        """A whole piece, less at the end, nothing after it. Raises OSError."""
        # A new one each time: what was sent of the last may still wait for the network.
        piece = memoryview(bytearray(_PIECE))
        at = 0
        while at < _PIECE and self._more():
            at += self._into(piece[at:])
        return piece[:at]

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _more(self) -> bool:
        """Whether there is something to read from; opens what comes next."""
        while not self._header and self._file is None:
            segment = next(self._segments, None)
            if segment is None:
                return False
            if isinstance(segment, bytes):
                self._header = segment
            else:
                self._open(segment)
        return True

    def _open(self, part: Slice) -> None:
        self._file = self._blobs.open(self._names[part.name])
        self._file.seek(part.start)
        self._left = part.end - part.start

    def _into(self, room: memoryview) -> int:
        """How many bytes were written to it."""
        if self._file is None:
            size = min(len(room), len(self._header))
            room[:size], self._header = self._header[:size], self._header[size:]
            return size
        size = self._file.readinto(room[: self._left])
        if not size:
            raise OSError("a file of the design is shorter than it was")
        self._left -= size
        if not self._left:
            self.close()
        return size


@dataclass(frozen=True)
class DeliverBundle:
    database: Database
    blobs: Blobs

    async def bundle(self, store_id: StoreId, local_design_id: str) -> OpenedBundle:
        """Raises NotFound, Conflict `localDesign.notReady` or `localDesign.filesMissing`."""
        async with self.database.read() as connection:
            row = require(await local_designs.get(connection, store_id, local_design_id))
            files = await local_design_files.of_design(connection, row.id)
        name = _manifest_of(row)
        sizes = {name: (row.manifest_bytes or 0, row.manifest_crc32 or 0)}
        for each in files:
            if each.fetched is None:
                raise _not_ready()
            sizes[each.fetched.blob] = (each.fetched.bytes, each.fetched.crc32)
        expected = [(blob, size) for blob, (size, _) in sizes.items()]
        if await asyncio.to_thread(self.blobs.missing, expected):
            raise _files_missing()
        names = {FILE_NAME if blob == name else blob.file_name: blob for blob in sizes}
        entries = [Entry(each, *sizes[blob]) for each, blob in names.items()]
        bundle = Bundle(entries)
        return OpenedBundle(f'"{name.sha256}-1"', bundle.size, bundle, self.blobs, names)

    async def manifest(self, store_id: StoreId, local_design_id: str) -> tuple[bytes, str]:
        """Its exact bytes and its ETag. Raises as `bundle` does."""
        async with self.database.read() as connection:
            row = require(await local_designs.get(connection, store_id, local_design_id))
        name = _manifest_of(row)
        try:
            return await asyncio.to_thread(self.blobs.read, name), f'"{name.sha256}"'
        except OSError as gone:
            raise _files_missing() from gone


def _manifest_of(row: LocalDesign) -> BlobName:
    if row.manifest is None:
        raise _not_ready()
    return row.manifest


def _not_ready() -> Conflict:
    return Conflict(
        "localDesign.notReady",
        "The design is not whole here: wait until its state is ready, or request it again if it failed.",
        retry_after=5.0,
    )


def _files_missing() -> Conflict:
    return Conflict(
        "localDesign.filesMissing",
        "Files of this design are no longer on the connector's disk. Request the design again: what is missing is "
        "fetched anew.",
    )
