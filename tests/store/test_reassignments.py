"""Table `reassignment_counts`: counted by store and month."""

from __future__ import annotations

from connector.domain.ids import StoreId
from connector.store import reassignments
from connector.store.database import Database
from connector.store.reassignments import reassignment_counts
from tests.store.rows import count, put_store

ONE, TWO = StoreId("st_one"), StoreId("st_two")


async def test_counts_add_up(database: Database) -> None:
    """By month and store; nothing counted writes no row."""
    await put_store(database, "st_one")
    async with database.write() as connection:
        for month, number in (("2026-01", 2), ("2026-01", 3), ("2026-02", 1), ("2026-03", 0)):
            await reassignments.add(connection, ONE, month, number)
        assert await reassignments.count_of_month(connection, ONE, "2026-01") == 5
        assert await reassignments.count_of_month(connection, ONE, "2026-02") == 1
        assert await reassignments.count_of_month(connection, ONE, "2026-03") == 0
        assert await reassignments.count_of_month(connection, TWO, "2026-01") == 0
    assert await count(database, reassignment_counts) == 2
