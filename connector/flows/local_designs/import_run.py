"""One turn of an import: what a design is made of, then its files, a few at a time, until it is whole.

Each file is a commit, and what is still to come is read from the rows. So a turn that is cut off anywhere goes on
where it was, and fetches nothing again that had come whole.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

import structlog

from connector.alter.errors import AlterBusy, AlterError, AlterRefused
from connector.blobs import Blobs, DiskFull
from connector.domain.clock import Clock
from connector.domain.ids import LocalDesignId
from connector.domain.local_design import (
    BlobName,
    DesignFault,
    DesignImport,
    DesignLimits,
    DesignRefused,
    LocalDesign,
    LocalDesignState,
    LocalFile,
    begun,
    delayed,
    failed,
    imported,
    merged,
    unchanged,
)
from connector.domain.retry import backoff
from connector.domain.store import Store, StoreState
from connector.flows.collaborators.credential_check import CredentialCheck
from connector.flows.collaborators.design_imports import DesignImports
from connector.flows.local_designs.fetching import FileFetcher, Room
from connector.flows.local_designs.lease import DesignLeases, LeaseLost
from connector.store import local_design_files, local_designs, locks, stores
from connector.store.database import Database, Transaction
from wp_bridge import manifest
from wp_bridge.errors import ManifestInvalid

log = structlog.get_logger(__name__)

SIDE_BY_SIDE = 4
_TURN_SECONDS = 30.0
"""Then another store's design has its turn; files under way are finished."""

_BASE, _CAP = 2.0, 600.0
_MOST_ATTEMPTS = 40
"""Without a single file between them: half a day of an Alter that does not answer."""

_AFTER_REFUSED_CREDENTIAL = 30.0
_UNNAMED_PAUSE = 15.0
_SHORTEST_PAUSE = 1.0


@dataclass
class _Turn:
    store: Store
    row: LocalDesign
    owner: str
    ends: float
    fetched: int = 0
    later: bool = False
    """Something is left for another turn."""
    broken: DesignRefused | AlterError | None = None
    """What befell one of the files. Those beside it come whole first, so that they come once."""


