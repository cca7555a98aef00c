"""Claims to start from; every field can be chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from connector.domain.binding import RuntimeType
from connector.domain.claim import Claim, ClaimWish
from connector.domain.ids import ClaimId
from connector.domain.secrets import Secret
from connector.domain.session import EmbedSessionRow
from tests.domain.rows import NOW, STORE, after


def claim(**fields: Any) -> Claim:
    row = Claim(
        id=ClaimId("cl_one"),
        store_id=STORE,
        storefront_id=12,
        alter_order_id=123,
        claim_key_hash="h",
        session_ref="ss_one",
        external_product_id="wc_1",
        runtime_type=RuntimeType.CUSTOMIZER,
        claimed_at=NOW,
    )
    return replace(row, **fields)


def claim_wish(**fields: Any) -> ClaimWish:
    wish = ClaimWish("wc_1", RuntimeType.CUSTOMIZER, 123, "ss_one", Secret("k" * 16))
    return replace(wish, **fields)


def embed_session(**fields: Any) -> EmbedSessionRow:
    row = EmbedSessionRow(
        token_hash="t",
        store_id=STORE,
        session_ref="ss_one",
        runtime_type=RuntimeType.CUSTOMIZER,
        runtime_binding_id=42,
        external_product_id="wc_1",
        origin="https://shop.example",
        issued_at=NOW,
        expires_at=after(900),
    )
    return replace(row, **fields)
