"""Iframe addresses from templates, and what a store says about itself."""

from __future__ import annotations

from dataclasses import replace

from connector.domain.answers import to_json
from connector.domain.binding import RuntimeType
from connector.domain.facts import IframeAddresses
from connector.domain.store import plan_as_json
from tests.domain.rows import NOW, desired, local_design, synced
from tests.domain.stores import PLAN, a_store

ADDRESSES = IframeAddresses(
    "https://alter.example",
    {
        "viewer": "/v/{designId}",
        "viewerLocal": "/v/{designId}?local=1",
        "customizer": "/c/{designId}",
        "customizerOrder": "/c/{designId}/{orderId}",
    },
)


def test_addresses_are_the_templates_filled_in() -> None:
    """By runtime; an order opens in the customizer."""
    assert ADDRESSES.of_binding(synced()) == "https://alter.example/c/381"
    assert ADDRESSES.of_order(5, 6) == "https://alter.example/c/5/6"


def test_a_local_design_has_its_own_template_where_there_is_one() -> None:
    """The viewer's page is told; the customizer has no such template."""
    local = desired(design_id=None, external_design=local_design())
    viewer = replace(local, runtime_type=RuntimeType.VIEWER)
    shown = ADDRESSES.of_binding(synced(desired=viewer, upstream_design_id=9))
    assert shown == "https://alter.example/v/9?local=1"
    assert ADDRESSES.of_binding(synced(desired=local, upstream_design_id=9)).endswith("/c/9")


def test_times_leave_as_iso_8601_with_z() -> None:
    """Contract: times are ISO 8601 UTC."""
    assert to_json({"at": NOW}) == b'{"at":"2026-12-01T12:00:00Z"}'


def test_a_plan_is_shown_in_the_contracts_words() -> None:
    """And absent with an upstream that names none."""
    shown = plan_as_json(PLAN)
    assert shown is not None
    assert shown["limits"]["activeBindings"] == 100
    assert shown["limits"]["monthlyEmbedTokens"] is None
    assert plan_as_json(None) is None


def test_origins_are_compared_whole() -> None:
    """No prefix, no suffix, no other scheme."""
    store = a_store()
    assert store.allows_origin("https://shop.example")
    for origin in ("http://shop.example", "https://shop.example.evil", "null", ""):
        assert not store.allows_origin(origin)
