"""What one process tells the others: NOTIFY in the transaction that makes the change, LISTEN on a connection.

Hints that save a wait, never the truth: that is in the rows, and whoever hears nothing looks there within a
second. A process does not hear itself. On SQLite there is one process, and nothing is said.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.domain.ids import StoreId

_CHANNEL = "alter_connector"
_CONNECT_WITHIN = 10.0
_ALIVE_EVERY = 15.0
TELLER = "teller"
"""The option of an engine under which it names itself."""


class Kind(StrEnum):
    """`work`: something is due. `changed`: what may be kept of a store is old, and who waits for its sync looks
    again. `processes`: one came or went."""

    WORK = "work"
    CHANGED = "changed"
    PROCESSES = "processes"


@dataclass(frozen=True)
class Notice:
    kind: Kind
    store_id: StoreId | None = None


async def tell(connection: AsyncConnection, kind: Kind, store_id: StoreId | None = None) -> None:
    """Heard by the others once the transaction is committed, and never if it is not."""
    if connection.dialect.name == "sqlite":
        return
    options = await connection.run_sync(lambda sync: sync.get_execution_options())
    teller = options.get(TELLER, "-")
    said = f"{kind.value} {teller} {store_id or ''}"
    await connection.execute(sa.select(sa.func.pg_notify(_CHANNEL, said)))


@asynccontextmanager
async def listening(
    url: str, teller: str, hear: Callable[[Notice], None]
) -> AsyncIterator[asyncio.Event]:
    """A connection of its own, and an event that is set when it ends. Raises what the driver raises.

    `url` leads to the server itself: behind PgBouncer in transaction mode nobody is ever told anything.
    """
    import asyncpg  # type: ignore[import-untyped]  # noqa: PLC0415 - a start on SQLite does not wait for this driver

    dialect = sa.make_url(url.replace("postgresql:", "postgresql+asyncpg:", 1)).get_dialect()()
    _, options = dialect.create_connect_args(sa.make_url(url))
    connection = await asyncpg.connect(**options, timeout=_CONNECT_WITHIN)
    ended = asyncio.Event()

    def heard(_connection: Any, _process: int, _channel: str, payload: object) -> None:
        notice = _read(str(payload), teller)
        if notice is not None:
            hear(notice)

    try:
        connection.add_termination_listener(lambda _: ended.set())
        await connection.add_listener(_CHANNEL, heard)
        watching = asyncio.create_task(_watch(connection, ended))
        try:
            yield ended
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
    finally:
        # Not gently: a server that is gone would be waited for.
        connection.terminate()


async def _watch(connection: Any, ended: asyncio.Event) -> None:
    """A connection that was cut without a word would be silent for ever."""
    try:
        while not connection.is_closed():
            await asyncio.sleep(_ALIVE_EVERY)
            await connection.execute("SELECT 1", timeout=_CONNECT_WITHIN)
    finally:
        # Whatever went wrong, the connection is of no use any more.
        ended.set()


def _read(payload: str, teller: str) -> Notice | None:
    """None for our own, and for what a newer version says."""
    kind, _, rest = payload.partition(" ")
    by, _, store_id = rest.partition(" ")
    if by == teller or kind not in {each.value for each in Kind}:
        return None
    return Notice(Kind(kind), StoreId(store_id) if store_id else None)
