"""The plugin: whether it can be delivered from here, and with which address."""

from __future__ import annotations

from connector.flows.operator.doctor.finding import Finding, doubtful, fine, wrong
from connector.flows.operator.doctor.installation import Installation
from wp_bridge.delivery.package import served
from wp_bridge.delivery.release import release
from wp_bridge.delivery.source import PluginSource
from wp_bridge.errors import PluginNotBuildable


def finding(installation: Installation) -> Finding:
    """Builds it, as `serve` would."""
    check, address = "plugin", installation.public_url
    try:
        source = PluginSource.read()
        served(source, address)
        release(source, address)
    except PluginNotBuildable as fault:
        return wrong(
            check, str(fault), "stores can neither install nor update the plugin until then"
        )
    detail = f"version {source.version}, made with the address {address}"
    if not installation.public_is_loopback:
        return fine(check, detail)
    detail = f"{detail}, which leads a store to its own machine"
    if installation.is_local:
        return fine(check, f"{detail}: for stores on this one")
    return doubtful(
        check, detail, "set CONNECTOR_PUBLIC_URL to the address by which stores reach it"
    )
