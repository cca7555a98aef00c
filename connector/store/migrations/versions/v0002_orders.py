"""Orders: which WooCommerce order each Alter order follows."""

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"


def upgrade() -> None:
    op.create_table(
        "alter_orders",
        sa.Column("storefront_id", sa.BigInteger(), nullable=False),
        sa.Column("alter_order_id", sa.BigInteger(), nullable=False),
        sa.Column("store_id", sa.String(length=32), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("woo_status", sa.String(length=64), nullable=False),
        sa.Column("modified_at", sa.BigInteger(), nullable=False),
        sa.Column("unknown_status", sa.String(length=64), nullable=True),
        sa.Column("desired_status", sa.String(length=32), nullable=True),
        sa.Column("desired_quantities", sa.JSON(), nullable=True),
        sa.Column("desired_deleted", sa.Boolean(), nullable=False),
        sa.Column("confirmed_status", sa.String(length=32), nullable=True),
        sa.Column("confirmed_quantities", sa.JSON(), nullable=True),
        sa.Column("confirmed_deleted", sa.Boolean(), nullable=False),
        sa.Column("desired_version", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_version", sa.BigInteger(), nullable=False),
        sa.Column("refused_version", sa.BigInteger(), nullable=False),
        sa.Column("verified_at", sa.BigInteger(), nullable=True),
        sa.Column("upstream_status", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=200), nullable=True),
        sa.Column("detail", sa.String(length=500), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("first_failed_at", sa.BigInteger(), nullable=True),
        sa.Column("synced_at", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "desired_version = confirmed_version OR refused_version = desired_version OR due_at IS NOT NULL",
            name=op.f("ck_alter_orders_dirty_is_due"),
        ),
        sa.CheckConstraint(
            "due_at IS NULL OR desired_version <> confirmed_version",
            name=op.f("ck_alter_orders_due_is_dirty"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=("fk_alter_orders_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("storefront_id", "alter_order_id", name=("pk_alter_orders")),
    )
    op.create_index(
        "ix_alter_orders_due",
        "alter_orders",
        ["store_id", "due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_alter_orders_store_id_order_id", "alter_orders", ["store_id", "order_id"], unique=False
    )

    op.create_table(
        "order_states",
        sa.Column("store_id", sa.String(length=32), nullable=False),
        sa.Column("lease_owner", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("not_before", sa.BigInteger(), nullable=True),
        sa.Column("served_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=("fk_order_states_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", name=("pk_order_states")),
    )
