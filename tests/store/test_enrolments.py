"""`enrolments`, row by row."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from connector.domain.ids import StoreId
from connector.store import enrolments
from connector.store.database import Database
from connector.store.enrolments import Enrolment
from tests.domain.rows import NOW, after

ONE = StoreId("st_one")

ONE = StoreId("st_one")


async def test_the_last_use_of_a_code_is_taken_once(database: Database) -> None:
    """Two stores cannot share it."""
    code = Enrolment("en_one", "agency", NOW, after(60), 2, None)
    async with database.write() as connection:
        await enrolments.insert(connection, code, "hash")

    async def use() -> bool:
        async with database.write() as connection:
            return await enrolments.use(connection, code.id, after(1))

    used = await asyncio.gather(*(use() for _ in range(5)))
    assert used.count(True) == 2
    async with database.read() as connection:
        found = await enrolments.by_code(connection, "hash")
    assert found == replace(code, uses_left=0)
    assert not found.is_usable(after(1))


async def test_expired_and_revoked_codes_open_nothing(database: Database) -> None:
    """Each in its own way."""
    old = Enrolment("en_old", "", NOW, after(60), 2, None)
    gone = Enrolment("en_gone", "", after(1), after(60), 2, None)
    async with database.write() as connection:
        await enrolments.insert(connection, old, "1")
        await enrolments.insert(connection, gone, "2")
        assert old.is_usable(after(59))
        assert not old.is_usable(after(60))
        assert not await enrolments.use(connection, "en_old", after(60))
        assert await enrolments.revoke(connection, "en_gone", after(2))
        assert not await enrolments.revoke(connection, "en_gone", after(3))
        assert not await enrolments.use(connection, "en_gone", after(4))
        assert await enrolments.by_code(connection, "3") is None
        listed = await enrolments.listed(connection)
    assert [each.id for each in listed] == ["en_gone", "en_old"]
    assert listed[0].revoked_at == after(2)
    assert not listed[0].is_usable(after(4))
