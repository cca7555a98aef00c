"""Tables `snapshots` and `snapshot_items`: what a `mode: replace` under way has named so far.

Rows, not memory: a snapshot may hold a million items, and nothing is archived before its end was read.
"""

from __future__ import annotations

import sqlalchemy as sa

from connector.store.columns import UtcTime, metadata

snapshots = sa.Table(
    "snapshots",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column(
        "store_id", sa.String(32), sa.ForeignKey("stores.id", ondelete="CASCADE"), nullable=False
    ),
    sa.Column("started_at", UtcTime, nullable=False),
    sa.Index("ix_snapshots_store_id", "store_id"),
    sa.Index("ix_snapshots_started_at", "started_at"),
)

snapshot_items = sa.Table(
    "snapshot_items",
    metadata,
    sa.Column(
        "snapshot_id",
        sa.String(32),
        sa.ForeignKey("snapshots.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("external_product_id", sa.String(200), primary_key=True),
    sa.Column("runtime_type", sa.String(32), primary_key=True),
)
