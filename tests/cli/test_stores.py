"""`stores`: what the operator sees of a running connector's stores, and does to them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest
import sqlalchemy as sa

from connector.domain.connection import ANSWER_LIFETIME
from connector.flows.housekeeping import KeepHouse
from connector.store.connections import connections
from connector.store.data_keys import data_keys
from connector.store.tables import ALL
from tests.cli.terminal import Terminal, environment_for
from tests.stage.stage import ConnectedStore, Stage, Staging, item

pytestmark = pytest.mark.slow


async def rows_of(stage: Stage, store_id: str) -> dict[str, int]:
    """How many rows of each table still name the store."""
    found = {}
    async with stage.database.read() as connection:
        for table in ALL:
            named = [column == store_id for column in table.c if isinstance(column.type, sa.String)]
            query = sa.select(sa.func.count()).select_from(table).where(sa.or_(*named))
            found[table.name] = int((await connection.execute(query)).scalar_one())
    return {name: count for name, count in found.items() if count}


async def test_list_shows_each_store_with_its_counts(
    beside: Terminal, store: ConnectedStore
) -> None:
    await store.put_bindings(item("wc_1"), item("wc_2", status="draft"))
    (listed,) = (await beside.beside("stores", "list", "--json")).json
    assert listed["storeId"] == store.id
    assert (listed["activeBindings"], listed["pending"], listed["failed"]) == (1, 0, 0)
    assert (listed["state"], listed["storefrontId"]) == ("connected", 12)
    shown = (await beside.beside("stores", "list")).out
    assert store.id in shown
    assert "http://shop.localhost" in shown


async def test_list_of_nothing(beside: Terminal) -> None:
    assert (await beside.beside("stores", "list", "--json")).json == []
    assert "no store" in (await beside.beside("stores", "list")).out


async def test_show_tells_what_the_store_is_told(beside: Terminal, store: ConnectedStore) -> None:
    own = (await store.get("/v1/store")).json
    assert (await beside.beside("stores", "show", store.id, "--json")).json == own
    shown = (await beside.beside("stores", "show", store.id)).out
    assert "credential.scopes" in shown
    assert store.token not in shown
    assert store.ticket_secret not in shown


async def test_an_unknown_store_is_told(beside: Terminal) -> None:
    for arguments in (("show",), ("release", "--yes"), ("release",), ("revoke-tokens",)):
        ran = await beside.beside("stores", *arguments, "st_nobody")
        assert ran.code == 1
        assert "st_nobody" in ran.err


async def test_revoked_tokens_are_dead_in_the_running_connector(
    beside: Terminal, store: ConnectedStore
) -> None:
    assert (await store.get("/v1/store")).status == 200
    ran = await beside.beside("stores", "revoke-tokens", store.id, "--json")
    assert ran.json == {"storeId": store.id, "revoked": 1}
    refused = await store.get("/v1/store")
    assert (refused.status, refused.code) == (401, "auth.invalidToken")
    gateway = await store.get("/public-api/v1/auth/check", headers=store.gateway_headers())
    assert gateway.status == 401


async def test_a_repeated_complete_does_not_hand_the_revoked_token_out(
    beside: Terminal, stage: Stage
) -> None:
    body = await stage.approved()
    store = stage.as_store((await stage.complete(body)).json)
    await beside.beside("stores", "revoke-tokens", store.id)
    assert (await stage.complete(body)).status == 410


async def test_after_revoking_the_owner_connects_again_to_the_same_store(
    beside: Terminal, stage: Stage, store: ConnectedStore
) -> None:
    await beside.beside("stores", "revoke-tokens", store.id)
    again = await stage.connect()
    assert again.id == store.id
    assert (await again.get("/v1/store")).status == 200


async def test_release_leaves_nothing_of_the_store(
    beside: Terminal, stage: Stage, store: ConnectedStore
) -> None:
    await store.put_bindings(item("wc_1"), item("wc_2", status="draft"))
    assert set(await rows_of(stage, store.id)) >= {"stores", "data_keys", "connections"}
    left = (await beside.beside("stores", "release", store.id, "--yes", "--json")).json
    assert left["released"] == store.id
    (binding,) = left["leftBehind"]["activeBindings"]
    assert (binding["externalProductId"], binding["runtimeType"]) == ("wc_1", "customizer")
    # What it spent of Alter's limits in the last minute still counts there; housekeeping forgets it.
    assert set(await rows_of(stage, store.id)) <= {"budget_spends", "budget_slots"}
    async with stage.database.read() as connection:
        keys = await connection.execute(sa.text("SELECT count(*) FROM data_keys"))
        assert keys.scalar_one() == 0, "the keys of its connects go too"
    assert (await store.get("/v1/store")).status == 401


@pytest.fixture
async def resting(staging: Staging) -> AsyncIterator[Stage]:
    """A stage without a worker, so that nothing but the verb itself cleans up; on SQLite."""
    async with staging(worker=False) as stage:
        if stage.database.sqlite_path is None:
            pytest.skip("files of SQLite")
        yield stage


def in_files(stage: Stage, values: Iterable[bytes]) -> int:
    """How many of them stand in the database's file, its log or what else lies beside it."""
    path = stage.database.sqlite_path
    assert path is not None
    files = [file.read_bytes() for file in path.parent.glob(f"{path.name}*")]
    return sum(any(value in data for data in files) for value in values)


