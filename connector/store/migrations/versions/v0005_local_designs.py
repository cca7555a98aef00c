"""Local designs, their files, and which bindings open one."""

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"


def upgrade() -> None:
    op.create_table(
        "local_designs",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("store_id", sa.String(length=32), nullable=False),
        sa.Column("storefront_id", sa.BigInteger(), nullable=False),
        sa.Column("design_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("detail", sa.String(length=500), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("payload_hash", sa.String(length=64), nullable=True),
        sa.Column("manifest_hash", sa.String(length=64), nullable=True),
        sa.Column("manifest_bytes", sa.BigInteger(), nullable=True),
        sa.Column("manifest_crc32", sa.BigInteger(), nullable=True),
        sa.Column("manifest_url", sa.String(length=2048), nullable=True),
        sa.Column("asset_base_url", sa.String(length=2048), nullable=True),
        sa.Column("installed_hash", sa.String(length=64), nullable=True),
        sa.Column("newer_upstream", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("check_at", sa.BigInteger(), nullable=True),
        sa.Column("unreachable_since", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("lease_owner", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("served_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=("fk_local_designs_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_local_designs")),
        sa.UniqueConstraint(
            "store_id",
            "storefront_id",
            "design_id",
            name=("uq_local_designs_store_id_storefront_id_design_id"),
        ),
    )
    for name in ("due_at", "check_at"):
        op.create_index(
            f"ix_local_designs_{name}",
            "local_designs",
            [name],
            unique=False,
            sqlite_where=sa.text(f"{name} IS NOT NULL"),
            postgresql_where=sa.text(f"{name} IS NOT NULL"),
        )
    op.create_index("ix_local_designs_manifest_hash", "local_designs", ["manifest_hash"])

    op.create_table(
        "local_design_files",
        sa.Column("local_design_id", sa.String(length=32), nullable=False),
        sa.Column("file_id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("announced_type", sa.String(length=200), nullable=False),
        sa.Column("announced_bytes", sa.BigInteger(), nullable=True),
        sa.Column("announced_sha256", sa.String(length=64), nullable=True),
        sa.Column("media_type", sa.String(length=64), nullable=True),
        sa.Column("extension", sa.String(length=8), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("crc32", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["local_design_id"],
            ["local_designs.id"],
            name=("fk_local_design_files_local_design_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("local_design_id", "file_id", name=("pk_local_design_files")),
    )
    op.create_index("ix_local_design_files_sha256", "local_design_files", ["sha256"])

    op.add_column("bindings", sa.Column("local_design_id", sa.String(length=32), nullable=True))
    op.create_index(
        "ix_bindings_local_design_id",
        "bindings",
        ["local_design_id"],
        unique=False,
        sqlite_where=sa.text("local_design_id IS NOT NULL"),
        postgresql_where=sa.text("local_design_id IS NOT NULL"),
    )
