"""PostgreSQL ends connections under the service: it goes on by itself, and what cannot be done hears 503."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from connector.store.database import Database, Transaction
from connector.store.faults import DatabaseAway
from tests.stage.stage import ConnectedStore, Stage, Staging, item
from tests.stage.waiting import until


@pytest.fixture(autouse=True)
def only_postgres(engine: str) -> None:
    if engine != "postgres":
        pytest.skip("SQLite has no connections to lose")


async def cut_all(url: str) -> None:
    """As a restart does: every connection of others ends, in the middle of whatever it is doing."""
    database = Database(url)
    async with database.write() as connection:
        await connection.execute(
            sa.text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    await database.close()


async def test_ended_connections_are_noticed_by_nobody(
    stage: Stage, store: ConnectedStore, database_url: str
) -> None:
    """Neither by reads nor by changes: the first statement of a transaction finds out."""
    await store.put_bindings(item("wc_1"))
    for number in range(3):
        await cut_all(database_url)
        assert (await store.get("/v1/bindings")).status == 200
        await cut_all(database_url)
        put = await store.put_bindings(item(f"wc_{number}", 382))
        assert put.json["bindings"][0]["sync"]["state"] == "synced"


async def test_a_transaction_that_is_cut_is_away_and_can_be_repeated(database_url: str) -> None:
    database, tries = Database(database_url), 0

    async def block(connection: Transaction) -> int:
        nonlocal tries
        tries += 1
        if tries < 3:
            await cut_all(database_url)
        return int((await connection.execute(sa.text("SELECT 7"))).scalar_one())

    async def cut() -> None:
        async with database.write() as connection:
            await cut_all(database_url)
            await connection.execute(sa.text("SELECT 1"))

    with pytest.raises(DatabaseAway):
        await cut()
    assert await database.repeated(block) == 7
    assert tries == 3
    await database.close()


async def test_a_statement_that_takes_too_long_is_cut(staging: Staging) -> None:
    async with staging(statement_timeout=0.2) as stage:

        async def slow() -> None:
            async with stage.database.read() as connection:
                await connection.execute(sa.text("SELECT pg_sleep(5)"))

        with pytest.raises(DatabaseAway):
            await slow()


async def test_without_a_database_callers_hear_when_to_come_again(
    stage: Stage, store: ConnectedStore, database_url: str
) -> None:
    """503 with Retry-After in both shapes, and 200 once it is back."""
    name = database_url.rpartition("/")[2]
    elsewhere = Database(database_url.removesuffix(name) + "postgres")
    await _allow(elsewhere, name, allowed=False)
    try:
        refused = await store.get("/v1/store")
        assert (refused.status, refused.code) == (503, "service.database")
        assert int(refused.headers["Retry-After"]) >= 1
        gateway = await stage.anyone.get("/public-api/v1/products", headers=store.gateway_headers())
        assert (gateway.status, gateway.json) == (503, {"code": "connector.service.database"})
        assert (await stage.anyone.get("/readyz")).status == 503
        assert (await stage.anyone.get("/healthz")).status == 200
    finally:
        await _allow(elsewhere, name, allowed=True)

    async def back() -> bool:
        return (await store.get("/v1/store")).status == 200

    await until(back)
    await elsewhere.close()


async def _allow(database: Database, name: str, *, allowed: bool) -> None:
    async with database.write() as connection:
        await connection.execute(sa.text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed}"))
        if not allowed:
            await connection.execute(
                sa.text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :n"
                ),
                {"n": name},
            )
