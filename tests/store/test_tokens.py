"""`store_tokens`, row by row."""

from __future__ import annotations

from datetime import timedelta

from connector.domain.ids import StoreId
from connector.store import tokens
from connector.store.database import Database
from tests.domain.rows import NOW, after
from tests.store.rows import count, put_store

ONE = StoreId("st_one")

ONE = StoreId("st_one")
NONE = timedelta()


async def test_the_current_token_and_the_retired_ones(database: Database) -> None:
    """A replaced token lives until its time, an earlier one keeps its own, nearer end."""
    await put_store(database)
    async with database.write() as connection:
        await tokens.insert(connection, ONE, "a", NOW)
        await tokens.retire(connection, ONE, after(10))
        await tokens.insert(connection, ONE, "b", after(1))
        await tokens.retire(connection, ONE, after(20))
        await tokens.insert(connection, ONE, "c", after(2))
    async with database.read() as connection:
        current = await tokens.find(connection, "c", after(1000))
        assert current is not None
        assert (current.store_id, current.is_current, current.issued_at) == (ONE, True, after(2))
        old = await tokens.find(connection, "b", after(19))
        assert old is not None
        assert not old.is_current
        assert await tokens.find(connection, "a", after(9)) is not None
        assert await tokens.find(connection, "a", after(10)) is None
        assert await tokens.find(connection, "b", after(20)) is None
        assert await tokens.find(connection, "nobody's", NOW) is None


async def test_tokens_are_swept_and_revoked(database: Database) -> None:
    """Expired ones go; a revocation leaves none."""
    await put_store(database)
    async with database.write() as connection:
        await tokens.insert(connection, ONE, "a", NOW)
        await tokens.retire(connection, ONE, after(10))
        await tokens.insert(connection, ONE, "b", NOW)
        await tokens.sweep(connection, after(9), NONE, limit=9)
    assert await count(database, tokens.store_tokens) == 2
    async with database.write() as connection:
        await tokens.sweep(connection, after(10), NONE, limit=9)
    assert await count(database, tokens.store_tokens) == 1
    async with database.write() as connection:
        assert await tokens.revoke_all(connection, ONE) == 1
        assert await tokens.revoke_all(connection, ONE) == 0
