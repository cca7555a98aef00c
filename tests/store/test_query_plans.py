"""What is asked every second, or with each request, is a range of an index and never a walk over a store's rows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa

from connector.domain.ids import StoreId
from connector.store import binding_lists, bindings, local_designs, measures, sync_states
from connector.store.database import Database, Transaction
from tests.domain.rows import NOW
from tests.store.rows import put_store

ONE = StoreId("st_one")


async def _wanted_active(connection: Transaction) -> None:
    await binding_lists.wanted_active(connection, ONE)


async def _due(connection: Transaction) -> None:
    await bindings.due(connection, ONE, by=NOW, limit=100)


async def _next_due(connection: Transaction) -> None:
    await sync_states.next_due(connection)


async def _claim_next(connection: Transaction) -> None:
    await sync_states.claim_next(connection, "somebody", NOW)


async def _live_of_family(connection: Transaction) -> None:
    await bindings.live_of_family(connection, ONE, "wc_1")


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (_wanted_active, "ix_bindings_wanted_active"),
        (_due, "ix_bindings_due"),
        (_next_due, "ix_bindings_due"),
        (_claim_next, "ix_bindings_due"),
        (_live_of_family, "uq_bindings_store_id"),
    ],
)
async def test_bindings_are_found_by_an_index(
    database: Database, asked: Callable[[Transaction], Awaitable[None]], index: str
) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL plans by the table's size: an empty one is read whole")
    await put_store(database, "st_one")
    plans = [line for line in await _plans(database, asked) if "bindings" in line]
    assert plans
    # A unique constraint's index has no name of its own in SQLite.
    names = (index, "sqlite_autoindex_bindings") if index.startswith("uq") else (index,)
    assert [line for line in plans if not any(name in line for name in names)] == []
    assert [line for line in plans if line.startswith("SCAN")] == []


async def _next_design(connection: Transaction) -> None:
    await local_designs.next_due(connection)


async def _claim_design(connection: Transaction) -> None:
    await local_designs.claim_next(connection, "somebody", NOW)


async def _claim_check(connection: Transaction) -> None:
    await local_designs.claim_check(connection, NOW, NOW)


@pytest.mark.parametrize("asked", [_next_design, _claim_design, _claim_check])
async def test_local_designs_are_found_by_an_index(
    database: Database, asked: Callable[[Transaction], Awaitable[None]]
) -> None:
    """Idle lanes ask each second, however many designs lie here."""
    if not database.is_sqlite:
        pytest.skip("PostgreSQL plans by the table's size: an empty one is read whole")
    plans = [line for line in await _plans(database, asked) if "local_designs" in line]
    assert plans
    assert [line for line in plans if line.startswith("SCAN") and "INDEX" not in line] == []


async def _backlogs(connection: Transaction) -> None:
    await measures.backlogs(connection)


async def test_a_scrape_counts_only_what_is_due(database: Database) -> None:
    """By indexes that hold nothing else: 200,000 bindings that lie still cost nothing."""
    if not database.is_sqlite:
        pytest.skip("PostgreSQL plans by the table's size: an empty one is read whole")
    plans = await _plans(database, _backlogs)
    assert len(plans) == 3
    for line, index in zip(
        plans, ("ix_bindings_due", "ix_alter_orders_due", "ix_local_designs_due_at"), strict=True
    ):
        assert f"USING INDEX {index}" in line


async def _plans(database: Database, asked: Callable[[Transaction], Awaitable[None]]) -> list[str]:
    """A line for each table that the statements of `asked` look into."""
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.lstrip().startswith("SELECT"):
            seen.append((statement, parameters))

    async with database.write() as connection:
        sync = connection.sync_connection
        sa.event.listen(sync, "before_cursor_execute", note)
        await asked(connection)
        sa.event.remove(sync, "before_cursor_execute", note)
        found: list[str] = []
        for statement, parameters in seen:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found += [row.detail for row in plan]
        return found
