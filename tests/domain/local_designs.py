"""Local designs to start from; every field can be chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from connector.domain.ids import LocalDesignId, StoreId
from connector.domain.local_design import (
    Announced,
    BlobName,
    DesignImport,
    Fetched,
    LocalDesign,
    LocalDesignState,
    LocalFile,
    requested,
)
from tests.domain.rows import NOW, STORE, after

BASE = "https://shop.example/wp-content/uploads/alter/ld_one-aaaaaaaaaaaa/"


def local(name: str = "ld_one", *, store: StoreId = STORE, **fields: Any) -> LocalDesign:
    """Requested just now."""
    row = requested(store, 12, fields.pop("design_id", 381), NOW)
    return replace(row, id=LocalDesignId(name), **fields)


def in_shop(name: str = "ld_one", **fields: Any) -> LocalDesign:
    """Installed a moment ago."""
    settled: dict[str, Any] = {
        "state": LocalDesignState.INSTALLED,
        "title": "Mug",
        "product_id": 4,
        "payload_hash": "p" * 64,
        "manifest_hash": "a" * 64,
        "manifest_bytes": 100,
        "manifest_crc32": 7,
        "installed_hash": "a" * 64,
        "manifest_url": f"{BASE}manifest.json",
        "asset_base_url": BASE,
        "due_at": None,
        "check_at": after(86_400),
    }
    return local(name, **settled | fields)


def announced(file_id: str = "f1", **fields: Any) -> Announced:
    return replace(
        Announced(file_id, "model", "model.glb", "model/gltf-binary", 12, "b" * 64), **fields
    )


def fetched(digit: str = "b", **fields: Any) -> Fetched:
    return replace(Fetched("model/gltf-binary", BlobName(digit * 64, "glb"), 12, 99), **fields)


def file(file_id: str = "f1", *, here: bool = True, **fields: Any) -> LocalFile:
    return LocalFile(announced(file_id, **fields), fetched() if here else None)


def design_import(*files: Announced, **fields: Any) -> DesignImport:
    return replace(DesignImport("Mug", 4, b"{}", "p" * 64, files), **fields)
