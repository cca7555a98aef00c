"""Statements stay compiled from one database of the tests to the next, as in a service that runs for months.

SQLAlchemy keeps what it compiled by engine. With a database a test every statement would be compiled anew a
thousand times over, which cost a quarter of what such a test takes.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite

_COMPILED: dict[Any, Any] = {}


class _Kept:
    """One dialect is as good as another of its kind: they are part of the key under which a statement is kept."""

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=_COMPILED)


class Sqlite(_Kept, SQLiteDialect_aiosqlite):
    supports_statement_cache = True


class Postgres(_Kept, PGDialect_asyncpg):
    supports_statement_cache = True


def keep_statements() -> None:
    registry.register("sqlite.aiosqlite", __name__, "Sqlite")
    registry.register("postgresql.asyncpg", __name__, "Postgres")
