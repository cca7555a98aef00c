"""A target is filled in one transaction; what `migrate` cannot show from outside."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from connector.store import postgres_target
from connector.store.database import Database
from connector.store.portable import CannotMove, Digest, Form, Row
from tests.stage.postgres import Postgres

pytestmark = pytest.mark.postgres

COUNTED = sa.Table(
    "counted",
    sa.MetaData(),
    sa.Column("id", sa.BigInteger, primary_key=True),
    sa.Column("told", sa.String(8)),
)


@pytest.fixture
async def target(server: Postgres) -> AsyncIterator[Database]:
    name = f"target_{secrets.token_hex(8)}"
    server.execute(f"CREATE DATABASE {name}")
    database = Database(server.url(name))
    async with database.write() as connection:
        await connection.execute(
            sa.text("CREATE TABLE counted (id bigserial PRIMARY KEY, told varchar(8))")
        )
    yield database
    await database.close()


async def test_counters_go_on_after_what_is_there(target: Database) -> None:
    """No table of ours counts its rows today; one that will must not give a number twice."""
    async with postgres_target.opened(target) as opened:
        await opened.put(Form(COUNTED), [(7, "seven"), (41, None)])
        await opened.finish([Form(COUNTED)])
    async with target.write() as connection:
        made = await connection.scalar(
            sa.text("INSERT INTO counted (told) VALUES ('next') RETURNING id")
        )
    assert made == 42


async def test_what_was_put_is_read_again(target: Database) -> None:
    rows: list[Row] = [(number, f"n{number}") for number in range(1201)]
    wanted = Digest()
    told: list[int] = []
    for row in rows:
        wanted.add(row)
    async with postgres_target.opened(target) as opened:
        await opened.put(Form(COUNTED), rows)
        found = await opened.digest(Form(COUNTED), told.append)
    assert (found.rows, found.checksum) == (wanted.rows, wanted.checksum)
    assert sum(told) == 1201
    assert len(told) > 1


async def put(target: Database, *rows: Row, cut: bool = False) -> None:
    async with postgres_target.opened(target) as opened:
        for row in rows:
            if cut:
                await end_all_others(target)
            await opened.put(Form(COUNTED), [row])


async def end_all_others(target: Database) -> None:
    async with target.write() as connection:
        ended = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await connection.execute(sa.text(ended))


async def test_a_fault_inside_keeps_nothing_and_quotes_no_row(target: Database) -> None:
    with pytest.raises(CannotMove) as told:
        await put(target, (1, "kept?"), (2, "secret-and-long"))
    assert "character varying(8)" in str(told.value)
    assert "secret" not in str(told.value)
    async with target.read() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(COUNTED)) == 0


async def test_a_lost_connection_is_told(target: Database) -> None:
    """And that it can be run again."""
    with pytest.raises(CannotMove, match="run this again"):
        await put(target, (1, "lost"), cut=True)
