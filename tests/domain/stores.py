"""Stores to start from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from connector.domain.ids import StoreId
from connector.domain.store import (
    DEFAULT_ORDER_STATUS_MAP,
    Plan,
    PluginFacts,
    Store,
    StoreState,
)
from tests.domain.rows import NOW

PLAN = Plan("Business", True, 100, 1000, None, {"viewer": True})


def a_store(name: str = "st_one", **fields: Any) -> Store:
    store = Store(
        id=StoreId(name),
        store_url="https://shop.example/",
        site_origin="https://shop.example",
        address="shop.example/",
        address_proved=False,
        origins=("https://shop.example",),
        asset_origins=(),
        storefront_id=12,
        storefront_key=f"pk_{name}",
        external_id_prefix="wc_",
        state=StoreState.CONNECTED,
        connected_at=NOW,
        credential_version=1,
        credential_checked_at=None,
        scopes=("orders:read",),
        plan=PLAN,
        order_status_map=dict(DEFAULT_ORDER_STATUS_MAP),
        plugin=PluginFacts(version="1.0.0"),
        epoch=0,
        data_key=f"key of {name}".encode(),
        sealed_credential=b"sealed credential",
        sealed_ticket_secret=b"sealed ticket secret",
    )
    return replace(store, **fields)
