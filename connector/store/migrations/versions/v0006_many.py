"""What several processes share: slots of Alter's limits, and whose turn a nightly comparison is."""

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"


def upgrade() -> None:
    op.create_table(
        "budget_slots",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("bucket", sa.String(length=64), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("limit_class", sa.String(length=16), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("process_id", sa.String(length=64), nullable=False),
        sa.Column("frees_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_budget_slots")),
    )
    op.create_index(
        "ix_budget_slots_bucket_frees_at", "budget_slots", ["bucket", "frees_at"], unique=False
    )
    op.add_column("sync_states", sa.Column("reconcile_after", sa.BigInteger(), nullable=True))
