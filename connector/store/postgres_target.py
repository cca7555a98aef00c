"""An empty PostgreSQL database that is filled in one transaction: before its end nobody sees a table, after it all
is there. A copy that was cut off has left nothing, and can be made again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.domain.errors import Unavailable
from connector.store import processes
from connector.store.database import SCHEMA_VERSION, Database, without_password
from connector.store.portable import CannotMove, Digest, Form, Row

Upgrade = Callable[[AsyncConnection], Awaitable[None]]
"""Brings the schema to the newest; alembic stays behind it."""

_ROWS_AT_ONCE = 500
_LOCK_PATIENCE = "5s"
_NAMED = 5

_MADE_BY_INIT = frozenset({"key_checks"})
"""What `init` writes into a database that nothing was sealed in yet."""

_LOST = (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, sa.exc.InterfaceError, OSError)
_REFUSED = (asyncpg.PostgresError, sa.exc.DBAPIError)


@asynccontextmanager
async def opened(database: Database) -> AsyncIterator[PostgresTarget]:
    """One transaction, kept when the block ends. Raises CannotMove, after which the database is as it was."""
    shown = without_password(database.url)
    try:
        async with database.write() as connection:
            target = PostgresTarget(connection, shown)
            await target.begin()
            yield target
    except (*_LOST, Unavailable) as fault:
        raise CannotMove(
            f"{shown} cannot be reached, or was lost on the way ({_said(fault)}): check the address, that the "
            "server runs and lets this user in; then run this again"
        ) from fault
    except _REFUSED as fault:
        raise CannotMove(f"{shown} refused the copy ({_said(fault)}); it is as it was") from fault


class PostgresTarget:
    def __init__(self, connection: AsyncConnection, shown: str) -> None:
        self._connection = connection
        self._shown = shown

    async def begin(self) -> None:
        """Raises CannotMove for a server that does not keep text as we do."""
        for setting, value in (
            ("statement_timeout", "0"),
            ("idle_in_transaction_session_timeout", "0"),
            ("lock_timeout", _LOCK_PATIENCE),
        ):
            await self._connection.execute(sa.text(f"SET LOCAL {setting} = '{value}'"))
        encoding = await self._connection.scalar(sa.text("SHOW server_encoding"))
        if encoding != "UTF8":
            raise CannotMove(
                f"{self._shown} keeps text as {encoding}: make a database with ENCODING 'UTF8'"
            )

    async def tables(self) -> set[str]:
        return await self._connection.run_sync(lambda sync: set(sa.inspect(sync).get_table_names()))

    async def require_ours(self, forms: Sequence[Form], there: set[str]) -> None:
        """Raises CannotMove where somebody else's tables lie, or ours of another version."""
        foreign = sorted(there - {form.name for form in forms} - {"alembic_version"})
        if foreign:
            more = f" and {len(foreign) - _NAMED} more" if len(foreign) > _NAMED else ""
            raise CannotMove(
                f"{self._shown} holds tables that are not ours ({', '.join(foreign[:_NAMED])}{more}): name an "
                "empty database"
            )
        version = "alembic_version" in there and await self._connection.scalar(
            sa.text("SELECT version_num FROM alembic_version")
        )
        if version != SCHEMA_VERSION:
            raise CannotMove(
                f"{self._shown} has schema {version or 'none'}, this version copies into {SCHEMA_VERSION}: name "
                "an empty database"
            )

    async def require_idle(self, now: datetime) -> None:
        """Raises CannotMove while a process runs on it."""
        running = await processes.alive(self._connection, now)
        if running:
            verbs = ", ".join(sorted({each.verb for each in running}))
            raise CannotMove(f"a process runs on {self._shown} ({verbs}): stop it first")

    async def counts(self, forms: Sequence[Form]) -> Mapping[str, int]:
        return {
            form.name: int(
                (
                    await self._connection.execute(
                        sa.select(sa.func.count()).select_from(form.table)
                    )
                ).scalar_one()
            )
            for form in forms
        }

    async def used(self, forms: Sequence[Form]) -> Mapping[str, int]:
        """What it holds beyond what `init` made."""
        counts = await self.counts(forms)
        return {name: n for name, n in counts.items() if n and name not in _MADE_BY_INIT}

    async def empty(self, forms: Sequence[Form]) -> None:
        """Of what `init` made. A process that starts meanwhile waits; one that was quicker is found by the second
        look. Raises CannotMove."""
        names = ", ".join(form.name for form in forms)
        await self._connection.execute(sa.text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
        self.require_unused(await self.used(forms))
        await self._connection.execute(sa.text(f"TRUNCATE {names}"))

    def require_unused(self, used: Mapping[str, int]) -> None:
        """Raises CannotMove."""
        if used:
            held = ", ".join(f"{count:,} {name}" for name, count in sorted(used.items()))
            raise CannotMove(
                f"{self._shown} holds other data ({held}), which a copy would destroy: name an empty database, "
                "or drop and create that one if nobody needs it"
            )

    async def make_tables(self, upgrade: Upgrade) -> None:
        await upgrade(self._connection)

    async def put(self, form: Form, rows: Sequence[Row]) -> None:
        driver = await self._driver()
        await driver.copy_records_to_table(
            form.name, records=[form.for_postgres(row) for row in rows], columns=form.columns
        )

    async def digest(self, form: Form, tell: Callable[[int], None]) -> Digest:
        """`tell` gets how many rows were read again."""
        digest = Digest()
        async for batch in self._batches(form):
            for row in batch:
                digest.add(row)
            tell(len(batch))
        return digest

    async def finish(self, forms: Sequence[Form]) -> None:
        """Counters go on after what is there, and the planner knows at once how much that is."""
        for form in forms:
            for column in form.columns:
                await self._set_counter(form.name, column)
            await self._connection.execute(sa.text(f"ANALYZE {form.name}"))

    async def _set_counter(self, table: str, column: str) -> None:
        sequence = await self._connection.scalar(
            sa.text("SELECT pg_get_serial_sequence(:table, :column)"),
            {"table": table, "column": column},
        )
        if sequence is not None:
            goes_on = (
                f"SELECT setval(:sequence, coalesce(max({column}), 0) + 1, false) FROM {table}"  # noqa: S608
            )
            await self._connection.execute(sa.text(goes_on), {"sequence": sequence})

    async def _batches(self, form: Form) -> AsyncIterator[list[Row]]:
        driver = await self._driver()
        cursor = await driver.cursor(f"SELECT {form.as_stored} FROM {form.name}")  # noqa: S608
        while found := await cursor.fetch(_ROWS_AT_ONCE):
            yield [form.from_postgres(row) for row in found]

    async def _driver(self) -> Any:
        """The driver's own connection, inside the same transaction: COPY has no other way in."""
        return (await self._connection.get_raw_connection()).driver_connection


def _said(fault: BaseException) -> str:
    """Without the details that servers add, which quote rows."""
    reason = getattr(fault, "orig", None) or fault
    lines = str(reason).splitlines()
    return f"{type(reason).__name__}: {lines[0]}" if lines else type(reason).__name__
