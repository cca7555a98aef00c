"""`GET …/bundle.zip` and `…/manifest.json`: what was imported, to be put into the shop.

Manifest and files are read where they lie. The zip is never built: its layout follows from the rows.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from connector.blobs import Blobs
from connector.domain.errors import Conflict
from connector.domain.ids import StoreId
from connector.domain.local_design import BlobName, LocalDesign
from connector.flows.local_designs.read import require
from connector.store import local_design_files, local_designs
from connector.store.database import Database
from wp_bridge.bundle import Bundle, Entry, Slice
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

    async def pieces(self, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` to `end` (exclusive). Raises OSError when a file is gone meanwhile."""
        for segment in self._bundle.segments(start, end):
            if isinstance(segment, bytes):
                yield segment
                continue
            async for piece in self._read(segment):
                yield piece

    async def _read(self, part: Slice) -> AsyncIterator[bytes]:
        file = await asyncio.to_thread(self._blobs.open, self._names[part.name])
        try:
            await asyncio.to_thread(file.seek, part.start)
            left = part.end - part.start
            while left:
                piece = await asyncio.to_thread(file.read, min(_PIECE, left))
                if not piece:
                    raise OSError("a file of the design is shorter than it was")
                left -= len(piece)
                yield piece
        finally:
            file.close()


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
