"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None


def upgrade() -> None:
    op.create_table(
        "budget_spends",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("spent_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=("pk_budget_spends")),
    )
    op.create_index("ix_budget_spends_spent_at", "budget_spends", ["spent_at"], unique=False)

    op.create_table(
        "connections",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("phase", sa.String(length=32), nullable=False),
        sa.Column("store_url", sa.String(length=2048), nullable=False),
        sa.Column("return_url", sa.String(length=2048), nullable=False),
        sa.Column("plugin", sa.JSON(), nullable=False),
        sa.Column("state_hash", sa.String(length=64), nullable=False),
        sa.Column("sealed_connect_secret", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_verifier", sa.LargeBinary(), nullable=True),
        sa.Column("reconnect_store_id", sa.String(length=32), nullable=True),
        sa.Column("reconnect_token_hash", sa.String(length=64), nullable=True),
        sa.Column("enrolment_id", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("failure", sa.JSON(), nullable=True),
        sa.Column("sealed_exchange", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_answer", sa.LargeBinary(), nullable=True),
        sa.Column("answer_until", sa.BigInteger(), nullable=True),
        sa.Column("store_id", sa.String(length=32), nullable=True),
        sa.Column("proof_due_at", sa.BigInteger(), nullable=True),
        sa.Column("proof_attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_connections")),
    )
    op.create_index("ix_connections_expires_at", "connections", ["expires_at"], unique=False)
    op.create_index(
        "ix_connections_proof_due_at",
        "connections",
        ["proof_due_at"],
        unique=False,
        sqlite_where=sa.text("proof_due_at IS NOT NULL"),
        postgresql_where=sa.text("proof_due_at IS NOT NULL"),
    )
    op.create_index("ix_connections_store_id", "connections", ["store_id"], unique=False)

    op.create_table(
        "data_keys",
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=("pk_data_keys")),
    )
    op.create_table(
        "enrolments",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("uses_left >= 0", name=op.f("ck_enrolments_uses_left")),
        sa.PrimaryKeyConstraint("id", name=("pk_enrolments")),
        sa.UniqueConstraint("code_hash", name=("uq_enrolments_code_hash")),
    )
    op.create_table(
        "key_checks",
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("check_value", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=("pk_key_checks")),
    )
    op.create_table(
        "stores",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("store_url", sa.String(length=2048), nullable=False),
        sa.Column("site_origin", sa.String(length=512), nullable=False),
        sa.Column("address", sa.String(length=2048), nullable=False),
        sa.Column("address_proved", sa.Boolean(), nullable=False),
        sa.Column("origins", sa.JSON(), nullable=False),
        sa.Column("asset_origins", sa.JSON(), nullable=False),
        sa.Column("storefront_id", sa.BigInteger(), nullable=False),
        sa.Column("storefront_key", sa.String(length=64), nullable=False),
        sa.Column("external_id_prefix", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("connected_at", sa.BigInteger(), nullable=False),
        sa.Column("credential_version", sa.Integer(), nullable=False),
        sa.Column("credential_checked_at", sa.BigInteger(), nullable=True),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=True),
        sa.Column("order_status_map", sa.JSON(), nullable=False),
        sa.Column("plugin", sa.JSON(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sealed_credential", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_ticket_secret", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_stores")),
        sa.UniqueConstraint("storefront_key", name=("uq_stores_storefront_key")),
    )
    op.create_index("ix_stores_address", "stores", ["address"], unique=False)
    op.create_index("ix_stores_storefront_id", "stores", ["storefront_id"], unique=False)
    op.create_index(
        "uq_stores_proved_address",
        "stores",
        ["address"],
        unique=True,
        sqlite_where=sa.text("address_proved"),
        postgresql_where=sa.text("address_proved"),
    )

    op.create_table(
        "bindings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("store_id", sa.String(length=32), nullable=False),
        sa.Column("external_product_id", sa.String(length=200), nullable=False),
        sa.Column("runtime_type", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("design_id", sa.BigInteger(), nullable=True),
        sa.Column("external_design", sa.JSON(), nullable=True),
        sa.Column("legacy_storefront_product_id", sa.BigInteger(), nullable=True),
        sa.Column("legacy_binding_meta", sa.JSON(), nullable=True),
        sa.Column("desired_version", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_version", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_status", sa.String(length=32), nullable=True),
        sa.Column("confirmed_hash", sa.String(length=64), nullable=True),
        sa.Column("refused_version", sa.BigInteger(), nullable=False),
        sa.Column("runtime_binding_id", sa.BigInteger(), nullable=True),
        sa.Column("upstream_design_id", sa.BigInteger(), nullable=True),
        sa.Column("status_before", sa.String(length=32), nullable=True),
        sa.Column("upstream_status", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=200), nullable=True),
        sa.Column("detail", sa.String(length=500), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("synced_at", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "desired_version = confirmed_version OR refused_version = desired_version OR due_at IS NOT NULL",
            name=op.f("ck_bindings_dirty_is_due"),
        ),
        sa.CheckConstraint(
            "due_at IS NULL OR desired_version <> confirmed_version",
            name=op.f("ck_bindings_due_is_dirty"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=("fk_bindings_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_bindings")),
        sa.UniqueConstraint(
            "store_id",
            "external_product_id",
            "runtime_type",
            name=("uq_bindings_store_id_external_product_id_runtime_type"),
        ),
    )
    op.create_index(
        "ix_bindings_due",
        "bindings",
        ["store_id", "due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_bindings_runtime_binding_id", "bindings", ["runtime_binding_id"], unique=False
    )
    op.create_index(
        "ix_bindings_store_id_updated_at", "bindings", ["store_id", "updated_at"], unique=False
    )

    op.create_table(
        "embed_session_counts",
        sa.Column("store_id", sa.String(length=32), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"],
            ["stores.id"],
            name=("fk_embed_session_counts_store_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("store_id", "month", name=("pk_embed_session_counts")),
    )
    op.create_table(
        "embed_sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("store_id", sa.String(length=32), nullable=False),
        sa.Column("session_ref", sa.String(length=64), nullable=False),
        sa.Column("runtime_type", sa.String(length=32), nullable=True),
        sa.Column("runtime_binding_id", sa.BigInteger(), nullable=True),
        sa.Column("external_product_id", sa.String(length=200), nullable=True),
        sa.Column("origin", sa.String(length=512), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=("fk_embed_sessions_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=("pk_embed_sessions")),
        sa.UniqueConstraint("session_ref", name=("uq_embed_sessions_session_ref")),
    )
    op.create_index("ix_embed_sessions_expires_at", "embed_sessions", ["expires_at"], unique=False)

    op.create_table(
        "store_tokens",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("store_id", sa.String(length=32), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=("fk_store_tokens_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=("pk_store_tokens")),
    )
    op.create_index("ix_store_tokens_store_id", "store_tokens", ["store_id"], unique=False)

    op.create_table(
        "sync_states",
        sa.Column("store_id", sa.String(length=32), nullable=False),
        sa.Column("lease_owner", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("not_before", sa.BigInteger(), nullable=True),
        sa.Column("pause", sa.String(length=32), nullable=True),
        sa.Column("pauses", sa.Integer(), nullable=False),
        sa.Column("served_at", sa.BigInteger(), nullable=True),
        sa.Column("in_flight", sa.Integer(), nullable=False),
        sa.Column("batch_size", sa.Integer(), nullable=True),
        sa.Column("last_started_at", sa.BigInteger(), nullable=True),
        sa.Column("last_finished_at", sa.BigInteger(), nullable=True),
        sa.Column("last_calls", sa.Integer(), nullable=False),
        sa.Column("last_bindings", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=("fk_sync_states_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", name=("pk_sync_states")),
    )
