"""Column types that mean the same on both engines, and the one metadata object all tables share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_microseconds(value: datetime) -> int:
    """Since 1970. Raises ValueError for a naive datetime."""
    if value.tzinfo is None:
        raise ValueError("a naive datetime cannot be stored")
    return (value - _EPOCH) // timedelta(microseconds=1)


class UtcTime(sa.TypeDecorator[datetime]):
    """Aware UTC time as whole microseconds since 1970: exact, sortable, and free of both engines' time zones.

    A naive datetime is refused: it would be read in the zone of whoever reads it.
    """

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int | None:
        return None if value is None else to_microseconds(value)

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(microseconds=int(value))
