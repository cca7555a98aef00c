"""Table `processes`: who runs on this database, and which master keys each has loaded."""

from __future__ import annotations

import sqlalchemy as sa

from connector.store.columns import UtcTime, metadata

processes = sa.Table(
    "processes",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("verb", sa.String(16), nullable=False),
    sa.Column("version", sa.String(32), nullable=False),
    sa.Column("key_ids", sa.JSON, nullable=False),
    sa.Column("started_at", UtcTime, nullable=False),
    sa.Column("seen_at", UtcTime, nullable=False),
)
