"""`connections`: attempts to connect, from start to oblivion."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from datetime import datetime

import pytest

from connector.domain.connection import Connection, Phase
from connector.domain.ids import ConnectionId, StoreId
from connector.domain.retention import Retention
from connector.domain.store import PluginFacts
from connector.store import (
    connections,
    data_keys,
)
from connector.store.database import Database
from tests.domain.rows import NOW, after
from tests.store.rows import count

ONE = StoreId("st_one")

ONE = StoreId("st_one")
KEPT = Retention()


def attempt(name: str = "cn_one", **fields: object) -> Connection:
    row = Connection(
        id=ConnectionId(name),
        phase=Phase.STARTED,
        store_url="https://shop.example/",
        return_url="https://shop.example/wp-admin/admin.php",
        plugin=PluginFacts(version="1.0.0", locale="de_DE"),
        state_hash="0" * 64,
        data_key=f"key of {name}".encode(),
        sealed_connect_secret=b"secret",
        sealed_verifier=b"verifier",
        reconnect_store_id=None,
        reconnect_token_hash=None,
        enrolment_id=None,
        created_at=NOW,
        expires_at=after(600),
    )
    return replace(row, **fields)  # type: ignore[arg-type]


async def put_attempt(database: Database, row: Connection) -> Connection:
    async with database.write() as connection:
        await connections.insert(connection, row)
    return row


async def get_attempt(database: Database, name: str = "cn_one") -> Connection | None:
    async with database.read() as connection:
        return await connections.get(connection, name)


async def test_a_connection_comes_back_as_it_was(database: Database) -> None:
    """Its data key joined to it."""
    row = await put_attempt(database, attempt())
    assert await get_attempt(database) == row
    assert await get_attempt(database, "cn_none") is None


async def test_one_of_many_claims_the_code(database: Database) -> None:
    """The row count decides: the one-time code is sent once."""
    row = await put_attempt(database, attempt())

    async def claim(number: int) -> bool:
        async with database.write() as connection:
            return await connections.claim(connection, row, f"code {number}", after(1))

    won = await asyncio.gather(*(claim(number) for number in range(6)))
    assert won.count(True) == 1
    found = await get_attempt(database)
    assert found is not None
    assert (found.phase, found.claimed_at) == (Phase.EXCHANGING, after(1))
    assert found.code_hash == f"code {won.index(True)}"


async def test_a_claim_is_put_back_by_the_one_who_made_it(database: Database) -> None:
    """Then it can be claimed anew; an attempt that ended meanwhile stays ended."""
    row = await put_attempt(database, attempt())
    async with database.write() as connection:
        assert not await connections.put_back(connection, row, "code")
        assert await connections.claim(connection, row, "code", after(1))
        assert not await connections.put_back(connection, row, "another code")
        assert await connections.put_back(connection, row, "code")
    assert await get_attempt(database) == row
    async with database.write() as connection:
        assert await connections.claim(connection, row, "another code", after(2))
        await connections.refuse(connection, row.id, {"code": "x"})
        assert not await connections.put_back(connection, row, "another code")
    found = await get_attempt(database)
    assert found is not None
    assert found.phase is Phase.REFUSED


async def test_open_attempts_are_those_started_and_not_expired(database: Database) -> None:
    """With the time at which there is room again."""
    async with database.read() as connection:
        assert await connections.open_until(connection, NOW) == (0, None)
    for number in range(3):
        await put_attempt(database, attempt(f"cn_{number}", expires_at=after(10 * number)))
    await put_attempt(database, attempt("cn_done", phase=Phase.DONE, expires_at=after(1)))
    async with database.read() as connection:
        assert await connections.open_until(connection, NOW) == (2, after(10))


async def test_sharing_is_awaited_and_reclaimed_once(database: Database) -> None:
    """The exchanged credential is kept, sealed, until the owner agrees."""
    row = await put_attempt(database, attempt())
    async with database.write() as connection:
        assert not await connections.reclaim(connection, row.id, NOW)
        await connections.await_share(connection, row.id, b"sealed", {"storeUrl": "u"})
        assert not await connections.claim(connection, row, "code", NOW)
    waiting = await get_attempt(database)
    assert waiting is not None
    assert (waiting.phase, waiting.sealed_exchange) == (Phase.AWAITING_SHARE, b"sealed")
    assert waiting.failure == {"storeUrl": "u"}
    async with database.write() as connection:
        assert await connections.reclaim(connection, row.id, after(2))
        assert not await connections.reclaim(connection, row.id, after(2))


async def test_a_refused_attempt_keeps_its_reason_and_no_credential(database: Database) -> None:
    """A repeat hears the same."""
    row = await put_attempt(database, attempt(sealed_exchange=b"sealed"))
    async with database.write() as connection:
        await connections.refuse(connection, row.id, {"code": "x"})
    found = await get_attempt(database)
    assert found is not None
    assert (found.phase, found.failure) == (Phase.REFUSED, {"code": "x"})
    assert found.sealed_exchange is None


async def _finish(database: Database, name: str, proof: datetime | None = None) -> None:
    async with database.write() as connection:
        await connections.finish(
            connection,
            ConnectionId(name),
            store_id=ONE,
            sealed_answer=b"answer",
            answer_until=after(600),
            proof_due_at=proof,
        )


async def test_a_finished_attempt_erases_the_answers_of_earlier_ones(database: Database) -> None:
    """Their tokens no longer open anything; their proofs are no longer tried."""
    await put_attempt(database, attempt("cn_a"))
    await put_attempt(database, attempt("cn_b", sealed_exchange=b"sealed"))
    await _finish(database, "cn_a", after(5))
    await _finish(database, "cn_b")
    first, second = await get_attempt(database, "cn_a"), await get_attempt(database, "cn_b")
    assert first is not None
    assert second is not None
    assert (first.sealed_answer, first.proof_due_at) == (None, None)
    assert (second.phase, second.sealed_answer, second.store_id) == (Phase.DONE, b"answer", ONE)
    assert second.sealed_exchange is None


async def test_address_proofs_come_due_and_count(database: Database) -> None:
    """The longest waiting first, a few at once."""
    for number in range(3):
        await put_attempt(database, attempt(f"cn_{number}", proof_due_at=after(-number)))
    async with database.write() as connection:
        due = await connections.proofs_due(connection, NOW, 2)
        assert [row.id for row in due] == ["cn_2", "cn_1"]
        assert await connections.next_proof(connection, due[0].id, after(60))
        assert await connections.next_proof(connection, due[1].id, None)
        assert not await connections.next_proof(connection, due[1].id, after(60))
        assert [row.id for row in await connections.proofs_due(connection, NOW, 9)] == ["cn_0"]
    found = await get_attempt(database, "cn_2")
    assert found is not None
    assert (found.proof_attempts, found.proof_due_at) == (1, after(60))


async def test_answers_are_erased_in_time_and_attempts_forgotten_with_their_keys(
    database: Database,
) -> None:
    """Not while a proof is still to be tried."""
    await put_attempt(database, attempt("cn_a"))
    await put_attempt(database, attempt("cn_b", proof_due_at=after(9999)))
    await _finish(database, "cn_a")
    async with database.write() as connection:
        await connections.sweep(connection, after(599), KEPT.connections, limit=9)
    assert (await get_attempt(database, "cn_a") or attempt()).sealed_answer == b"answer"
    async with database.write() as connection:
        await connections.sweep(connection, after(600), KEPT.connections, limit=9)
    kept = await get_attempt(database, "cn_a")
    assert kept is not None
    assert kept.sealed_answer is None
    async with database.write() as connection:
        await connections.sweep(
            connection, after(601) + KEPT.connections, KEPT.connections, limit=9
        )
    assert await get_attempt(database, "cn_a") is None
    assert await get_attempt(database, "cn_b") is not None
    async with database.read() as connection:
        assert await data_keys.get(connection, "cn_a") is None
        assert await data_keys.get(connection, "cn_b") == b"key of cn_b"


async def sealed_after_sweep(database: Database, at: datetime, **fields: object) -> list[bool]:
    """Whether secret, verifier and exchange of an attempt with those fields are still there."""
    name = f"cn_{secrets.token_hex(4)}"
    await put_attempt(database, attempt(name, sealed_exchange=b"exchange", **fields))
    async with database.write() as connection:
        await connections.sweep(connection, at, KEPT.connections, limit=9)
    found = await get_attempt(database, name)
    assert found is not None
    kept = (found.sealed_connect_secret, found.sealed_verifier, found.sealed_exchange)
    return [each is not None for each in kept]


async def test_what_an_expired_attempt_holds_sealed_is_erased(database: Database) -> None:
    """The connect secret stays while it opens an answer or proves an address; an exchange under way ends."""
    expires, everything, nothing = after(600), [True] * 3, [False] * 3
    secret_only = [True, False, False]
    assert await sealed_after_sweep(database, after(599)) == everything
    for phase in (Phase.STARTED, Phase.AWAITING_SHARE, Phase.REFUSED, Phase.DONE):
        assert await sealed_after_sweep(database, expires, phase=phase) == nothing
    due = {"phase": Phase.DONE, "proof_due_at": after(9999)}
    assert await sealed_after_sweep(database, expires, **due) == secret_only
    answered = {"phase": Phase.DONE, "answer_until": after(700)}
    assert await sealed_after_sweep(database, expires, **answered) == secret_only
    assert await sealed_after_sweep(database, after(700), **answered) == nothing
    late = {"phase": Phase.EXCHANGING, "claimed_at": after(590)}
    assert await sealed_after_sweep(database, after(619), **late) == everything
    assert await sealed_after_sweep(database, after(620), **late) == nothing


async def test_a_store_that_came_after_its_secret_was_erased_awaits_no_proof(
    database: Database,
) -> None:
    """There is nothing left to make one of."""
    await put_attempt(database, attempt("cn_a", sealed_connect_secret=None))
    await put_attempt(database, attempt("cn_b"))
    await _finish(database, "cn_a", after(5))
    async with database.read() as connection:
        assert await connections.proofs_due(connection, after(5), 9) == []
    await _finish(database, "cn_b", after(5))
    async with database.read() as connection:
        assert len(await connections.proofs_due(connection, after(5), 9)) == 1


@pytest.mark.slow
async def test_very_many_attempts_are_forgotten_in_pieces(database: Database) -> None:
    """So many a transaction, their data keys with them."""
    rows = [attempt(f"cn_{number}") for number in range(1201)]
    async with database.write() as connection:
        for row in rows:
            await connections.insert(connection, row)
    at, kept = after(601) + KEPT.connections, KEPT.connections
    async with database.write() as connection:
        assert await connections.sweep(connection, at, kept, limit=1000) == 1000
    assert await count(database, connections.connections) == 201
    async with database.write() as connection:
        assert await connections.sweep(connection, at, kept, limit=1000) == 201
    assert await count(database, connections.connections) == 0
    assert await count(database, data_keys.data_keys) == 0
