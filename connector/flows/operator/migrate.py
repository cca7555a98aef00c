"""`migrate`: a stopped SQLite database is copied into an empty PostgreSQL database, and read again there.

One transaction on the target: killed anywhere, nothing is there, and no service ever starts on a part.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from connector.domain.clock import Clock
from connector.store import postgres_target, sqlite_source, tables
from connector.store.database import Database
from connector.store.portable import CannotMove, Digest, Form, Row
from connector.store.postgres_target import PostgresTarget, Upgrade
from connector.store.sole_process import sole_process
from connector.store.sqlite_source import SqliteSource

Tell = Callable[[int, int], None]
"""Gets how many rows are done and how many there are; each is copied and read again, and counts twice."""

_LEFT_BEHIND = frozenset({"processes"})
"""Who ran on the SQLite database; nobody does now."""


@dataclass(frozen=True)
class MovedTable:
    name: str
    rows: int
    checksum: str
    """The same on both sides, in hex."""


@dataclass(frozen=True)
class Moved:
    """`was_there`: an earlier run had brought all of it, and nobody has changed it since."""

    tables: Sequence[MovedTable]
    seconds: float
    was_there: bool

    @property
    def rows(self) -> int:
        return sum(each.rows for each in self.tables)


@dataclass
class _Progress:
    tell: Tell
    total: int
    done: int = field(default=0)

    def add(self, rows: int) -> None:
        self.done += rows
        self.tell(self.done, self.total)


@dataclass(frozen=True)
class MoveToPostgres:
    source: Database
    target: Database
    upgrade: Upgrade
    clock: Clock

    async def __call__(self, tell: Tell) -> Moved:
        """Raises CannotMove or DatabaseError (a process runs on the source); then neither side has changed."""
        path = self.source.sqlite_path
        if path is None:
            raise CannotMove(
                "CONNECTOR_DATABASE_URL is no SQLite database: `migrate` copies from SQLite to PostgreSQL only"
            )
        if self.target.is_sqlite:
            raise CannotMove("--to takes postgresql://user@host/database")
        sqlite_source.require_there(path)
        started = time.monotonic()
        async with sole_process(self.source):
            with sqlite_source.opened(path) as source:
                source.require_schema()
                async with postgres_target.opened(self.target) as target:
                    moved, was_there = await self._moved(source, target, tell)
        return Moved(moved, time.monotonic() - started, was_there)

    async def _moved(
        self, source: SqliteSource, target: PostgresTarget, tell: Tell
    ) -> tuple[Sequence[MovedTable], bool]:
        forms = [
            Form(table) for table in tables.metadata.sorted_tables if table.name not in _LEFT_BEHIND
        ]
        counts = await asyncio.to_thread(source.counts, forms)
        progress = _Progress(tell, 2 * sum(counts.values()))
        was_there = await self._made_ready(target, forms, counts)
        digests = [
            await self._digested(source, form, progress)
            if was_there
            else await self._copied(source, target, form, progress)
            for form in forms
        ]
        moved = [
            await self._verified(target, form, digest, progress, was_there=was_there)
            for form, digest in zip(forms, digests, strict=True)
        ]
        if not was_there:
            await target.finish(forms)
        source.require_unchanged()
        return moved, was_there

    async def _made_ready(
        self, target: PostgresTarget, forms: Sequence[Form], counts: Mapping[str, int]
    ) -> bool:
        """Tables, and nothing in them. True: as many rows as here are there already, and may be the same ones."""
        there = await target.tables()
        if not there:
            await target.make_tables(self.upgrade)
            return False
        await target.require_ours([Form(table) for table in tables.metadata.sorted_tables], there)
        await target.require_idle(self.clock.now())
        used = await target.used(forms)
        if used and await target.counts(forms) == counts:
            return True
        target.require_unused(used)
        await target.empty(forms)
        return False

    async def _digested(self, source: SqliteSource, form: Form, progress: _Progress) -> Digest:
        digest, batches = Digest(), source.batches(form)
        while batch := await asyncio.to_thread(_next, batches, digest):
            progress.add(len(batch))
        return digest

    async def _copied(
        self, source: SqliteSource, target: PostgresTarget, form: Form, progress: _Progress
    ) -> Digest:
        digest, batches = Digest(), source.batches(form)
        while batch := await asyncio.to_thread(_next, batches, digest):
            await target.put(form, batch)
            progress.add(len(batch))
        return digest

    async def _verified(
        self,
        target: PostgresTarget,
        form: Form,
        wanted: Digest,
        progress: _Progress,
        *,
        was_there: bool,
    ) -> MovedTable:
        """Raises CannotMove when what is there is not what is here."""
        found = await target.digest(form, progress.add)
        if (found.rows, found.checksum) == (wanted.rows, wanted.checksum):
            return MovedTable(form.name, found.rows, found.checksum)
        if was_there:
            raise CannotMove(
                f"the target holds other data (its {form.name} differ from the SQLite database's), which a copy "
                "would destroy: name an empty database, or drop and create that one if nobody needs it"
            )
        raise CannotMove(
            f"{form.name} were not copied whole: {found.rows} of {wanted.rows} rows, checksum "
            f"{found.checksum[:12]} and not {wanted.checksum[:12]}. Nothing was kept; run this again, and report "
            "it if it happens twice"
        )


def _next(batches: sqlite_source.Batches, digest: Digest) -> list[Row]:
    """Read and hashed in the thread; empty at the end."""
    batch = next(batches, [])
    for row in batch:
        digest.add(row)
    return batch
