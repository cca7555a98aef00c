"""Opening the database and running short transactions on it.

SQLite: one writer connection that begins IMMEDIATE (a deferred transaction that reads first and writes later
fails with "database is locked" instead of waiting), and a few readers. WAL lets them work beside the writer.
PostgreSQL: one pool; the same statements. Nothing above this file knows which engine runs. No state of a session
is relied upon there (limits are set for each transaction, locks end with it), so that PgBouncer may stand between.
"""

from __future__ import annotations

import asyncio
import sqlite3
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from connector.domain.errors import Unavailable
from connector.domain.pooling import PoolLimits
from connector.store.columns import metadata
from connector.store.faults import DatabaseAway, away, passes
from connector.store.notices import TELLER

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

T = TypeVar("T")

Transaction = AsyncConnection
"""What flows hand to the functions of this package; its driver stays behind this door."""

SCHEMA_VERSION = "0006"
"""The newest migration; a test holds it against alembic's head. `serve` reads it without importing alembic."""

_SQLITE_READERS = 4
_QUEUE_SECONDS = 10
_PAUSES = (0.05, 0.25, 1.0)
_CHECKPOINT_PATIENCE = 1.0

_SQLITE_PRAGMAS = """
PRAGMA busy_timeout=5000;  -- milliseconds; another process may be migrating or backing up
PRAGMA journal_mode=WAL;
PRAGMA foreign_keys=ON;
PRAGMA synchronous=FULL;  -- an accepted change survives a power cut, not only a crash
PRAGMA secure_delete=ON;  -- what is deleted is overwritten: erased stores leave no sealed pages
PRAGMA temp_store=MEMORY;
"""


class DatabaseError(Exception):
    """The database cannot be used as it is; the message says what to do."""


class Database:
    """One database, either engine. `url` is `sqlite:///path` or `postgresql://…`."""

    def __init__(self, url: str, limits: PoolLimits | None = None) -> None:
        self.url = url
        self.limits = limits or PoolLimits()
        self.teller = uuid.uuid4().hex
        self.is_sqlite = url.startswith("sqlite:")
        if self.is_sqlite:
            self._readers = _sqlite_engine(url, pool_size=_SQLITE_READERS, begin="BEGIN")
            self._writer = _sqlite_engine(url, pool_size=1, begin="BEGIN IMMEDIATE")
        elif url.startswith("postgresql:"):
            self._writer = self._readers = _postgres_engine(url, self.limits, self.teller)
        else:
            raise DatabaseError("the database URL starts with sqlite:/// or postgresql://")

    @property
    def sqlite_path(self) -> Path | None:
        return sqlite_path_of(self.url)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A consistent view; nothing written in it is kept. Raises Unavailable when none is to be had."""
        async with self._transaction(self._readers.connect) as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed when the block ends, rolled back when it raises. Keep it short.

        Raises Unavailable as `read`; DatabaseAway also from the block's statements and its end.
        """
        async with self._transaction(self._writer.begin) as connection:
            yield connection

    async def repeated(self, block: Callable[[Transaction], Awaitable[T]]) -> T:
        """`write` for what leaves the same when it is done twice: done again when the database broke off.

        Raises DatabaseAway when that does not help within a second or two.
        """
        for pause in _PAUSES:
            try:
                async with self.write() as connection:
                    return await block(connection)
            except DatabaseAway:
                await asyncio.sleep(pause)
        async with self.write() as connection:
            return await block(connection)

    @asynccontextmanager
    async def _transaction(
        self, opening: Callable[[], AbstractAsyncContextManager[AsyncConnection]]
    ) -> AsyncIterator[AsyncConnection]:
        try:
            async with AsyncExitStack() as stack:
                yield await self._opened(stack, opening)
        except sa.exc.DBAPIError as fault:
            if self.is_sqlite or not passes(fault):
                raise
            raise away(fault) from fault

    async def _opened(
        self,
        stack: AsyncExitStack,
        opening: Callable[[], AbstractAsyncContextManager[AsyncConnection]],
    ) -> AsyncConnection:
        try:
            if self.is_sqlite or not self.limits.pgbouncer:
                return await stack.enter_async_context(opening())
            try:
                return await self._limited(stack, opening)
            except Exception as fault:
                if not passes(fault):
                    raise
            # The pool kept a connection that the server has ended; it has let go of all of them now.
            return await self._limited(stack, opening)
        except sa.exc.TimeoutError as full:
            raise Unavailable(
                "service.busy",
                "The service has too much to do; try again shortly.",
                retry_after=2.0,
            ) from full
        except Exception as fault:
            if self.is_sqlite:
                raise
            # Whatever keeps us out (a server that starts, a password that was changed) is not the caller's fault.
            raise away(fault) from fault

    async def _limited(
        self,
        stack: AsyncExitStack,
        opening: Callable[[], AbstractAsyncContextManager[AsyncConnection]],
    ) -> AsyncConnection:
        """Behind PgBouncer the first statement sets the limits of the transaction, since a setting of the session
        would be another one's; it also shows that the connection lives."""
        async with AsyncExitStack() as unless_begun:
            connection = await unless_begun.enter_async_context(opening())
            await connection.exec_driver_sql(_transaction_limits(self.limits))
            await stack.enter_async_context(unless_begun.pop_all())
            return connection

    async def checkpoint(self) -> bool:
        """Empties SQLite's write-ahead log, where erased values would lie on, into the file, which overwrites
        them. False: somebody was reading, and the next one has to do it. PostgreSQL: nothing to do."""
        if self.sqlite_path is None:
            return True
        return await asyncio.to_thread(_checkpoint, self.sqlite_path)

    async def schema_version(self) -> str | None:
        """The migration this database stands at, or None when it was never made.

        Raises `DatabaseError` when it cannot be read: every start asks this first.
        """
        try:
            return await self._schema_version()
        except Exception as fault:
            # Drivers raise their own kinds here, wrapped or not. The statement is not in `orig`.
            cause = fault.__cause__ if isinstance(fault, DatabaseAway) else fault
            reason = getattr(cause, "orig", None) or cause
            raise DatabaseError(
                f"the database cannot be read ({type(reason).__name__}: {reason}): check "
                "CONNECTOR_DATABASE_URL, the file's owner and mode, or that the server runs"
            ) from fault

    async def _schema_version(self) -> str | None:
        async with self.read() as connection:
            tables = await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())
            if "alembic_version" not in tables:
                return None
            found = await connection.execute(sa.text("SELECT version_num FROM alembic_version"))
            return found.scalar_one_or_none()

    async def require_schema(self) -> None:
        """Raises `DatabaseError` unless the schema is exactly the one this code was written for."""
        if self.is_sqlite and not (self.sqlite_path or Path()).exists():
            raise DatabaseError("there is no database yet: run `alter-connector init`")
        version = await self.schema_version()
        if version is None:
            raise DatabaseError("the database is empty: run `alter-connector init`")
        if version < SCHEMA_VERSION:
            raise DatabaseError(
                f"the database has schema {version}, this version needs {SCHEMA_VERSION}: "
                "stop all processes, make a backup, run `alter-connector init`"
            )
        if version > SCHEMA_VERSION:
            raise DatabaseError(
                f"the database has schema {version}, newer than this version knows "
                f"({SCHEMA_VERSION}): install the newer alter-connector again"
            )

    async def close(self) -> None:
        await self._readers.dispose()
        if self._writer is not self._readers:
            await self._writer.dispose()


