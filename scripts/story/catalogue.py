"""From a WooCommerce product export (CSV) to bindings."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EXPORT = Path(__file__).parent / "products.csv"
LOCAL_FOLDER = "/wp-content/uploads/alter/wp-design-1/"


@dataclass(frozen=True)
class Product:
    """A row of the export. `parent_id` is set for variations."""

    id: int
    name: str
    kind: str
    price: str
    parent_id: int | None
    design_id: int | None
    runtime_type: str | None
    is_local: bool

    def external_id(self, prefix: str) -> str:
        if self.parent_id is None:
            return f"{prefix}{self.id}"
        return f"{prefix}{self.parent_id}_{self.id}"


def read_export(path: Path = EXPORT) -> list[Product]:
    """WooCommerce names a variation's parent by SKU, or by `id:…` when it has none."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    by_sku = {row["SKU"]: int(row["ID"]) for row in rows if row["SKU"]}
    return [_product(row, by_sku) for row in rows]


def _product(row: dict[str, str], by_sku: dict[str, int]) -> Product:
    parent = row["Parent"]
    parent_id = None
    if parent:
        parent_id = int(parent[3:]) if parent.startswith("id:") else by_sku[parent]
    design = row["Meta: _alter_design_id"]
    return Product(
        id=int(row["ID"]),
        name=row["Name"],
        kind=row["Type"],
        price=row["Regular price"],
        parent_id=parent_id,
        design_id=int(design) if design else None,
        runtime_type=row["Meta: _alter_runtime_type"] or None,
        is_local=row["Meta: _alter_storage"] == "wordpress_local",
    )


def manifest(product: Product) -> bytes:
    """What the shop serves for a local design; its hash is over these exact bytes."""
    content = {"title": product.name, "files": [{"path": "preview.svg"}]}
    return json.dumps(content, indent=2).encode()


def bindings(products: list[Product], *, prefix: str, shop: str) -> list[dict[str, Any]]:
    """A binding for every mapped row, as `PUT /v1/bindings` takes it."""
    return [
        _binding(product, prefix, shop) for product in products if product.runtime_type is not None
    ]


def _binding(product: Product, prefix: str, shop: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "externalProductId": product.external_id(prefix),
        "runtimeType": product.runtime_type,
        "status": "active",
    }
    if not product.is_local:
        return found | {"designId": product.design_id}
    return found | {
        "externalDesign": {
            "externalDesignKey": "wp-design-1",
            "productId": 7,
            "title": product.name,
            "manifestUrl": f"{shop}{LOCAL_FOLDER}manifest.json",
            "assetBaseUrl": f"{shop}{LOCAL_FOLDER}",
            "manifestHash": hashlib.sha256(manifest(product)).hexdigest(),
            "sourceMeta": {"pluginVersion": "demo"},
        }
    }
