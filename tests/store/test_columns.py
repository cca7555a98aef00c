"""Times as the database keeps them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import StatementError

from connector.domain.ids import StoreId
from connector.store import stores
from connector.store.columns import to_microseconds
from connector.store.database import Database
from tests.store.rows import put_store

ONE = StoreId("st_one")

ONE = StoreId("st_one")


async def test_a_naive_time_is_refused(database: Database) -> None:
    """It would be read in the zone of whoever reads it."""
    naive = datetime(2026, 12, 1)
    with pytest.raises(ValueError, match="naive"):
        to_microseconds(naive)
    with pytest.raises((ValueError, StatementError), match="naive"):
        await put_store(database, connected_at=naive)


async def test_times_keep_their_microseconds_and_come_back_in_utc(database: Database) -> None:
    """Whatever zone they were said in."""
    zone = timezone(timedelta(hours=5, minutes=30))
    moment = datetime(2026, 12, 1, 3, 4, 5, 678901, tzinfo=zone)
    store = await put_store(database, connected_at=moment)
    async with database.read() as connection:
        found = await stores.get(connection, store.id)
    assert found is not None
    assert found.connected_at == moment
    assert found.connected_at.utcoffset() == timedelta(0)
