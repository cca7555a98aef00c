"""Table `connections`: connect attempts under way. Their secrets are sealed under a data key of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.domain.connection import EXCHANGE_LOST_AFTER, Connection, Phase
from connector.domain.ids import ConnectionId, StoreId
from connector.domain.store import PluginFacts
from connector.store import data_keys
from connector.store.columns import UtcTime, metadata

connections = sa.Table(
    "connections",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("phase", sa.String(32), nullable=False),
    sa.Column("store_url", sa.String(2048), nullable=False),
    sa.Column("return_url", sa.String(2048), nullable=False),
    sa.Column("plugin", sa.JSON, nullable=False),
    sa.Column("state_hash", sa.String(64), nullable=False),
    sa.Column("sealed_connect_secret", sa.LargeBinary),
    sa.Column("sealed_verifier", sa.LargeBinary),
    sa.Column("reconnect_store_id", sa.String(32)),
    sa.Column("reconnect_token_hash", sa.String(64)),
    sa.Column("enrolment_id", sa.String(32)),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("expires_at", UtcTime, nullable=False),
    sa.Column("claimed_at", UtcTime),
    sa.Column("code_hash", sa.String(64)),
    sa.Column("failure", sa.JSON(none_as_null=True)),
    sa.Column("sealed_exchange", sa.LargeBinary),
    sa.Column("sealed_answer", sa.LargeBinary),
    sa.Column("answer_until", UtcTime),
    sa.Column("store_id", sa.String(32)),
    sa.Column("proof_due_at", UtcTime),
    sa.Column("proof_attempts", sa.Integer, nullable=False),
    sa.Index("ix_connections_store_id", "store_id"),
    sa.Index("ix_connections_expires_at", "expires_at"),
    sa.Index(
        "ix_connections_proof_due_at",
        "proof_due_at",
        sqlite_where=sa.text("proof_due_at IS NOT NULL"),
        postgresql_where=sa.text("proof_due_at IS NOT NULL"),
    ),
)

_FORGOTTEN_AT_ONCE = 500
"""Ids in one statement: both engines bound its parameters."""

_joined = sa.select(connections, data_keys.data_keys.c.wrapped).join(
    data_keys.data_keys, data_keys.data_keys.c.owner == connections.c.id
)


def _from_row(row: Mapping[str, Any]) -> Connection:
    values = {name: row[name] for name in connections.c.keys()}  # noqa: SIM118
    return Connection(
        **values
        | {
            "id": ConnectionId(row["id"]),
            "phase": Phase(row["phase"]),
            "plugin": PluginFacts(**row["plugin"]),
        },
        data_key=row["wrapped"],
    )


async def insert(connection: AsyncConnection, attempt: Connection) -> None:
    values = {name: getattr(attempt, name) for name in connections.c.keys()}  # noqa: SIM118
    values |= {"phase": attempt.phase.value, "plugin": vars(attempt.plugin)}
    await data_keys.insert(connection, attempt.id, attempt.data_key, attempt.created_at)
    await connection.execute(sa.insert(connections).values(values))


async def get(connection: AsyncConnection, connection_id: str) -> Connection | None:
    found = await connection.execute(_joined.where(connections.c.id == connection_id))
    row = found.mappings().one_or_none()
    return None if row is None else _from_row(dict(row))


async def claim(
    connection: AsyncConnection, attempt: Connection, code_hash: str, now: datetime
) -> bool:
    """Whoever turns `started` into `exchanging` sends the code: the row count decides, so exactly one does."""
    found = await connection.execute(
        sa.update(connections)
        .where(connections.c.id == attempt.id, connections.c.phase == Phase.STARTED.value)
        .values(phase=Phase.EXCHANGING.value, claimed_at=now, code_hash=code_hash)
    )
    return found.rowcount == 1


async def put_back(connection: AsyncConnection, attempt: Connection, code_hash: str) -> bool:
    """What `claim` did, undone, for a code that was not sent; False when the attempt has ended meanwhile."""
    found = await connection.execute(
        sa.update(connections)
        .where(
            connections.c.id == attempt.id,
            connections.c.phase == Phase.EXCHANGING.value,
            connections.c.code_hash == code_hash,
        )
        .values(phase=Phase.STARTED.value, claimed_at=None, code_hash=None)
    )
    return found.rowcount == 1


async def open_until(connection: AsyncConnection, now: datetime) -> tuple[int, datetime | None]:
    """How many attempts wait for their owner, and when the first of them expires."""
    found = await connection.execute(
        sa.select(sa.func.count(), sa.func.min(connections.c.expires_at, type_=UtcTime)).where(
            connections.c.expires_at > now, connections.c.phase == Phase.STARTED.value
        )
    )
    count, first = found.one()
    return count, first


async def await_share(
    connection: AsyncConnection,
    connection_id: ConnectionId,
    sealed_exchange: bytes,
    shared_with: Mapping[str, Any],
) -> None:
    """Keeps the exchanged credential, sealed, until the owner agrees to share or the attempt expires."""
    await _set(
        connection,
        connection_id,
        phase=Phase.AWAITING_SHARE.value,
        sealed_exchange=sealed_exchange,
        failure=dict(shared_with),
    )


async def reclaim(connection: AsyncConnection, connection_id: ConnectionId, now: datetime) -> bool:
    """Back from `awaitingShare`, again decided by the row count."""
    found = await connection.execute(
        sa.update(connections)
        .where(
            connections.c.id == connection_id,
            connections.c.phase == Phase.AWAITING_SHARE.value,
        )
        .values(phase=Phase.EXCHANGING.value, claimed_at=now)
    )
    return found.rowcount == 1


async def refuse(
    connection: AsyncConnection, connection_id: ConnectionId, failure: Mapping[str, Any]
) -> None:
    await _set(
        connection,
        connection_id,
        phase=Phase.REFUSED.value,
        failure=dict(failure),
        sealed_exchange=None,
    )


async def finish(
    connection: AsyncConnection,
    connection_id: ConnectionId,
    *,
    store_id: StoreId,
    sealed_answer: bytes,
    answer_until: datetime,
    proof_due_at: datetime | None,
) -> None:
    """Answers of earlier attempts of the same store are erased: their tokens no longer open anything."""
    await erase_answers(connection, store_id)
    await _set(
        connection,
        connection_id,
        phase=Phase.DONE.value,
        store_id=store_id,
        sealed_answer=sealed_answer,
        answer_until=answer_until,
        sealed_exchange=None,
        # A very late answer may find the secret erased, and with it what the proof is made of.
        proof_due_at=sa.case(
            (connections.c.sealed_connect_secret.is_not(None), sa.literal(proof_due_at, UtcTime))
        ),
    )


async def erase_answers(connection: AsyncConnection, store_id: StoreId) -> None:
    await connection.execute(
        sa.update(connections)
        .where(connections.c.store_id == store_id)
        .values(sealed_answer=None, proof_due_at=None)
    )


async def end(connection: AsyncConnection, store_id: StoreId) -> None:
    """What attempts that came to this store hold sealed is erased; that they ended stays known (410)."""
    await connection.execute(
        sa.update(connections)
        .where(connections.c.store_id == store_id)
        .values(
            sealed_answer=None,
            sealed_connect_secret=None,
            sealed_verifier=None,
            sealed_exchange=None,
            proof_due_at=None,
        )
    )


async def forget_store(connection: AsyncConnection, store_id: StoreId) -> None:
    """Every attempt that ended in this store or set out to reconnect it, their data keys with them."""
    of_store = sa.or_(
        connections.c.store_id == store_id, connections.c.reconnect_store_id == store_id
    )
    while await _forget(connection, of_store, _FORGOTTEN_AT_ONCE):
        pass


async def proofs_due(
    connection: AsyncConnection, now: datetime, limit: int
) -> Sequence[Connection]:
    due = _joined.where(connections.c.proof_due_at <= now)
    found = await connection.execute(due.order_by(connections.c.proof_due_at).limit(limit))
    return [_from_row(dict(row)) for row in found.mappings()]


async def take_proofs(
    connection: AsyncConnection, now: datetime, until: datetime, limit: int
) -> Sequence[Connection]:
    """Those whose proof is due, for this process to try; due for another one at `until`, if it was killed."""
    chosen = (
        sa.select(connections.c.id)
        .where(connections.c.proof_due_at <= now)
        .order_by(connections.c.proof_due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list((await connection.execute(chosen)).scalars())
    await connection.execute(
        sa.update(connections).where(connections.c.id.in_(ids)).values(proof_due_at=until)
    )
    found = await connection.execute(_joined.where(connections.c.id.in_(ids)))
    return [_from_row(dict(row)) for row in found.mappings()]


async def next_proof(
    connection: AsyncConnection, connection_id: ConnectionId, due_at: datetime | None
) -> bool:
    """Counts a try of the address proof and says when the next one is due, if any.

    False: none was due any more, since a later attempt has connected the same store.
    """
    found = await connection.execute(
        sa.update(connections)
        .where(connections.c.id == connection_id, connections.c.proof_due_at.is_not(None))
        .values(proof_due_at=due_at, proof_attempts=connections.c.proof_attempts + 1)
    )
    return found.rowcount == 1


async def sweep(connection: AsyncConnection, now: datetime, kept: timedelta, *, limit: int) -> int:
    """Erases answers past their time and what expired attempts hold sealed; forgets those long over,
    their data keys with them. At most `limit` rows of each; returns how many of the most."""
    c = connections.c
    answered = sa.or_(c.answer_until.is_(None), c.answer_until <= now)
    told = sa.and_(c.answer_until <= now, c.sealed_answer.is_not(None))
    # An exchange that began just before the end may still come to a store, whose address is then proved.
    expired = sa.and_(
        c.expires_at <= now,
        sa.or_(c.phase != Phase.EXCHANGING.value, c.claimed_at <= now - EXCHANGE_LOST_AFTER),
    )
    sealed = sa.or_(c.sealed_exchange.is_not(None), c.sealed_verifier.is_not(None))
    # The secret opens the answer and makes the proof: it stays as long as either does.
    idle = sa.and_(answered, c.proof_due_at.is_(None), c.sealed_connect_secret.is_not(None))
    erasures: tuple[tuple[sa.ColumnElement[bool], tuple[str, ...]], ...] = (
        (told, ("sealed_answer",)),
        (sa.and_(expired, sealed), ("sealed_exchange", "sealed_verifier")),
        (sa.and_(expired, idle), ("sealed_connect_secret",)),
    )
    counts = [await _erase(connection, which, names, limit) for which, names in erasures]
    over = sa.and_(c.expires_at < now - kept, c.proof_due_at.is_(None))
    return max(*counts, await _forget(connection, over, limit))


async def _erase(
    connection: AsyncConnection, which: sa.ColumnElement[bool], names: Sequence[str], limit: int
) -> int:
    ids = sa.select(connections.c.id).where(which).limit(limit)
    found = await connection.execute(
        sa.update(connections).where(connections.c.id.in_(ids)).values(dict.fromkeys(names))
    )
    return found.rowcount


async def _forget(connection: AsyncConnection, which: sa.ColumnElement[bool], limit: int) -> int:
    query = sa.select(connections.c.id).where(which).limit(limit)
    ids = list((await connection.execute(query)).scalars())
    if ids:
        await connection.execute(sa.delete(connections).where(connections.c.id.in_(ids)))
        await data_keys.delete(connection, ids)
    return len(ids)


async def _set(connection: AsyncConnection, connection_id: str, **values: Any) -> None:
    await connection.execute(
        sa.update(connections).where(connections.c.id == connection_id).values(**values)
    )
