"""A local design from request to shop: what each event makes of it, and what it never undoes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connector.domain.binding import ExternalDesign, ItemFault
from connector.domain.local_design import (
    CHECK_EVERY,
    DETAIL_LENGTH,
    TOLERATED,
    DesignFault,
    LocalDesignState,
    Seen,
    begun,
    bindable,
    checked,
    delayed,
    failed,
    imported,
    installed,
    merged,
    requested_again,
    unchanged,
)
from tests.domain.local_designs import (
    BASE,
    announced,
    design_import,
    fetched,
    file,
    in_shop,
    local,
)
from tests.domain.rows import NOW, after

FAULT = DesignFault("localDesign.fileGone", "Request the design again.")
FETCHING, READY = LocalDesignState.FETCHING, LocalDesignState.READY
INSTALLED, STALE = LocalDesignState.INSTALLED, LocalDesignState.STALE


def test_from_request_to_shop() -> None:
    row = local()
    assert (row.state, row.due_at) == (FETCHING, NOW)
    row = begun(row, design_import(), after(1))
    assert (row.state, row.title, row.product_id) == (FETCHING, "Mug", 4)
    row = imported(row, "a" * 64, 100, 7, after(2))
    assert (row.state, row.due_at, row.manifest_hash) == (READY, None, "a" * 64)
    row = installed(row, f"{BASE}manifest.json", BASE, "a" * 64, after(3))
    assert (row.state, row.installed_hash) == (INSTALLED, "a" * 64)
    assert row.check_at == after(3) + CHECK_EVERY


def test_asking_again_while_it_is_fetched_is_the_same_request() -> None:
    row = replace(local(), attempts=4, due_at=after(60))
    assert requested_again(row, after(1)) is row


def test_asking_again_for_what_failed_fetches_anew() -> None:
    row = failed(local(), FAULT, after(1))
    assert (row.state, row.code, row.due_at) == (LocalDesignState.FAILED, FAULT.code, None)
    again = requested_again(row, after(2))
    assert (again.state, again.code, again.payload_hash) == (FETCHING, None, None)
    assert again.due_at == after(2)


@pytest.mark.parametrize("state", [READY, INSTALLED, STALE])
def test_asking_again_for_what_is_there_only_looks(state: LocalDesignState) -> None:
    """Its state, its manifest and its place in the shop stay until something newer is found."""
    row = in_shop(state=state)
    again = requested_again(row, after(2))
    assert replace(again, due_at=None, updated_at=NOW) == row
    assert again.due_at == after(2)
    assert unchanged(again, after(3)).state is state


def test_a_newer_import_leaves_the_shop_as_it_is() -> None:
    """And one that fails, too: the bindings go on opening what is installed."""
    row = begun(in_shop(), design_import(payload_hash="q" * 64), after(1))
    assert (row.state, row.manifest_hash, row.installed_hash) == (FETCHING, None, "a" * 64)
    assert row.shown_hash == "a" * 64
    row = failed(row, FAULT, after(2))
    assert (row.state, row.newer_upstream, row.code) == (INSTALLED, True, FAULT.code)
    row = imported(begun(row, design_import(), after(3)), "c" * 64, 1, 1, after(4))
    assert (row.state, row.installed_hash, row.newer_upstream) == (READY, "a" * 64, False)


def test_what_comes_out_the_same_is_installed_already() -> None:
    """Files that were lost here and fetched again, say after a restore."""
    row = imported(begun(in_shop(), design_import(), after(1)), "a" * 64, 100, 7, after(2))
    assert row.state is INSTALLED


def test_a_look_that_fails_does_not_spoil_what_is_there() -> None:
    row = failed(requested_again(in_shop(), after(1)), FAULT, after(2))
    assert (row.state, row.code, row.due_at) == (INSTALLED, FAULT.code, None)
    assert not row.newer_upstream
    assert failed(local(), replace(FAULT, detail="x" * 999), NOW).detail == "x" * DETAIL_LENGTH


def test_a_delay_says_nothing_about_the_design() -> None:
    row = delayed(local(), after(60), attempts=3, now=after(1))
    assert (row.state, row.code, row.attempts, row.due_at) == (FETCHING, None, 3, after(60))


def test_an_unreachable_shop_is_tolerated_for_a_day() -> None:
    """From the first time that it was missed; being there once begins anew."""
    row = checked(in_shop(), Seen.UNREACHABLE, NOW)
    assert (row.state, row.unreachable_since) == (INSTALLED, NOW)
    seconds = TOLERATED.total_seconds()
    assert checked(row, Seen.UNREACHABLE, after(seconds - 1)).state is INSTALLED
    assert checked(row, Seen.SAME, after(9)).unreachable_since is None
    gone = checked(row, Seen.UNREACHABLE, after(seconds))
    assert (gone.state, gone.code) == (STALE, "localDesign.unreachable")


def test_a_changed_manifest_is_stale_at_once_and_fine_when_it_is_back() -> None:
    row = checked(in_shop(), Seen.CHANGED, NOW)
    assert (row.state, row.code) == (STALE, "localDesign.changed")
    back = checked(row, Seen.SAME, after(5))
    assert (back.state, back.code, back.detail) == (INSTALLED, None, None)


def test_only_what_is_installed_can_be_bound() -> None:
    found = bindable(in_shop())
    assert isinstance(found, ExternalDesign)
    assert (found.external_design_key, found.product_id, found.title) == ("ld_one", 4, "Mug")
    assert (found.manifest_url, found.asset_base_url) == (f"{BASE}manifest.json", BASE)
    assert found.manifest_hash == "a" * 64
    codes = {
        state: fault.code
        for state in LocalDesignState
        if isinstance(fault := bindable(in_shop(state=state)), ItemFault)
    }
    assert codes == dict.fromkeys(set(LocalDesignState) - {INSTALLED}, "localDesign.notInstalled")
    unknown = bindable(None)
    assert isinstance(unknown, ItemFault)
    assert unknown.code == "localDesign.unknown"
    nameless = bindable(in_shop(product_id=None))
    assert isinstance(nameless, ItemFault)
    assert nameless.code == "localDesign.productUnknown"


def test_files_that_are_here_are_not_fetched_again() -> None:
    """By the hash that Alter names, whatever their names are now; what was lost, or has no hash, is."""
    there = {"f1": file("f1"), "f2": file("f2"), "f3": file("f3")}
    newer = [
        announced("f1", name="renamed.glb"),
        announced("f2", sha256="c" * 64),
        announced("f3", sha256=None),
        announced("f4"),
    ]
    found = merged(newer, there, ())
    assert [each.fetched for each in found] == [fetched(), None, None, None]
    assert [each.announced for each in found] == newer
    assert merged(newer, there, {fetched().blob})[0].fetched is None
