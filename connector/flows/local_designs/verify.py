"""`POST /v1/manifests/verify`: a manifest that somebody put into the shop, looked at before it is bound."""

from __future__ import annotations

from dataclasses import dataclass

from connector.domain.clock import Clock
from connector.domain.errors import FieldError, Invalid, RateLimited
from connector.domain.ids import StoreId
from connector.domain.store import Store
from connector.domain.window import SlidingWindow
from connector.flows.collaborators.manifest_check import ManifestCheck, ManifestReport
from wp_bridge.errors import InvalidSiteUrl
from wp_bridge.site_url import parse_asset_url


@dataclass(frozen=True)
class DesignPlace:
    """Where a design lies in a shop: two addresses on its own origins, written anew."""

    manifest_url: str
    asset_base_url: str


@dataclass(frozen=True)
class VerifyManifest:
    check: ManifestCheck
    site_calls: SlidingWindow
    clock: Clock

    async def __call__(
        self, store: Store, manifest_url: str, asset_base_url: str, manifest_hash: str | None
    ) -> ManifestReport:
        """Raises Invalid for addresses that are not the store's, RateLimited."""
        place = place_of(store, manifest_url, asset_base_url)
        count(self.site_calls, store.id, self.clock)
        return await self.check(
            place.manifest_url, place.asset_base_url, expected_hash=manifest_hash
        )


def place_of(store: Store, manifest_url: str, asset_base_url: str) -> DesignPlace:
    """Raises Invalid `manifest.foreignUrl`, `manifest.assetBaseUrl`."""
    place = DesignPlace(
        _on_store(store, "manifestUrl", manifest_url),
        _on_store(store, "assetBaseUrl", asset_base_url),
    )
    if place.asset_base_url[-1] not in "/=":
        detail = "End it with / (a folder) or with the = of a parameter: the files' names are put behind it."
        raise Invalid(
            "manifest.assetBaseUrl",
            f"assetBaseUrl: {detail}",
            errors=[FieldError("assetBaseUrl", "notABase", detail)],
        )
    return place


def count(site_calls: SlidingWindow, store_id: StoreId, clock: Clock) -> None:
    """Each look calls addresses that the store chose. Raises RateLimited."""
    wait = site_calls.take(store_id, clock.monotonic())
    if wait is not None:
        raise RateLimited("store.tooMany", "Too many checks; try again shortly.", retry_after=wait)


def _on_store(store: Store, field: str, text: str) -> str:
    try:
        return parse_asset_url(text, {*store.origins, *store.asset_origins})
    except InvalidSiteUrl as fault:
        raise Invalid(
            "manifest.foreignUrl",
            f"{field}: {fault}",
            errors=[FieldError(field, "foreignUrl", str(fault))],
        ) from fault
