"""`spends`: what the last minute used of Alter's limits."""

from __future__ import annotations

from datetime import timedelta

from connector.domain.ids import StoreId
from connector.domain.priority import Priority
from connector.store import spends
from connector.store.database import Database
from tests.domain.rows import NOW, after
from tests.store.rows import count

ONE = StoreId("st_one")

ONE = StoreId("st_one")


async def test_spends_of_the_last_minute_are_remembered(database: Database) -> None:
    """Those answered since, and those never answered: Alter may have counted them at any time."""
    async with database.write() as connection:
        await spends.begin(connection, "open", ONE, Priority.BULK, after(-500))
        await spends.begin(connection, "done", ONE, Priority.OWNER, after(-70))
        await spends.answered(connection, "done", after(-30))
        await spends.record(connection, "old", ONE, Priority.SHOPPER, after(-61))
        recent = await spends.recent(connection, after(-61))
    found = {(spend.account, spend.priority, spend.answered_at) for spend in recent}
    assert found == {(ONE, Priority.BULK, None), (ONE, Priority.OWNER, after(-30))}


async def test_calls_cut_off_by_the_last_stop_count_as_answered_now(database: Database) -> None:
    """The latest they can have been."""
    async with database.write() as connection:
        await spends.begin(connection, "open", ONE, Priority.BULK, after(-500))
        await spends.record(connection, "old", ONE, Priority.BULK, after(-500))
        await spends.close_open(connection, NOW)
        recent = await spends.recent(connection, after(-61))
    assert [spend.answered_at for spend in recent] == [NOW]


async def test_old_spends_are_swept_answered_or_not(database: Database) -> None:
    """No call takes five minutes; nothing grows for ever."""
    async with database.write() as connection:
        await spends.begin(connection, "lost", ONE, Priority.BULK, after(-301))
        await spends.record(connection, "old", ONE, Priority.BULK, after(-301))
        await spends.begin(connection, "late", ONE, Priority.BULK, after(-400))
        await spends.answered(connection, "late", after(-299))
        await spends.begin(connection, "open", ONE, Priority.BULK, after(-299))
        await spends.sweep(connection, NOW, timedelta(minutes=5), limit=9)
    assert await count(database, spends.budget_spends) == 2
