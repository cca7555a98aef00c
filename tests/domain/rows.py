"""Rows to start from; every field can be chosen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from connector.domain.binding import Binding, BindingStatus, Desired, ExternalDesign, RuntimeType
from connector.domain.binding_change import Timing, created
from connector.domain.ids import StoreId

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
STORE = StoreId("st_one")


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def desired(product: str = "wc_1", **fields: Any) -> Desired:
    chosen: dict[str, Any] = {"status": BindingStatus.ACTIVE, "design_id": 381}
    return Desired(product, RuntimeType.CUSTOMIZER, **chosen | fields)


def local_design(**fields: Any) -> ExternalDesign:
    return replace(
        ExternalDesign(
            external_design_key="box",
            product_id=7,
            title="Box",
            manifest_url="https://shop.example/box/manifest.json",
            asset_base_url="https://shop.example/box/",
            manifest_hash="0" * 64,
        ),
        **fields,
    )


def binding(product: str = "wc_1", *, store: StoreId = STORE, **fields: Any) -> Binding:
    """New, due now, of an active customizer; `fields` are the row's."""
    wanted = fields.pop("desired", None) or desired(product)
    return replace(created(store, wanted, NOW, Timing(NOW)), **fields)


def synced(product: str = "wc_1", *, store: StoreId = STORE, **fields: Any) -> Binding:
    """What was wanted is what Alter confirmed."""
    row = binding(product, store=store)
    settled: dict[str, Any] = {
        "confirmed_version": row.desired_version,
        "confirmed_status": row.desired.status,
        "confirmed_hash": row.desired.content_hash(),
        "runtime_binding_id": 42,
        "upstream_design_id": 381,
        "due_at": None,
        "synced_at": NOW,
    }
    return replace(row, **settled | fields)
