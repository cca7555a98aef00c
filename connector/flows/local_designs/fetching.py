"""One file of a design: from Alter to a blob, or nothing on disk at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from connector.alter.client import AlterClient
from connector.alter.endpoints import endpoint
from connector.alter.errors import AlterRefused, AlterUnreachable
from connector.blobs import Blobs, DiskFull, Incoming
from connector.domain.local_design import Announced, DesignLimits, DesignRefused, Fetched
from connector.domain.priority import Priority
from connector.domain.store import Store
from connector.flows.collaborators.design_imports import WITHIN, judged
from connector.flows.collaborators.store_secrets import StoreSecrets
from wp_bridge.errors import SiteUnreachable
from wp_bridge.media import HEAD, Media, forbidden_kind, sniffed
from wp_bridge.site_http import SiteHttp

_FILE_WITHIN = 1800.0
"""Seconds for one file, however it drips."""

_PIECE = 512 * 1024
"""Written and hashed at once, in a thread: smaller ones cost more in hopping than in work."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ENDPOINT = "get_design_import_file"


class Room:
    """What may still come, of one design and of all of its store's."""

    def __init__(self, limits: DesignLimits, *, design_bytes: int, store_bytes: int) -> None:
        self._limits = limits
        self._design = design_bytes
        self._store = store_bytes

    def take(self, size: int) -> None:
        """Raises DesignRefused."""
        self._design += size
        self._store += size
        if self._design > self._limits.design_bytes:
            raise DesignRefused("tooLarge", _too_large("The design", self._limits.design_bytes))
        if self._store > self._limits.store_bytes:
            raise DesignRefused(
                "storeFull", _too_large("All local designs together", self._limits.store_bytes)
            )

    def give_back(self, size: int) -> None:
        self._design -= size
        self._store -= size


@dataclass(frozen=True)
class FileFetcher:
    alter: AlterClient
    secrets: StoreSecrets
    site_http: SiteHttp
    blobs: Blobs
    limits: DesignLimits

    async def fetch(self, store: Store, design_id: int, file: Announced, room: Room) -> Fetched:
        """A file on disk for good. Raises DesignRefused, AlterError; then nothing of it is left."""
        there = await asyncio.to_thread(self._there, file)
        if there is not None:
            room.take(there.bytes)
            return there
        try:
            async with asyncio.timeout(_FILE_WITHIN):
                return await self._fetch(store, design_id, file, room)
        except DiskFull as full:
            raise DesignRefused(
                "diskFull",
                "The connector's disk has no room for this design. Its operator has to make some (or lower "
                "CONNECTOR_DESIGNS_FREE_MIB); then request the design again.",
            ) from full
        except TimeoutError as slow:
            raise AlterUnreachable("slow", outcome_unknown=True, endpoint=_ENDPOINT) from slow

    def _there(self, file: Announced) -> Fetched | None:
        """The content that Alter names, if it lies here already: come before a kill, or for another design."""
        if file.sha256 is None or file.bytes is None:
            return None
        found = self.blobs.found(file.sha256, head_bytes=HEAD)
        if found is None or found.size != file.bytes:
            return None
        media = sniffed(found.head, declared=file.media_type, name=file.name)
        if media is None or media.extension != found.name.extension:
            return None
        return Fetched(media.media_type, found.name, found.size, found.crc32)

    async def _fetch(self, store: Store, design_id: int, file: Announced, room: Room) -> Fetched:
        try:
            async with self.alter.stream(
                endpoint(_ENDPOINT),
                credential=self.secrets.credential(store),
                path={"id": str(design_id), "fileId": file.file_id},
                priority=Priority.BULK,
                deadline=WITHIN,
            ) as download:
                return await self._taken(file, _length(download.headers), download.chunks(), room)
        except AlterRefused as refusal:
            elsewhere = _elsewhere(refusal)
            if elsewhere is None:
                raise judged(refusal, gone=_gone(file)) from refusal
        return await self._from_storage(elsewhere, file, room)

    async def _from_storage(self, url: str, file: Announced, room: Room) -> Fetched:
        """Where Alter points: asked without the credential, through the door that knows no private address."""
        try:
            async with self.site_http.file(url, timeout=_FILE_WITHIN) as found:
                pieces = found.pieces(self.limits.file_bytes)
                return await self._taken(file, found.length, pieces, room)
        except SiteUnreachable as fault:
            if fault.code == "tooLarge":
                raise DesignRefused("fileTooLarge", self._too_large(file)) from fault
            if fault.status in (403, 404, 410):
                raise DesignRefused(*_gone(file)) from fault
            raise AlterUnreachable(fault.code, outcome_unknown=True, endpoint=_ENDPOINT) from fault

    async def _taken(
        self, file: Announced, length: int | None, pieces: AsyncIterator[bytes], room: Room
    ) -> Fetched:
        """Refused by its announced length before a byte of it is read."""
        expected = file.bytes if length is None else length
        if expected is not None:
            if expected > self.limits.file_bytes:
                raise DesignRefused("fileTooLarge", self._too_large(file))
            await asyncio.to_thread(self.blobs.require_room, expected)
        taken = 0
        with self.blobs.incoming(head_bytes=HEAD) as incoming:
            try:
                async for piece in _gathered(pieces):
                    taken += len(piece)
                    room.take(len(piece))
                    if taken > self.limits.file_bytes:
                        raise DesignRefused("fileTooLarge", self._too_large(file))
                    await asyncio.to_thread(incoming.write, piece)
                media = _checked(file, incoming)
                name = await asyncio.to_thread(incoming.keep, media.extension)
            except BaseException:
                room.give_back(taken)
                raise
        return Fetched(media.media_type, name, incoming.size, incoming.crc32)

    def _too_large(self, file: Announced) -> str:
        return _too_large(f"The file {_named(file)}", self.limits.file_bytes)


