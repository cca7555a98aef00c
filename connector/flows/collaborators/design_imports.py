"""What Alter says a design is made of, as one value that can be compared with what it said before."""

from __future__ import annotations

from dataclasses import dataclass

from connector.alter.client import AlterClient
from connector.alter.design_import import read_design_import
from connector.alter.endpoints import endpoint
from connector.alter.errors import AlterMalformed, AlterRefused
from connector.domain.local_design import Announced, DesignImport, DesignRefused
from connector.domain.priority import Priority
from connector.domain.store import Store
from connector.flows.collaborators.store_secrets import StoreSecrets
from wp_bridge.errors import ManifestInvalid
from wp_bridge.manifest import canonical, manifest_hash

WITHIN = 90.0
"""Seconds for a slot and the answer: longer than the minute in which Alter counts, so that bulk work waits its turn
instead of giving up."""


@dataclass(frozen=True)
class DesignImports:
    alter: AlterClient
    secrets: StoreSecrets

    async def read(
        self, store: Store, design_id: int, *, priority: Priority = Priority.BULK
    ) -> DesignImport:
        """Raises DesignRefused for what will not be better by itself, AlterError for all else."""
        row = endpoint("get_design_import")
        try:
            answer = await self.alter.call(
                row,
                credential=self.secrets.credential(store),
                path={"id": str(design_id)},
                priority=priority,
                deadline=WITHIN,
            )
            found = read_design_import(answer.body)
        except AlterRefused as refusal:
            raise judged(refusal, gone=_UNKNOWN) from refusal
        except AlterMalformed as fault:
            raise DesignRefused(
                "unreadable",
                f"Alter's design import cannot be read ({fault.reason}). Ask Alter's support about this design.",
            ) from fault
        if not found.eligible:
            raise _not_eligible()
        try:
            payload = canonical(dict(found.payload))
        except ManifestInvalid as fault:
            raise DesignRefused(
                "unreadable", f"Alter's design import cannot become a manifest: {fault.detail}."
            ) from fault
        files = [Announced(*vars(each).values()) for each in found.files]
        return DesignImport(found.title, found.product_id, payload, manifest_hash(payload), files)


_UNKNOWN = (
    "designUnknown",
    "Alter has no such design in this storefront, or it is not hosted there. Choose another one.",
)


def judged(refusal: AlterRefused, *, gone: tuple[str, str]) -> Exception:
    """What a refusal means for an import: its end, or, if it may pass, the refusal itself."""
    if refusal.forbidden:
        return _not_eligible()
    if refusal.status in (404, 410):
        return DesignRefused(*gone)
    if refusal.unauthorized or refusal.rate_limited or refusal.server_fault:
        return refusal
    said = refusal.code or refusal.status
    return DesignRefused("refused", f"Alter refused the design import ({said}).")


def _not_eligible() -> DesignRefused:
    return DesignRefused(
        "planNotEligible",
        "Alter's design imports need the Business plan. Extend the plan at Alter, then request the design again.",
    )
