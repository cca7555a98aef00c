"""What this service says of itself, and the addresses at Alter that documents leave open (settings)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from connector.domain.binding import Binding
from wp_bridge.delivery.release import package_url


@dataclass(frozen=True)
class ServiceFacts:
    version: str
    contract: int
    minimum_plugin: str
    latest_plugin: str
    public_url: str

    @property
    def plugin_zip_url(self) -> str:
        return package_url(self.public_url)


@dataclass(frozen=True)
class IframeAddresses:
    """Templates of the tools' pages under `app_origin` (`{designId}`, `{orderId}` are filled in)."""

    app_origin: str
    templates: Mapping[str, str]

    def of_binding(self, binding: Binding) -> str:
        kind = binding.desired.runtime_type
        local = f"{kind.value}Local"
        is_local = binding.desired.external_design is not None and local in self.templates
        return self._fill(local if is_local else kind.value, design_id=binding.design_id or 0)

    def of_order(self, design_id: int | None, order_id: int) -> str:
        """Only the customizer reopens orders."""
        return self._fill("customizerOrder", design_id=design_id or 0, order_id=order_id)

    def _fill(self, template: str, *, design_id: int, order_id: int = 0) -> str:
        path = self.templates[template]
        path = path.replace("{designId}", quote(str(design_id), safe=""))
        return self.app_origin + path.replace("{orderId}", quote(str(order_id), safe=""))
