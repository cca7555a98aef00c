"""Between our bindings and Alter's: what is sent, and what an answer says about which row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connector.alter import wire
from connector.domain.binding import BindingStatus, Desired
from connector.domain.binding_change import Confirmed


def to_wire(desired: Desired) -> wire.SyncBinding:
    """The full row, always: upstream keeps nothing that we do not say."""
    design = desired.external_design
    return wire.SyncBinding(
        external_product_id=desired.external_product_id,
        runtime_type=desired.runtime_type.value,
        status=desired.status.value,
        design_id=desired.design_id,
        external_design=None if design is None else wire.ExternalDesign(**vars(design)),
        legacy_storefront_product_id=desired.legacy_storefront_product_id,
        legacy_binding_meta=desired.legacy_binding_meta,
    )


def confirmations(answer: Sequence[wire.RuntimeBinding]) -> Mapping[tuple[str, str], Confirmed]:
    """By (externalProductId, runtimeType); a status we do not know is taken as the one sent."""
    return {
        (row.external_product_id, row.runtime_type): Confirmed(
            row.id, row.design_id, _status(row.status)
        )
        for row in answer
    }


def _status(text: str) -> BindingStatus | None:
    try:
        return BindingStatus(text)
    except ValueError:
        return None
