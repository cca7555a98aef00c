"""A binding's content, its patches, its rules, and how it looks to others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from connector.domain.binding import (
    UNSET,
    BindingPatch,
    BindingStatus,
    SyncState,
    fault_of,
)
from tests.domain.rows import binding, desired, local_design, synced

S = BindingStatus


def test_equal_content_has_an_equal_hash_whatever_the_order_of_keys() -> None:
    """The hash is over content, not over how it was typed."""
    one = desired(legacy_binding_meta={"a": 1, "b": {"c": 2, "d": 3}})
    other = desired(legacy_binding_meta={"b": {"d": 3, "c": 2}, "a": 1})
    assert one.content_hash() == other.content_hash()
    assert len(one.content_hash()) == 64


@pytest.mark.parametrize(
    "change",
    [
        {"status": S.INACTIVE},
        {"design_id": 382},
        {"design_id": None, "external_design": local_design()},
        {"legacy_storefront_product_id": 5},
        {"legacy_binding_meta": {"a": 1}},
    ],
    ids=",".join,
)
def test_every_field_counts_in_the_hash(change: dict[str, Any]) -> None:
    """No field can change without the hash changing."""
    assert desired(**change).content_hash() != desired().content_hash()


@pytest.mark.parametrize("name", ["title", "manifest_url", "asset_base_url", "manifest_hash"])
def test_every_field_of_a_local_design_counts_in_the_hash(name: str) -> None:
    """A new manifest is a new content."""
    one = desired(design_id=None, external_design=local_design())
    other = desired(design_id=None, external_design=local_design(**{name: "other"}))
    assert one.content_hash() != other.content_hash()


def test_true_and_one_are_different_content() -> None:
    """Python calls them equal; JSON and the hash do not."""
    as_number = desired(legacy_binding_meta={"a": 1})
    as_truth = desired(legacy_binding_meta={"a": True})
    assert as_number.content_hash() != as_truth.content_hash()


def test_the_key_is_no_part_of_the_hash_and_names_product_and_runtime() -> None:
    """One binding per (externalProductId, runtimeType): that pair is the key."""
    assert desired("wc_9").key == ("wc_9", "customizer")
    assert desired("wc_9").content_hash() == desired("wc_1").content_hash()


def test_an_empty_patch_keeps_everything() -> None:
    """Omitted fields keep what is there."""
    base = desired(legacy_storefront_product_id=5, legacy_binding_meta={"a": 1})
    assert BindingPatch().applied_to(base) == base
    assert repr(UNSET) == "UNSET"


def test_none_clears_and_a_value_replaces() -> None:
    """`None` was sent: it clears, other than a field that was not sent."""
    base = desired(legacy_storefront_product_id=5, legacy_binding_meta={"a": 1})
    found = BindingPatch(
        status=S.DRAFT,
        design_id=None,
        legacy_storefront_product_id=None,
        legacy_binding_meta={"b": 2},
    ).applied_to(base)
    assert found == desired(status=S.DRAFT, design_id=None, legacy_binding_meta={"b": 2})


def test_a_design_of_alter_replaces_a_local_one_and_the_other_way_round() -> None:
    """A binding opens one design."""
    of_alter, local = desired(), desired(design_id=None, external_design=local_design())
    assert BindingPatch(design_id=9).applied_to(local) == desired(design_id=9)
    assert BindingPatch(external_design=local_design()).applied_to(of_alter) == local


def test_clearing_one_kind_of_design_leaves_the_other() -> None:
    """`designId: null` beside a local design says nothing about the local one."""
    local = desired(design_id=None, external_design=local_design())
    assert BindingPatch(design_id=None).applied_to(local) == local
    assert BindingPatch(external_design=None).applied_to(desired()) == desired()


@pytest.mark.parametrize("status", list(S))
def test_only_serving_statuses_need_a_design(status: BindingStatus) -> None:
    """Drafts, inactive and archived bindings may be without one."""
    bare = desired(status=status, design_id=None)
    fault = fault_of(bare, prefix="wc_", shares_storefront=False)
    needs = status in (S.ACTIVE, S.LEGACY_ACTIVE)
    assert (fault is not None and fault.code == "binding.designRequired") == needs
    local = replace(bare, external_design=local_design())
    assert fault_of(local, prefix="wc_", shares_storefront=False) is None


def test_on_a_shared_storefront_products_carry_the_stores_prefix() -> None:
    """Two stores must not overwrite each other's bindings at Alter."""
    fault = fault_of(desired("wc_1"), prefix="wc2_", shares_storefront=True)
    assert fault is not None
    assert fault.code == "binding.externalProductIdPrefix"
    assert "wc2_" in fault.detail
    assert fault_of(desired("wc2_1"), prefix="wc2_", shares_storefront=True) is None
    assert fault_of(desired("wc_1"), prefix="wc2_", shares_storefront=False) is None