def _checked(file: Announced, incoming: Incoming) -> Media:
    """Raises DesignRefused. What is not what Alter announced is a fault on the way; only of the file itself it can
    be said that it is of a kind that would run in a shop."""
    if file.bytes is not None and incoming.size != file.bytes:
        raise DesignRefused(
            "wrongSize",
            f"The file {_named(file)} has {incoming.size} bytes where Alter announced {file.bytes}. Request the "
            "design again; if it stays so, ask Alter's support.",
        )
    if file.sha256 is not None and incoming.sha256 != file.sha256:
        raise DesignRefused(
            "wrongHash",
            f"The file {_named(file)} is not what Alter announced: its SHA-256 differs. Request the design again; "
            "if it stays so, ask Alter's support.",
        )
    media = sniffed(incoming.head, declared=file.media_type, name=file.name)
    if media is None:
        raise DesignRefused(
            "forbiddenType",
            f"The file {_named(file)} is {forbidden_kind(incoming.head)}, which is never put into a shop. Remove it "
            "from the design at Alter.",
        )
    return media


async def _gathered(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    held = bytearray()
    async for piece in pieces:
        held += piece
        if len(held) >= _PIECE:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


def _length(headers: Mapping[str, str]) -> int | None:
    """Of a compressed body it is the length on the way, which says nothing."""
    if headers.get("Content-Encoding", "identity").lower() != "identity":
        return None
    text = headers.get("Content-Length", "")
    return int(text) if text.isascii() and text.isdigit() else None


def _elsewhere(refusal: AlterRefused) -> str | None:
    """Whole addresses only: a file lies in a storage of its own or at Alter, and a path is neither."""
    if refusal.status not in _REDIRECTS:
        return None
    found = refusal.headers.get("Location", "")
    return found if urlsplit(found).scheme in ("http", "https") else None


def _gone(file: Announced) -> tuple[str, str]:
    return (
        "fileGone",
        f"Alter no longer has the file {_named(file)} of this design. Save the design at Alter once more, then "
        "request it again.",
    )


def _named(file: Announced) -> str:
    return f"{file.name or file.file_id} ({file.kind})"


def _too_large(what: str, most: int) -> str:
    return f"{what} would take more than the {most // 2**20} MiB that this connector allows."
