"""Claims of Alter orders; what stores need to move, to rotate their token and to leave."""

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"


def upgrade() -> None:
    op.create_table(
        "claims",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("store_id", sa.String(length=32), nullable=False),
        sa.Column("storefront_id", sa.BigInteger(), nullable=False),
        sa.Column("alter_order_id", sa.BigInteger(), nullable=False),
        sa.Column("claim_key_hash", sa.String(length=64), nullable=False),
        sa.Column("session_ref", sa.String(length=64), nullable=False),
        sa.Column("external_product_id", sa.String(length=200), nullable=False),
        sa.Column("runtime_type", sa.String(length=32), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=("fk_claims_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_claims")),
        sa.UniqueConstraint(
            "storefront_id", "alter_order_id", name=("uq_claims_storefront_id_alter_order_id")
        ),
    )
    op.create_index("ix_claims_store_id", "claims", ["store_id"], unique=False)
    op.create_index("ix_claims_claimed_at", "claims", ["claimed_at"], unique=False)

    op.add_column("store_tokens", sa.Column("used_at", sa.BigInteger(), nullable=True))
    op.add_column("stores", sa.Column("sealed_connect_secret", sa.LargeBinary(), nullable=True))
    op.add_column("stores", sa.Column("leaving_until", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_stores_leaving_until",
        "stores",
        ["leaving_until"],
        unique=False,
        sqlite_where=sa.text("leaving_until IS NOT NULL"),
        postgresql_where=sa.text("leaving_until IS NOT NULL"),
    )
