"""`embed_sessions`, row by row."""

from __future__ import annotations

import asyncio
from datetime import datetime

from connector.domain.ids import StoreId
from connector.domain.retention import Retention
from connector.store import sessions
from connector.store.database import Database
from tests.domain.rows import NOW, after
from tests.store.rows import put_store, session

ONE = StoreId("st_one")

ONE = StoreId("st_one")
KEPT = Retention()


async def test_a_session_is_found_by_its_tokens_hash_until_it_expires(database: Database) -> None:
    """The token itself is never stored."""
    await put_store(database)
    bare = session(
        token_hash="bare", runtime_type=None, runtime_binding_id=None, external_product_id=None
    )
    async with database.write() as connection:
        await sessions.insert(connection, session())
        await sessions.insert(connection, bare)
        assert await sessions.by_token(connection, "t", after(899)) == session()
        assert await sessions.by_token(connection, "bare", NOW) == bare
        assert await sessions.by_token(connection, "t", after(900)) is None
        assert await sessions.by_token(connection, "nobody's", NOW) is None


async def test_sessions_are_counted_by_month_and_the_count_outlives_them(
    database: Database,
) -> None:
    """UTC months; two at once make two."""
    await put_store(database)

    async def issue(number: int, at: datetime) -> None:
        async with database.write() as connection:
            await sessions.insert(connection, session(token_hash=str(number), issued_at=at))

    await asyncio.gather(*(issue(number, NOW) for number in range(5)))
    await issue(9, NOW.replace(month=11, day=30, hour=23, minute=59))
    async with database.write() as connection:
        await sessions.sweep(connection, after(900) + KEPT.sessions, KEPT.sessions, limit=9)
        assert await sessions.by_token(connection, "1", NOW) is not None
        await sessions.sweep(connection, after(901) + KEPT.sessions, KEPT.sessions, limit=9)
        assert await sessions.by_token(connection, "1", NOW) is None
        assert await sessions.count_of_month(connection, ONE, "2026-12") == 5
        assert await sessions.count_of_month(connection, ONE, "2026-11") == 1
        assert await sessions.count_of_month(connection, ONE, "2026-10") == 0