def test_the_sync_state_follows_from_the_versions() -> None:
    """Equal: synced; refused for this very version: failed; anything else: pending."""
    assert synced().sync_state is SyncState.SYNCED
    assert binding().sync_state is SyncState.PENDING
    assert binding(refused_version=1).sync_state is SyncState.FAILED
    assert binding(desired_version=2, refused_version=1).sync_state is SyncState.PENDING


@pytest.mark.parametrize(
    ("wanted", "confirmed", "live"),
    [
        (S.ACTIVE, S.ACTIVE, True),
        (S.ACTIVE, S.INACTIVE, False),
        (S.ACTIVE, None, False),
        (S.INACTIVE, S.ACTIVE, False),
        (S.LEGACY_ACTIVE, S.LEGACY_ACTIVE, False),
    ],
)
def test_shoppers_see_what_is_wanted_and_confirmed_active(
    wanted: BindingStatus, confirmed: BindingStatus | None, live: bool
) -> None:
    """A deactivation hides at once, an activation shows when Alter has confirmed it."""
    row = synced(desired=desired(status=wanted), confirmed_status=confirmed)
    assert row.is_live is live
    assert not replace(row, runtime_binding_id=None).is_live


def test_a_pending_or_failed_change_does_not_hide_a_live_binding() -> None:
    """What Alter confirmed keeps serving while the next version is on its way."""
    row = synced(desired_version=2, due_at=synced().updated_at)
    assert row.sync_state is SyncState.PENDING
    assert row.is_live
    assert replace(row, refused_version=2, due_at=None).is_live


def test_the_design_shown_is_what_alter_confirmed_else_what_is_wanted() -> None:
    """Also while a change is under way; local designs only have Alter's number."""
    assert synced(upstream_design_id=999).design_id == 999
    assert synced(upstream_design_id=None).design_id == 381
    local = desired(design_id=None, external_design=local_design())
    assert binding(desired=local).design_id is None


def test_true_is_not_one_in_metadata() -> None:
    """Python's equality would lose the change."""
    flag = desired("wc_1", legacy_binding_meta={"gift": True})
    number = desired("wc_1", legacy_binding_meta={"gift": 1})
    assert flag == number
    assert not flag.says_the_same_as(number)
    assert flag.says_the_same_as(desired("wc_1", legacy_binding_meta={"gift": True}))


def test_a_local_design_of_ours_is_one_of_the_three_kinds() -> None:
    """It brings its external design along; either other kind takes its place, and so does nothing at all."""
    design = local_design()
    bound = BindingPatch(local_design_id="ld_one").of_local(design).applied_to(desired())
    assert (bound.local_design_id, bound.external_design, bound.design_id) == (
        "ld_one",
        design,
        None,
    )
    hosted = BindingPatch(design_id=5).applied_to(bound)
    assert (hosted.local_design_id, hosted.external_design, hosted.design_id) == (None, None, 5)
    given = BindingPatch(external_design=local_design(title="By hand")).applied_to(bound)
    assert given.local_design_id is None
    assert given.external_design is not None
    cleared = BindingPatch(local_design_id=None).applied_to(bound)
    assert (cleared.local_design_id, cleared.external_design) == (None, None)
    untouched = BindingPatch(local_design_id=None).applied_to(given)
    assert untouched.external_design == given.external_design
    renamed = BindingPatch(status=S.INACTIVE).applied_to(bound)
    assert (renamed.local_design_id, renamed.external_design) == ("ld_one", design)


def test_which_design_it_was_made_of_is_nothing_that_alter_hears() -> None:
    one = desired(design_id=None, external_design=local_design(), local_design_id="ld_one")
    assert one.says_the_same_as(replace(one, local_design_id=None))