def sqlite_path_of(url: str) -> Path | None:
    """None for PostgreSQL."""
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:") else None


def without_password(url: str) -> str:
    """For what people read and paste."""
    found = sa.make_url(url)
    bare = sa.URL.create(
        found.drivername,
        username=found.username,
        host=found.host,
        port=found.port,
        database=found.database,
        query=found.query,
    )
    return bare.difference_update_query(["password"]).render_as_string()


def upsert(connection: AsyncConnection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT of the connection's own dialect, for `on_conflict_do_update` and `…_do_nothing`."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    # Imported where it is used: the dialect alone would cost a start on SQLite 50 ms.
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415

    return postgresql.insert(table)


async def create_tables(database: Database) -> None:
    """The tables as the code sees them, for tests that compare them with the migrations."""
    async with database.write() as connection:
        await connection.run_sync(metadata.create_all)


def _checkpoint(path: Path) -> bool:
    """On a connection of its own: inside a transaction SQLite makes none, and writers wait while it does."""
    try:
        with closing(sqlite3.connect(path, timeout=_CHECKPOINT_PATIENCE)) as connection:
            (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as fault:
        if fault.sqlite_errorcode not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise
        return False
    return not busy


def _sqlite_engine(url: str, *, pool_size: int, begin: str) -> AsyncEngine:
    engine = create_async_engine(
        url.replace("sqlite:", "sqlite+aiosqlite:", 1),
        poolclass=AsyncAdaptedQueuePool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=_QUEUE_SECONDS,
        hide_parameters=True,  # an error's text goes to the log; the values may be hashes and seals
    )

    @sa.event.listens_for(engine.sync_engine, "connect")
    def set_pragmas(connection: DBAPIConnection, _record: Any) -> None:
        # The driver must not begin transactions by itself: `begin` below says which kind.
        connection.isolation_level = None
        # In one go: each statement by itself would be four turns of the driver's thread.
        connection.run_async(lambda driver: driver.executescript(_SQLITE_PRAGMAS))

    @sa.event.listens_for(engine.sync_engine, "begin")
    def begin_transaction(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgres_engine(url: str, limits: PoolLimits, teller: str) -> AsyncEngine:
    engine = create_async_engine(
        url.replace("postgresql:", "postgresql+asyncpg:", 1),
        pool_size=limits.size,
        max_overflow=0,
        pool_timeout=limits.wait,
        connect_args=_connect_args(limits),
        hide_parameters=True,
        execution_options={TELLER: teller},
    )

    @sa.event.listens_for(engine.sync_engine, "checkout")
    def refuse_ended(connection: DBAPIConnection, _record: Any, _proxy: Any) -> None:
        # The server was restarted: it has ended all of them, and said so. Nothing is sent to find out.
        if connection.driver_connection.is_closed():
            raise sa.exc.InvalidatePoolError

    return engine


def _connect_args(limits: PoolLimits) -> dict[str, Any]:
    if not limits.pgbouncer:
        return {"server_settings": _timeouts(limits)}
    # In transaction mode each transaction may meet another server connection: nothing prepared is kept, and no
    # name comes twice (SQLAlchemy's documents on asyncpg and PgBouncer).
    return {
        "statement_cache_size": 0,
        "prepared_statement_cache_size": 0,
        "prepared_statement_name_func": lambda: f"__asyncpg_{uuid.uuid4()}__",
    }


def _transaction_limits(limits: PoolLimits) -> str:
    set_all = (f"set_config('{name}', '{each}', true)" for name, each in _timeouts(limits).items())
    return f"SELECT {', '.join(set_all)}"


def _timeouts(limits: PoolLimits) -> dict[str, str]:
    """Milliseconds, by PostgreSQL's names."""
    times = {
        "statement_timeout": limits.statement,
        "lock_timeout": limits.lock,
        "idle_in_transaction_session_timeout": limits.idle,
    }
    return {name: f"{int(seconds * 1000)}" for name, seconds in times.items()}
