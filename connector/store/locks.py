"""One writer at a time for what is read and written back in one transaction.

SQLite needs nothing: it has one writer, which began IMMEDIATE. On PostgreSQL two transactions could read the
same row and the later one would write the earlier one's change away, so each takes the same advisory lock
first; it is freed with the transaction. Where a transaction takes several, it takes them in sorted order.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection


async def hold(connection: AsyncConnection, *names: str) -> None:
    """Until the end of the transaction. `names` such as `bindings of st_…`."""
    if connection.dialect.name == "sqlite":
        return
    for name in sorted(names):
        key = sa.func.hashtextextended(name, 0)
        await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


async def hold_connect(
    connection: AsyncConnection, address: str, *, storefront_id: int | None = None
) -> None:
    """Who owns an address, and which stores share a storefront, is decided under these."""
    names = [_address(address)]
    if storefront_id is not None:
        names.append(f"storefront {storefront_id}")
    await hold(connection, *names)


async def hold_addresses(connection: AsyncConnection, *addresses: str) -> None:
    await hold(connection, *(_address(each) for each in set(addresses)))


async def hold_keys(connection: AsyncConnection) -> None:
    """Which master keys there are, and who has loaded them, is decided under it."""
    await hold(connection, "master keys")


async def hold_tokens(connection: AsyncConnection, store_id: str) -> None:
    await hold(connection, f"tokens of {store_id}")


async def hold_bindings(connection: AsyncConnection, store_id: str) -> None:
    await hold(connection, f"bindings of {store_id}")


async def hold_designs(connection: AsyncConnection, store_id: str) -> None:
    """Before `hold_bindings` where both are needed."""
    await hold(connection, f"local designs of {store_id}")


async def hold_orders(connection: AsyncConnection, storefront_id: int) -> None:
    """By storefront, not by store: which store an Alter order belongs to is decided under it."""
    await hold(connection, f"orders of storefront {storefront_id}")


async def hold_work(connection: AsyncConnection, storefront_id: int, *store_ids: str) -> None:
    """Whatever workers write for these stores of one storefront."""
    names = [f"bindings of {each}" for each in store_ids]
    await hold(connection, *names, f"orders of storefront {storefront_id}")


async def hold_budget(connection: AsyncConnection, bucket: str) -> None:
    """Slots of one limiter key of Alter's are given out under it. The last of a transaction's locks."""
    await hold(connection, f"budget {bucket}")


def _address(address: str) -> str:
    return f"address {address}"