@dataclass(frozen=True)
class ImportDesigns:
    database: Database
    leases: DesignLeases
    imports: DesignImports
    fetcher: FileFetcher
    check: CredentialCheck
    blobs: Blobs
    limits: DesignLimits
    clock: Clock
    random: Random = field(repr=False)

    async def __call__(self, owner: str) -> bool:
        """Whether there was something due. Never raises for what Alter answers."""
        async with self.database.write() as connection:
            claimed = await local_designs.claim_next(connection, owner, self.clock.now())
        if claimed is None:
            return False
        async with self.leases.kept(claimed, owner):
            turn = await self._begin(claimed, owner)
            if turn is not None:
                await self._taken(turn)
        return True

    async def due_in(self) -> float | None:
        """Seconds until something can be claimed (0.0: now), or None when nothing waits at all."""
        async with self.database.read() as connection:
            due = await local_designs.next_due(connection)
        return None if due is None else max(0.0, (due - self.clock.now()).total_seconds())

    async def _begin(self, claimed: LocalDesignId, owner: str) -> _Turn | None:
        async with self.database.read() as connection:
            row = await local_designs.by_id(connection, claimed)
            store = None if row is None else await stores.get(connection, row.store_id)
        if row is None or store is None or store.state is not StoreState.CONNECTED:
            return None
        return _Turn(store, row, owner, self.clock.monotonic() + _TURN_SECONDS)

    async def _taken(self, turn: _Turn) -> None:
        try:
            await self._go_on(turn)
        except LeaseLost:
            log.info("design_lease_lost", design=turn.row.id)
        except DesignRefused as refused:
            await self._fail(turn, refused.fault)
        except AlterError as error:
            await self._wait(turn, error)
        except Exception:
            await self._put_off(turn, backoff(4, base=_BASE, cap=_CAP, random=self.random))
            raise

    async def _go_on(self, turn: _Turn) -> None:
        payload = await self._payload(turn.row)
        if payload is None:
            found = await self.imports.read(turn.store, turn.row.design_id)
            if not await self._started(turn, found):
                return
            payload = found.payload
        files = await self._reconciled(turn)
        await self._fetch_all(turn, files)
        if not turn.later:
            await self._finish(turn, payload)

    async def _payload(self, row: LocalDesign) -> bytes | None:
        """Of an import that was begun; None when Alter has to be asked (anew)."""
        if row.state is not LocalDesignState.FETCHING or row.payload_hash is None:
            return None
        async with self.database.read() as connection:
            return await local_designs.payload(connection, row.id)

    async def _started(self, turn: _Turn, found: DesignImport) -> bool:
        """False: all is there as it is at Alter."""
        async with self.database.read() as connection:
            there = await local_design_files.of_design(connection, turn.row.id)
        missing = await asyncio.to_thread(self.blobs.missing, _expected(turn.row, there))
        row = turn.row
        whole = row.manifest_hash is not None and not missing
        if whole and row.payload_hash == found.payload_hash:
            async with self._written(turn) as (connection, current):
                await local_designs.update(connection, unchanged(current, self.clock.now()))
            return False
        known = {each.announced.file_id: each for each in there}
        files = merged(found.files, known, missing)
        self._refuse_too_much(files)
        async with self._written(turn) as (connection, current):
            turn.row = begun(current, found, self.clock.now())
            await local_designs.update(connection, turn.row)
            await local_designs.set_payload(connection, row.id, found.payload)
            await local_design_files.replace_all(connection, row.id, files)
        log.info("design_begun", store=turn.store.id, design=row.id, files=len(files))
        return True

    def _refuse_too_much(self, files: Sequence[LocalFile]) -> None:
        """By what is announced, before anything is fetched."""
        limits = self.limits
        if len(files) > limits.design_files:
            raise DesignRefused(
                "tooManyFiles",
                f"The design has {len(files)} files; this connector allows {limits.design_files}.",
            )
        largest = max((each.announced.bytes or 0 for each in files), default=0)
        if largest > limits.file_bytes:
            raise DesignRefused(
                "fileTooLarge",
                f"A file of the design has {largest // 2**20} MiB; this connector allows "
                f"{limits.file_bytes // 2**20} MiB a file.",
            )
        Room(limits, design_bytes=0, store_bytes=0).take(
            sum(each.announced.bytes or 0 for each in files)
        )

    async def _reconciled(self, turn: _Turn) -> Sequence[LocalFile]:
        """The rows, as far as the disk bears them out: a restore brings rows without their files."""
        async with self.database.read() as connection:
            files = await local_design_files.of_design(connection, turn.row.id)
        missing = set(await asyncio.to_thread(self.blobs.missing, _expected(None, files)))
        lost = [each for each in files if each.fetched and each.fetched.blob in missing]
        if not lost:
            return files
        async with self._written(turn) as (connection, _):
            for each in lost:
                file_id = each.announced.file_id
                await local_design_files.set_fetched(connection, turn.row.id, file_id, None)
        return [LocalFile(each.announced) if each in lost else each for each in files]

    async def _fetch_all(self, turn: _Turn, files: Sequence[LocalFile]) -> None:
        left = iter([each for each in files if each.fetched is None])
        async with self.database.read() as connection:
            others = await local_design_files.stored_bytes(
                connection, turn.store.id, without=turn.row.id
            )
        here = sum(each.fetched.bytes for each in files if each.fetched is not None)
        room = Room(self.limits, design_bytes=here, store_bytes=others + here)
        # Nobody is cut off when one of them fails: a transaction that is cancelled may keep SQLite's one writer.
        side_by_side = (self._fetch_some(turn, left, room) for _ in range(SIDE_BY_SIDE))
        for found in await asyncio.gather(*side_by_side, return_exceptions=True):
            if found is not None:
                raise found
        if turn.broken is not None:
            raise turn.broken

    async def _fetch_some(self, turn: _Turn, left: Iterator[LocalFile], room: Room) -> None:
        for file in left:
            if turn.broken is not None:
                return
            if self.clock.monotonic() > turn.ends:
                turn.later = True
                return
            try:
                found = await self.fetcher.fetch(
                    turn.store, turn.row.design_id, file.announced, room
                )
            except (DesignRefused, AlterError) as error:
                turn.broken = error if isinstance(error, DesignRefused) else turn.broken or error
                return
            async with self._written(turn) as (connection, _):
                file_id = file.announced.file_id
                await local_design_files.set_fetched(connection, turn.row.id, file_id, found)
            turn.fetched += 1

    async def _finish(self, turn: _Turn, payload: bytes) -> None:
        async with self.database.read() as connection:
            files = await local_design_files.of_design(connection, turn.row.id)
        try:
            body = await asyncio.to_thread(_manifest, payload, turn.row.design_id, files)
            size, name, crc32 = await asyncio.to_thread(self._kept, body)
        except ManifestInvalid as fault:
            raise DesignRefused(
                "unreadable", f"The design cannot become a manifest: {fault.detail}."
            ) from fault
        except DiskFull as full:
            raise DesignRefused(
                "diskFull", "The connector's disk is full; its operator has to make room."
            ) from full
        async with self._written(turn) as (connection, current):
            done = imported(current, name.sha256, size, crc32, self.clock.now())
            await local_designs.update(connection, done)
            await local_designs.set_payload(connection, turn.row.id, None)
        log.info("design_imported", store=turn.store.id, design=turn.row.id, files=len(files))

    def _kept(self, body: bytes) -> tuple[int, BlobName, int]:
        with self.blobs.incoming(head_bytes=0) as incoming:
            incoming.write(body)
            return incoming.size, incoming.keep("json"), incoming.crc32

    async def _fail(self, turn: _Turn, fault: DesignFault) -> None:
        async with self._written(turn) as (connection, current):
            await local_designs.update(connection, failed(current, fault, self.clock.now()))
            await local_designs.set_payload(connection, turn.row.id, None)
        log.warning("design_failed", store=turn.store.id, design=turn.row.id, code=fault.code)

    async def _wait(self, turn: _Turn, error: AlterError) -> None:
        """Nothing is wrong with the design: it goes on later, and sooner or later the owner is told."""
        if isinstance(error, AlterBusy):
            return await self._put_off(turn, max(_SHORTEST_PAUSE, error.retry_after))
        if isinstance(error, AlterRefused) and error.unauthorized:
            # A store that lost its credential is not claimed before it has connected again.
            await self.check.confirm_loss(turn.store)
            return await self._put_off(turn, _AFTER_REFUSED_CREDENTIAL)
        if isinstance(error, AlterRefused) and error.rate_limited:
            return await self._put_off(turn, error.retry_after or _UNNAMED_PAUSE)
        attempts = 1 if turn.fetched else turn.row.attempts + 1
        if attempts > _MOST_ATTEMPTS:
            return await self._fail(turn, _UNAVAILABLE)
        pause = backoff(attempts, base=_BASE, cap=_CAP, random=self.random)
        log.info("design_put_off", design=turn.row.id, why=type(error).__name__, attempts=attempts)
        return await self._put_off(turn, pause, attempts=attempts)

    async def _put_off(self, turn: _Turn, seconds: float, *, attempts: int | None = None) -> None:
        now = self.clock.now()
        async with self._written(turn) as (connection, current):
            count = current.attempts if attempts is None else attempts
            due_at = now + timedelta(seconds=seconds)
            await local_designs.update(
                connection, delayed(current, due_at, attempts=count, now=now)
            )

    @asynccontextmanager
    async def _written(self, turn: _Turn) -> AsyncIterator[tuple[Transaction, LocalDesign]]:
        """A transaction under the lease, with the row as it is now. Raises LeaseLost."""
        async with self.database.write() as connection:
            await locks.hold_designs(connection, turn.store.id)
            await self.leases.require(connection, turn.row.id, turn.owner)
            current = await local_designs.by_id(connection, turn.row.id)
            if current is None:
                raise LeaseLost
            yield connection, current


_UNAVAILABLE = DesignFault(
    "localDesign.alterUnavailable",
    "Alter did not hand out this design for half a day. Request it again once Alter is well.",
)


def _expected(
    row: LocalDesign | None, files: Sequence[LocalFile]
) -> Iterator[tuple[BlobName, int]]:
    for each in files:
        if each.fetched is not None:
            yield each.fetched.blob, each.fetched.bytes
    if row is not None and row.manifest is not None:
        yield row.manifest, row.manifest_bytes or 0


def _manifest(payload: bytes, design_id: int, files: Sequence[LocalFile]) -> bytes:
    listed = [
        manifest.ManifestFile(
            id=each.announced.file_id,
            kind=each.announced.kind,
            path=each.fetched.blob.file_name,
            media_type=each.fetched.media_type,
            bytes=each.fetched.bytes,
            sha256=each.fetched.blob.sha256,
        )
        for each in files
        if each.fetched is not None
    ]
    assert len(listed) == len(files), "a design is finished when all its files are here"
    return manifest.written(json.loads(payload), design_id, listed)
