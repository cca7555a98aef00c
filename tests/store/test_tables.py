"""The smaller tables, function by function."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import IntegrityError, StatementError

from connector.domain.binding import RuntimeType
from connector.domain.connection import Connection, Phase
from connector.domain.ids import ConnectionId, StoreId
from connector.domain.priority import Priority
from connector.domain.retention import Retention
from connector.domain.session import EmbedSessionRow
from connector.domain.store import PluginFacts, StoreState
from connector.store import (
    bindings,
    connections,
    data_keys,
    enrolments,
    key_checks,
    sessions,
    spends,
    stores,
    sync_states,
    tokens,
)
from connector.store.columns import to_microseconds
from connector.store.database import Database
from connector.store.enrolments import Enrolment
from tests.domain.rows import NOW, after, synced
from tests.domain.stores import PLAN
from tests.store.rows import count, put_bindings, put_store

ONE = StoreId("st_one")
KEPT, NONE = Retention(), timedelta()


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


# Times


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


# Stores


async def test_a_store_comes_back_as_it_was(database: Database) -> None:
    """Every field, tuples as tuples, its data key joined to it."""
    store = await put_store(
        database,
        origins=("https://a.example", "https://b.example"),
        asset_origins=("https://cdn.example",),
        credential_checked_at=after(1),
        plugin=PluginFacts("1", 2, "3", "4", "5", "6", "7", "8", "9"),
    )
    async with database.read() as connection:
        assert await stores.get(connection, store.id) == store
        assert await stores.by_storefront_key(connection, store.storefront_key) == store
        assert await stores.get(connection, StoreId("st_none")) is None
        assert await stores.by_storefront_key(connection, "pk_none") is None
    changed = replace(store, plan=None, state=StoreState.NEEDS_RECONNECT)
    async with database.write() as connection:
        await stores.update(connection, changed)
        assert await stores.get(connection, store.id) == replace(changed, epoch=store.epoch + 1)


async def test_writing_a_whole_store_undoes_no_epoch(database: Database) -> None:
    """One that was counted up since the row was read is counted up once more."""
    store = await put_store(database)
    async with database.write() as connection:
        await stores.bump_epoch(connection, ONE)
        await stores.update(connection, store)
        found = await stores.get(connection, ONE)
    assert found is not None
    assert found.epoch == 2


async def test_stores_are_found_by_address_and_storefront(database: Database) -> None:
    """The newest first."""
    old = await put_store(database, "st_a")
    new = await put_store(database, "st_b", connected_at=after(1))
    other = await put_store(database, "st_c", address="other.example/", storefront_id=13)
    async with database.read() as connection:
        assert list(await stores.at_address(connection, old.address)) == [new, old]
        assert list(await stores.of_storefront(connection, 12)) == [new, old]
        assert list(await stores.listed(connection)) == [new, old, other]


async def test_an_address_is_proved_for_one_store_only(database: Database) -> None:
    """The database says so, not only the flow; unproved ones may be many."""
    await put_store(database, "st_a", address_proved=True)
    await put_store(database, "st_b")
    async with database.write() as connection:
        with pytest.raises(IntegrityError):
            await stores.set_proved(connection, StoreId("st_b"), proved=True)
    async with database.write() as connection:
        await stores.set_proved(connection, StoreId("st_a"), proved=False)
        await stores.set_proved(connection, StoreId("st_b"), proved=True)


async def test_a_check_brings_a_lost_store_back(database: Database) -> None:
    """What auth/check said just now."""
    await put_store(database, state=StoreState.NEEDS_RECONNECT, plan=None, scopes=())
    async with database.write() as connection:
        assert await stores.set_checked(
            connection, ONE, version=1, at=after(3), scopes=["x"], plan=PLAN
        )
        found = await stores.get(connection, ONE)
    assert found is not None
    assert (found.state, found.scopes, found.plan) == (StoreState.CONNECTED, ("x",), PLAN)
    assert found.credential_checked_at == after(3)


async def test_nothing_is_said_of_a_credential_that_was_replaced(database: Database) -> None:
    """Neither that it is lost nor what it may do: what was asked went out with the one before."""
    store = await put_store(database, credential_version=2)
    async with database.write() as connection:
        assert not await stores.set_state(connection, ONE, StoreState.NEEDS_RECONNECT, version=1)
        assert not await stores.set_checked(
            connection, ONE, version=1, at=after(3), scopes=["x"], plan=None
        )
        assert await stores.get(connection, ONE) == store


async def test_epochs_count_up_and_states_are_set(database: Database) -> None:
    """Two at once make two."""
    await put_store(database)

    async def bump() -> None:
        async with database.write() as connection:
            await stores.bump_epoch(connection, ONE)

    await asyncio.gather(*(bump() for _ in range(5)))
    async with database.write() as connection:
        assert await stores.set_state(connection, ONE, StoreState.NEEDS_RECONNECT, version=1)
        found = await stores.get(connection, ONE)
    assert found is not None
    assert (found.epoch, found.state) == (5, StoreState.NEEDS_RECONNECT)


async def test_a_deleted_store_takes_everything_along(database: Database) -> None:
    """By foreign key: bindings, sync state, tokens, sessions; its neighbour stays whole."""
    for name in (ONE, StoreId("st_two")):
        await put_store(database, name)
        await put_bindings(database, synced(store=name))
        async with database.write() as connection:
            await tokens.insert(connection, name, f"hash of {name}", NOW)
            await sessions.insert(connection, session(store_id=name, token_hash=name))
    async with database.write() as connection:
        assert await stores.delete(connection, ONE)
        assert not await stores.delete(connection, ONE)
    for table in (
        stores.stores,
        bindings.bindings,
        sync_states.sync_states,
        tokens.store_tokens,
        sessions.embed_sessions,
        sessions.embed_session_counts,
    ):
        assert await count(database, table) == 1, table.name


# Tokens


async def test_the_current_token_and_the_retired_ones(database: Database) -> None:
    """A replaced token lives until its time, an earlier one keeps its own, nearer end."""
    await put_store(database)
    async with database.write() as connection:
        await tokens.insert(connection, ONE, "a", NOW)
        await tokens.retire(connection, ONE, after(10))
        await tokens.insert(connection, ONE, "b", after(1))
        await tokens.retire(connection, ONE, after(20))
        await tokens.insert(connection, ONE, "c", after(2))
    async with database.read() as connection:
        current = await tokens.find(connection, "c", after(1000))
        assert current is not None
        assert (current.store_id, current.is_current, current.issued_at) == (ONE, True, after(2))
        old = await tokens.find(connection, "b", after(19))
        assert old is not None
        assert not old.is_current
        assert await tokens.find(connection, "a", after(9)) is not None
        assert await tokens.find(connection, "a", after(10)) is None
        assert await tokens.find(connection, "b", after(20)) is None
        assert await tokens.find(connection, "nobody's", NOW) is None


async def test_tokens_are_swept_and_revoked(database: Database) -> None:
    """Expired ones go; a revocation leaves none."""
    await put_store(database)
    async with database.write() as connection:
        await tokens.insert(connection, ONE, "a", NOW)
        await tokens.retire(connection, ONE, after(10))
        await tokens.insert(connection, ONE, "b", NOW)
        await tokens.sweep(connection, after(9), NONE, limit=9)
    assert await count(database, tokens.store_tokens) == 2
    async with database.write() as connection:
        await tokens.sweep(connection, after(10), NONE, limit=9)
    assert await count(database, tokens.store_tokens) == 1
    async with database.write() as connection:
        assert await tokens.revoke_all(connection, ONE) == 1
        assert await tokens.revoke_all(connection, ONE) == 0


# Connections


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


# Data keys and key checks


async def test_deleting_a_data_key_erases_what_it_sealed(database: Database) -> None:
    """And whether anything is sealed at all decides over a new master key."""
    async with database.write() as connection:
        assert not await data_keys.any_exists(connection)
        await data_keys.insert(connection, "a", b"1", NOW)
        await data_keys.insert(connection, "b", b"2", NOW)
        await data_keys.delete(connection, ["a"])
        assert await data_keys.get(connection, "a") is None
        assert await data_keys.get(connection, "b") == b"2"
        assert await data_keys.any_exists(connection)


async def test_key_checks_are_kept_by_key(database: Database) -> None:
    """One value per master key."""
    async with database.write() as connection:
        await key_checks.insert(connection, "k1", b"1", NOW)
        await key_checks.insert(connection, "k2", b"2", NOW)
        assert await key_checks.all_checks(connection) == {"k1": b"1", "k2": b"2"}


# Enrolments


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


# Spends


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


# Embed sessions


def session(**fields: object) -> EmbedSessionRow:
    row = EmbedSessionRow(
        token_hash="t",
        store_id=ONE,
        session_ref=f"ss_{fields.get('token_hash', 't')}",
        runtime_type=RuntimeType.VIEWER,
        runtime_binding_id=42,
        external_product_id="wc_1",
        origin="https://shop.example",
        issued_at=NOW,
        expires_at=after(900),
    )
    return replace(row, **fields)  # type: ignore[arg-type]


async def test_a_session_is_found_by_its_tokens_hash_until_it_expires(database: Database) -> None:
    """The token itself is never stored."""
    await put_store(database)
    bare = session(
        token_hash="bare", runtime_type=None, runtime_binding_id=None, external_product_id=None
    )
    async with database.write() as connection:
        await sessions.insert(connection, session())
        await sessions.insert(connection, bare)
        assert await sessions.by_token(connection, "t", after(899)) == session()
        assert await sessions.by_token(connection, "bare", NOW) == bare
        assert await sessions.by_token(connection, "t", after(900)) is None
        assert await sessions.by_token(connection, "nobody's", NOW) is None


async def test_sessions_are_counted_by_month_and_the_count_outlives_them(
    database: Database,
) -> None:
    """UTC months; two at once make two."""
    await put_store(database)

    async def issue(number: int, at: datetime) -> None:
        async with database.write() as connection:
            await sessions.insert(connection, session(token_hash=str(number), issued_at=at))

    await asyncio.gather(*(issue(number, NOW) for number in range(5)))
    await issue(9, NOW.replace(month=11, day=30, hour=23, minute=59))
    async with database.write() as connection:
        await sessions.sweep(connection, after(900) + KEPT.sessions, KEPT.sessions, limit=9)
        assert await sessions.by_token(connection, "1", NOW) is not None
        await sessions.sweep(connection, after(901) + KEPT.sessions, KEPT.sessions, limit=9)
        assert await sessions.by_token(connection, "1", NOW) is None
        assert await sessions.count_of_month(connection, ONE, "2026-12") == 5
        assert await sessions.count_of_month(connection, ONE, "2026-11") == 1
        assert await sessions.count_of_month(connection, ONE, "2026-10") == 0


async def test_another_stores_name_is_not_found_under_ours(database: Database) -> None:
    """A store that does not exist holds nothing: foreign keys are on."""
    with pytest.raises(IntegrityError):
        await put_bindings(database, synced(store=StoreId("st_none")))
