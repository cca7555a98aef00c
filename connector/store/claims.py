"""Table `claims`: which Alter orders were put into a cart, and under which key of the shop's visitor."""

from __future__ import annotations

import sqlalchemy as sa

from connector.store.columns import UtcTime, metadata

claims = sa.Table(
    "claims",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column(
        "store_id", sa.String(32), sa.ForeignKey("stores.id", ondelete="CASCADE"), nullable=False
    ),
    sa.Column("storefront_id", sa.BigInteger, nullable=False),
    sa.Column("alter_order_id", sa.BigInteger, nullable=False),
    sa.Column("claim_key_hash", sa.String(64), nullable=False),
    sa.Column("session_ref", sa.String(64), nullable=False),
    sa.Column("external_product_id", sa.String(200), nullable=False),
    sa.Column("runtime_type", sa.String(32), nullable=False),
    sa.Column("claimed_at", UtcTime, nullable=False),
    # One claim an order: two stores may share a storefront, and the database decides between them.
    sa.UniqueConstraint(
        "storefront_id", "alter_order_id", name="uq_claims_storefront_id_alter_order_id"
    ),
    sa.Index("ix_claims_store_id", "store_id"),
    sa.Index("ix_claims_claimed_at", "claimed_at"),
)