async def values_of(stage: Stage, column: sa.Column[bytes]) -> list[bytes]:
    async with stage.database.read() as connection:
        return list((await connection.execute(sa.select(column))).scalars())


async def test_after_a_release_its_keys_are_in_no_file(
    resting: Stage, tmp_path: Path, database_url: str
) -> None:
    """The store's and its connect's: whoever copies the files later copies nothing that opens."""
    store = await resting.connect()
    keys = await values_of(resting, data_keys.c.wrapped)
    assert in_files(resting, keys) == len(keys) == 2
    beside = Terminal(environment_for(tmp_path, database_url, resting.sandbox.api_url))
    assert (await beside.beside("stores", "release", store.id, "--yes")).code == 0
    assert in_files(resting, keys) == 0


async def test_after_a_revocation_the_kept_answer_is_in_no_file(
    resting: Stage, tmp_path: Path, database_url: str
) -> None:
    """It held the token."""
    store = await resting.connect()
    answers = await values_of(resting, connections.c.sealed_answer)
    assert in_files(resting, answers) == len(answers) == 1
    beside = Terminal(environment_for(tmp_path, database_url, resting.sandbox.api_url))
    assert (await beside.beside("stores", "revoke-tokens", store.id)).code == 0
    assert in_files(resting, answers) == 0


async def test_what_housekeeping_erases_is_in_no_file(resting: Stage) -> None:
    """In time, without anybody's verb."""
    await resting.connect()
    answers = await values_of(resting, connections.c.sealed_answer)
    resting.clock.shift(ANSWER_LIFETIME.total_seconds() + 1)
    await KeepHouse(resting.database, resting.clock)()
    assert in_files(resting, answers) == 0


async def test_a_released_address_is_free(
    beside: Terminal, stage: Stage, store: ConnectedStore
) -> None:
    await beside.beside("stores", "release", store.id, "--yes")
    assert (await stage.connect()).id != store.id


async def test_release_says_what_stays_at_alter(beside: Terminal, store: ConnectedStore) -> None:
    await store.put_bindings(*(item(f"wc_{number}") for number in range(25)))
    ran = await beside.beside("stores", "release", store.id, typed="y\n")
    assert ran.code == 0
    assert "E-commerce Settings" in ran.out
    assert "and 5 more" in ran.out
    assert "25 of its bindings are active" in ran.err


async def test_release_asks_and_takes_no_for_an_answer(
    beside: Terminal, store: ConnectedStore
) -> None:
    ran = await beside.beside("stores", "release", store.id, typed="n\n")
    assert (ran.code, ran.out) == (1, "")
    assert (await store.get("/v1/store")).status == 200
