"""How PostgreSQL is used: connections and how long anything may take. SQLite has none of this."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PoolLimits:
    """Seconds, except for `size`. `pgbouncer`: the address is one of PgBouncer's in transaction mode, where a
    statement prepared in one transaction is not there in the next."""

    size: int = 10
    wait: float = 10.0
    statement: float = 30.0
    lock: float = 10.0
    idle: float = 60.0
    pgbouncer: bool = False
