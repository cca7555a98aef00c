"""Table `reassignment_counts`: how often a binding got another design, by month."""

from __future__ import annotations

import sqlalchemy as sa

from connector.store.columns import metadata

reassignment_counts = sa.Table(
    "reassignment_counts",
    metadata,
    sa.Column(
        "store_id", sa.String(32), sa.ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("month", sa.String(7), primary_key=True),
    sa.Column("count", sa.BigInteger, nullable=False),
)
