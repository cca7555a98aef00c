"""Last answers of Alter, reconciling, snapshots under way, processes, reassignments by month."""

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"


def upgrade() -> None:
    op.add_column("bindings", sa.Column("last_answer", sa.Text(), nullable=True))
    op.add_column(
        "bindings",
        sa.Column("repaired_version", sa.BigInteger(), nullable=False, server_default="0"),
    )
    op.add_column("alter_orders", sa.Column("last_answer", sa.Text(), nullable=True))
    op.add_column("sync_states", sa.Column("reconciled_at", sa.BigInteger(), nullable=True))
    op.add_column("sync_states", sa.Column("reconcile", sa.JSON(), nullable=True))

    op.drop_index("ix_bindings_due", table_name="bindings")
    op.create_index(
        "ix_bindings_due",
        "bindings",
        ["store_id", "urgent", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )

    op.create_index(
        "ix_bindings_wanted_active",
        "bindings",
        ["store_id"],
        unique=False,
        sqlite_where=sa.text("status = 'active'"),
        postgresql_where=sa.text("status = 'active'"),
    )

    op.create_table(
        "snapshots",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("store_id", sa.String(length=32), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=("fk_snapshots_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_snapshots")),
    )
    op.create_index("ix_snapshots_store_id", "snapshots", ["store_id"], unique=False)
    op.create_index("ix_snapshots_started_at", "snapshots", ["started_at"], unique=False)
    op.create_table(
        "snapshot_items",
        sa.Column("snapshot_id", sa.String(length=32), nullable=False),
        sa.Column("external_product_id", sa.String(length=200), nullable=False),
        sa.Column("runtime_type", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["snapshots.id"],
            name=("fk_snapshot_items_snapshot_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "snapshot_id", "external_product_id", "runtime_type", name=("pk_snapshot_items")
        ),
    )

    op.create_table(
        "processes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("verb", sa.String(length=16), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("key_ids", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_processes")),
    )

    op.create_table(
        "reassignment_counts",
        sa.Column("store_id", sa.String(length=32), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"],
            ["stores.id"],
            name=("fk_reassignment_counts_store_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("store_id", "month", name=("pk_reassignment_counts")),
    )
