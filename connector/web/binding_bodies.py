"""A binding as sent, in a list or alone: fields, limits, and what its URLs must lie on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated, Any

import orjson
from pydantic import Field, ValidationError, ValidationInfo, field_validator

from connector.domain.binding import (
    UNSET,
    BindingPatch,
    BindingStatus,
    ExternalDesign,
    RuntimeType,
)
from connector.domain.errors import FieldError, Invalid
from connector.domain.product_ids import PATTERN
from connector.domain.store import Store
from connector.web.reading import Body, refuse_many_fields, written
from wp_bridge.errors import InvalidSiteUrl
from wp_bridge.site_url import parse_asset_url

METADATA_BYTES = 8 * 1024
METADATA_DEPTH = 8

ITEM_FAILURES = (
    *("binding.designRequired", "binding.externalProductIdPrefix"),
    *((422, "localDesign.unknown"), "localDesign.notInstalled", "localDesign.productUnknown"),
)
"""Why a binding that is readable may still not be."""

# Alter's ids are positive and fit a JavaScript number.
AlterId = Annotated[int, Field(ge=1, le=2**53 - 1)]
ProductId = Annotated[str, Field(pattern=f"^{PATTERN.pattern}$")]
UrlText = Annotated[str, Field(max_length=2048)]


def _never_null(schema: dict[str, Any]) -> None:
    """None stands for "not sent" here; whoever sends it is refused."""
    kinds = schema.pop("anyOf")
    schema.update(next(kind for kind in kinds if kind != {"type": "null"}))


def _bounded(value: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if value is None:
        return None
    if len(orjson.dumps(value)) > METADATA_BYTES:
        raise ValueError(f"larger than {METADATA_BYTES // 1024} KiB")
    if _depth(value) > METADATA_DEPTH:
        raise ValueError(f"nested deeper than {METADATA_DEPTH}")
    return value


def _depth(value: object, *, seen: int = 0) -> int:
    if seen > METADATA_DEPTH or not isinstance(value, dict | list):
        return 0
    inner = value.values() if isinstance(value, dict) else value
    return 1 + max((_depth(part, seen=seen + 1) for part in inner), default=0)


class ExternalDesignBody(Body):
    external_design_key: Annotated[str, Field(min_length=1, max_length=200)]
    product_id: AlterId
    title: Annotated[str, Field(min_length=1, max_length=500)]
    manifest_url: UrlText
    asset_base_url: UrlText
    manifest_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    source_meta: dict[str, Any] | None = None

    _small = field_validator("source_meta")(_bounded)


class BindingFields(Body):
    """What may be said of a binding whose key is known (`PATCH`)."""

    status: Annotated[BindingStatus | None, Field(json_schema_extra=_never_null)] = None
    design_id: AlterId | None = None
    external_design: ExternalDesignBody | None = None
    local_design_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,64}$")] | None = None
    legacy_storefront_product_id: AlterId | None = None
    legacy_binding_meta: dict[str, Any] | None = None

    _small = field_validator("legacy_binding_meta")(_bounded)

    # Validators of fields, not of the model: so the answer's `path` names the field.
    @field_validator("status")
    @classmethod
    def _not_null(cls, value: BindingStatus | None) -> BindingStatus:
        if value is None:
            raise ValueError("cannot be null; leave it out to keep it")
        return value

    @field_validator("external_design", "local_design_id")
    @classmethod
    def _one_design(cls, value: Any, info: ValidationInfo) -> Any:
        earlier = (info.data.get("design_id"), info.data.get("external_design"))
        if value is not None and any(design is not None for design in earlier):
            raise ValueError("takes one of designId, externalDesign and localDesignId")
        return value

    def patch(self, store: Store) -> BindingPatch:
        """Raises Invalid when a URL of a local design lies elsewhere than on the store."""
        return BindingPatch(
            status=self._sent("status"),
            design_id=self._sent("design_id"),
            external_design=self._design(store),
            legacy_storefront_product_id=self._sent("legacy_storefront_product_id"),
            legacy_binding_meta=self._sent("legacy_binding_meta"),
            local_design_id=self._sent("local_design_id"),
        )

    def _sent(self, name: str) -> Any:
        return getattr(self, name) if name in self.model_fields_set else UNSET

    def _design(self, store: Store) -> Any:
        sent = self._sent("external_design")
        if not isinstance(sent, ExternalDesignBody):
            return sent
        origins = {*store.origins, *store.asset_origins}
        return ExternalDesign(
            external_design_key=sent.external_design_key,
            product_id=sent.product_id,
            title=sent.title,
            manifest_url=_on_store("manifestUrl", sent.manifest_url, origins),
            asset_base_url=_on_store("assetBaseUrl", sent.asset_base_url, origins),
            manifest_hash=sent.manifest_hash,
            source_meta=sent.source_meta,
        )


class BindingBody(BindingFields):
    """An item of a list: with its key."""

    external_product_id: ProductId
    runtime_type: RuntimeType


def _on_store(field: str, text: str, origins: Collection[str]) -> str:
    try:
        return parse_asset_url(text, origins)
    except InvalidSiteUrl as fault:
        path = f"externalDesign.{field}"
        raise Invalid(
            "binding.foreignUrl",
            f"{path}: {fault}",
            errors=[FieldError(path, "foreignUrl", str(fault))],
        ) from fault


def item_of(found: Any) -> BindingBody:
    """One item of a list by itself, so that its faults reject it alone. Raises ValidationError, Invalid."""
    if isinstance(found, dict):
        refuse_many_fields(found)
    return BindingBody.model_validate_json(written(found))


__all__ = ["BindingBody", "BindingFields", "ValidationError", "item_of"]
