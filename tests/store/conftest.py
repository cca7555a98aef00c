"""A migrated database of either engine, and rows in it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from connector.store.database import Database


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()
