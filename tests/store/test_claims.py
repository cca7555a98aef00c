"""Table `claims`: one claim an order, whoever asks at the same time."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from connector.domain.claim import Claim
from connector.domain.ids import ClaimId, StoreId
from connector.domain.retention import Retention
from connector.store import alter_orders, claims, sessions, stores
from connector.store.database import Database
from tests.domain.claims import claim, embed_session
from tests.domain.orders import alter_order
from tests.domain.rows import NOW, after
from tests.store.rows import count, put_store

ONE, TWO = StoreId("st_one"), StoreId("st_two")
KEPT = Retention()


@pytest.fixture(autouse=True)
async def two_stores(database: Database) -> None:
    await put_store(database, ONE)
    await put_store(database, TWO)


async def take(database: Database, **fields: Any) -> Claim:
    async with database.write() as connection:
        return await claims.take(connection, claim(**fields))


async def test_a_row_comes_back_as_it_was_written(database: Database) -> None:
    """The largest numbers too; other storefronts number for themselves."""
    largest = 2**53 - 1
    assert await take(database) == claim()
    other = claim(id=ClaimId("cl_two"), alter_order_id=largest)
    assert await take(database, id=other.id, alter_order_id=largest) == other
    async with database.read() as connection:
        assert await claims.by_orders(connection, 12, {123, 7}) == [claim()]
        assert await claims.by_orders(connection, 13, {123}) == []
        assert await claims.by_orders(connection, 12, set()) == []


async def test_the_same_claim_keeps_its_id_and_lives_longer(database: Database) -> None:
    """The session it came with first stays."""
    await take(database)
    again = await take(database, id="cl_new", session_ref="ss_two", claimed_at=after(60))
    assert again == claim(claimed_at=after(60))


@pytest.mark.parametrize(
    "fields", [{"store_id": TWO}, {"claim_key_hash": "x"}, {"external_product_id": "wc_2"}]
)
async def test_another_claim_finds_the_first_one(
    database: Database, fields: dict[str, Any]
) -> None:
    """Which is not touched by it."""
    await take(database)
    assert await take(database, id="cl_new", claimed_at=after(60), **fields) == claim()


async def test_of_many_at_once_one_is_first(database: Database) -> None:
    """Different keys of two stores: all are told of the same row."""
    found = await asyncio.gather(
        *(
            take(
                database,
                id=ClaimId(f"cl_{number}"),
                claim_key_hash=f"key {number}",
                store_id=(ONE, TWO)[number % 2],
            )
            for number in range(8)
        )
    )
    assert len(set(found)) == 1
    assert await count(database, claims.claims) == 1


async def test_the_database_itself_allows_one(database: Database) -> None:
    """Not only the statement that is careful."""
    await take(database)
    second = claim(id=ClaimId("cl_x"), store_id=TWO)

    async def written() -> None:
        async with database.write() as connection:
            values = claims._to_row(second)
            await connection.execute(claims.claims.insert().values(values))

    with pytest.raises(IntegrityError):
        await written()


async def test_old_claims_are_swept(database: Database) -> None:
    """By the last time they were made."""
    await take(database)
    async with database.write() as connection:
        await claims.sweep(connection, NOW + KEPT.claims, KEPT.claims, limit=9)
        assert len(await claims.by_orders(connection, 12, {123})) == 1
        await claims.sweep(connection, after(1) + KEPT.claims, KEPT.claims, limit=9)
        assert await claims.by_orders(connection, 12, {123}) == []


async def test_whether_others_hold_any_order(database: Database) -> None:
    """By claim or by link; of this storefront; the own ones are no others'."""

    async def held(store_id: StoreId, storefront_id: int = 12) -> tuple[bool, bool]:
        async with database.read() as connection:
            return (
                await claims.others_hold_any(connection, storefront_id, store_id),
                await alter_orders.others_hold_any(connection, storefront_id, store_id),
            )

    assert await held(ONE) == (False, False)
    await take(database)
    assert (await held(ONE), await held(TWO)) == ((False, False), (True, False))
    async with database.write() as connection:
        await alter_orders.insert_many(connection, [alter_order(store_id=TWO)])
    assert (await held(ONE), await held(TWO)) == ((False, True), (True, False))
    assert await held(ONE, 13) == (False, False)


async def test_a_deleted_store_takes_its_claims_along(database: Database) -> None:
    """Its orders are anybody's again."""
    await take(database)
    async with database.write() as connection:
        await stores.delete(connection, ONE)
    assert await count(database, claims.claims) == 0


async def test_a_session_is_found_by_its_reference(database: Database) -> None:
    """By its own store, expired or not, until it is swept."""
    async with database.write() as connection:
        await sessions.insert(connection, embed_session())
        assert await sessions.by_ref(connection, ONE, "ss_one") == embed_session()
        assert await sessions.by_ref(connection, TWO, "ss_one") is None
        assert await sessions.by_ref(connection, ONE, "ss_two") is None
        await sessions.sweep(connection, after(900) + KEPT.sessions, KEPT.sessions, limit=9)
        assert await sessions.by_ref(connection, ONE, "ss_one") is not None
