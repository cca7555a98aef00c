"""A database as an agency has it after a year, written by copying what one real connect left."""

from __future__ import annotations

import sqlalchemy as sa

from connector.store.database import Database, Transaction

_STORE = """
INSERT INTO {table} ({columns})
SELECT {values} FROM {table} CROSS JOIN generate_series(1, :stores) AS n WHERE {key} = :like
"""

_BINDINGS = """
INSERT INTO bindings (id, store_id, external_product_id, runtime_type, status, design_id, desired_version,
  confirmed_version, confirmed_status, refused_version, runtime_binding_id, upstream_design_id, attempts, urgent,
  synced_at, updated_at, code, upstream_status)
SELECT 'bd_' || s.n || '_' || b, s.id, 'wc_' || b, 'customizer',
  CASE WHEN b % 5 = 0 THEN 'inactive' ELSE 'active' END, 381,
  1 + (b % 50 = 0)::int, 1, CASE WHEN b % 5 = 0 THEN 'inactive' ELSE 'active' END,
  CASE WHEN b % 50 = 0 THEN 2 ELSE 0 END, s.n * 1000 + b, 381, 0, false,
  s.at + b * 1000, s.at + b * 1000, CASE WHEN b % 50 = 0 THEN 'plan.limit' END,
  CASE WHEN b % 50 = 0 THEN 409 END
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n, connected_at AS at FROM stores) AS s
CROSS JOIN generate_series(1, :each) AS b
ON CONFLICT DO NOTHING
"""

_SESSIONS = """
INSERT INTO embed_sessions (token_hash, store_id, session_ref, runtime_type, runtime_binding_id,
  external_product_id, origin, issued_at, expires_at)
SELECT md5(s.id || '/' || b) || md5(b || '/' || s.id), s.id, 'ss_' || md5(s.id || '/' || b), 'customizer', 1,
  'wc_1', s.site_origin, s.connected_at, s.connected_at + 3600000000
FROM stores AS s CROSS JOIN generate_series(1, 50) AS b
"""


async def fill(database: Database, like: str, *, stores: int, bindings: int) -> None:
    """`stores` more like the store `like`; then as many bindings for every store there is. PostgreSQL."""
    copies: dict[str, tuple[str, dict[str, str]]] = {
        "data_keys": ("owner", {"owner": "'st_copy_' || n"}),
        "stores": (
            "id",
            {
                "id": "'st_copy_' || n",
                "store_url": "'http://shop' || n || '.localhost/'",
                "address": "'shop' || n || '.localhost/'",
                "storefront_id": "storefront_id + 100000 + n",
                "storefront_key": "'pk_copy_' || n",
                "address_proved": "false",
            },
        ),
        "sync_states": ("store_id", {"store_id": "'st_copy_' || n"}),
    }
    async with database.write() as connection:
        await connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
        for table, (key, changed) in copies.items():
            copied = await _copied(connection, table, key, changed)
            await connection.execute(copied, {"stores": stores, "like": like})
        await connection.execute(sa.text(_BINDINGS), {"each": bindings})
        await connection.execute(sa.text(_SESSIONS))
    async with database.write() as connection:
        await connection.execute(sa.text("ANALYZE"))


async def _copied(
    connection: Transaction, table: str, key: str, changed: dict[str, str]
) -> sa.TextClause:
    """The row with that key, `:stores` times, with what has to differ."""
    found = await connection.run_sync(lambda sync: sa.inspect(sync).get_columns(table))
    names = [column["name"] for column in found]
    statement = _STORE.format(
        table=table,
        columns=", ".join(names),
        values=", ".join(changed.get(name, name) for name in names),
        key=key,
    )
    return sa.text(statement)
