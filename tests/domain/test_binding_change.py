"""Every transition of a binding's row, one by one and in any order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.binding import Binding, BindingStatus, Desired, SyncState
from connector.domain.binding_change import (
    DETAIL_LENGTH,
    Confirmed,
    Refused,
    Timing,
    changed,
    confirmed,
    created,
    delayed,
    given_up,
    hastened,
    refused,
)
from tests.domain.rows import NOW, STORE, after, binding, desired, local_design, synced

S = BindingStatus
ANSWER = Confirmed(runtime_binding_id=42, design_id=381, status=S.ACTIVE)
NO = Refused(422, "runtimeBinding.designNotFound", "no such design")
SOON = Timing(after(0.25))
CLICK = Timing(after(1), urgent=True)


def test_a_new_binding_is_due_and_confirmed_by_nobody() -> None:
    """Created rows are dirty from the first moment."""
    row = created(STORE, desired(), NOW, SOON)
    assert (row.desired_version, row.confirmed_version, row.refused_version) == (1, 0, 0)
    assert (row.due_at, row.urgent, row.attempts) == (SOON.due_at, False, 0)
    assert row.sync_state is SyncState.PENDING
    assert row.id != created(STORE, desired(), NOW, SOON).id


def test_a_change_makes_a_synced_row_due() -> None:
    """Content, version, time: all move together."""
    row = changed(synced(), desired(design_id=9), after(1), SOON)
    assert row.desired.design_id == 9
    assert row.desired_version == 2
    assert (row.due_at, row.urgent) == (SOON.due_at, False)
    assert row.updated_at == after(1)
    assert row.sync_state is SyncState.PENDING


def test_a_change_never_postpones_and_never_calms_an_urgent_row() -> None:
    """Somebody still waits for the earlier change."""
    waiting = binding(due_at=after(-5), urgent=True)
    row = changed(waiting, desired(design_id=9), NOW, SOON)
    assert (row.due_at, row.urgent) == (after(-5), True)


def test_a_change_hastens_a_delayed_row_and_starts_its_count_afresh() -> None:
    """A new version is not judged by what happened to the older one."""
    waiting = binding(due_at=after(300), attempts=4, upstream_status=503, code="x", detail="y")
    row = changed(waiting, desired(design_id=9), NOW, CLICK)
    assert (row.due_at, row.urgent, row.attempts) == (CLICK.due_at, True, 0)
    assert (row.upstream_status, row.code, row.detail, row.last_answer) == (None, None, None, None)


def test_a_change_of_a_refused_row_is_sent() -> None:
    """Refused was the version, not the binding."""
    row = changed(refused(binding(), binding(), NO, NOW), desired(design_id=9), NOW, SOON)
    assert row.sync_state is SyncState.PENDING
    assert row.due_at == SOON.due_at


def test_hastening_sends_a_refused_row_again_now() -> None:
    """The same content, because its owner asks for it."""
    row = hastened(refused(binding(), binding(), NO, NOW), after(7))
    assert (row.due_at, row.urgent, row.attempts) == (after(7), True, 0)
    assert (row.desired_version, row.refused_version) == (1, 0)
    assert row.sync_state is SyncState.PENDING


def test_a_confirmation_of_what_is_wanted_ends_the_work() -> None:
    """Everything Alter said is kept, everything that waited is cleared."""
    sent = binding(
        attempts=3,
        code="x",
        detail="y",
        last_answer="z",
        upstream_status=503,
        status_before=S.DRAFT,
    )
    row = confirmed(sent, sent, ANSWER, after(2))
    assert row.sync_state is SyncState.SYNCED
    assert (row.runtime_binding_id, row.upstream_design_id) == (42, 381)
    assert (row.confirmed_status, row.confirmed_hash) == (S.ACTIVE, sent.desired.content_hash())
    assert (row.due_at, row.urgent, row.attempts, row.status_before) == (None, False, 0, None)
    assert (row.upstream_status, row.code, row.detail) == (None, None, None)
    assert row.synced_at == after(2)


def test_a_status_alter_changed_is_believed_and_one_it_left_out_is_the_sent_one() -> None:
    """What shoppers see follows Alter's word where there is one."""
    sent = binding()
    said = confirmed(sent, sent, replace(ANSWER, status=S.INACTIVE), NOW)
    silent = confirmed(sent, sent, replace(ANSWER, status=None), NOW)
    assert said.confirmed_status is S.INACTIVE
    assert silent.confirmed_status is S.ACTIVE


def test_a_confirmation_of_an_older_version_keeps_the_row_dirty() -> None:
    """The shop changed its mind during the call: that change goes out next."""
    sent = binding(urgent=True)
    row = confirmed(changed(sent, desired(design_id=9), after(1), SOON), sent, ANSWER, after(2))
    assert (row.desired_version, row.confirmed_version) == (2, 1)
    assert row.sync_state is SyncState.PENDING
    assert row.due_at is not None
    assert row.confirmed_hash == sent.desired.content_hash()
    assert row.runtime_binding_id == 42


def test_a_late_confirmation_of_an_overtaken_version_sends_the_newest_again() -> None:
    """A lease was lost meanwhile: nobody knows which of the two calls reached Alter last."""
    sent = binding()
    newest = synced(desired_version=3, confirmed_version=3)
    row = confirmed(newest, replace(sent, desired_version=2), ANSWER, after(2))
    assert row.confirmed_version == 3
    assert row.desired_version == 4
    assert row.due_at == after(2)


def test_a_late_confirmation_leaves_a_row_alone_that_goes_out_anyway() -> None:
    """A dirty row is sent in any case."""
    dirty = binding(desired_version=4, confirmed_version=3)
    assert confirmed(dirty, replace(dirty, desired_version=2), ANSWER, NOW) == dirty


def test_a_refusal_stops_the_row_and_says_why() -> None:
    """It is not sent again by itself."""
    row = refused(binding(urgent=True), binding(), NO, after(3))
    assert row.sync_state is SyncState.FAILED
    assert (row.due_at, row.urgent, row.attempts) == (None, False, 1)
    assert (row.upstream_status, row.code, row.detail) == (422, NO.code, NO.detail)


def test_alters_last_answer_stays_until_the_row_changes() -> None:
    """With each refusal and delay, the one that has none included; gone with the next change."""
    said = replace(NO, last_answer="said")
    row = refused(binding(), binding(), said, NOW)
    assert row.last_answer == "said"
    assert delayed(binding(), binding(), after(9), said).last_answer == "said"
    silent = Refused(0, "alter.unreachable", None)
    assert delayed(binding(last_answer="said"), binding(), after(9), silent).last_answer is None
    assert changed(row, desired(design_id=9), NOW, SOON).last_answer is None


def failed_row(before: Binding, wanted: Desired) -> Binding:
    sent = changed(before, wanted, NOW, SOON)
    return refused(sent, sent, replace(NO, last_answer="said"), NOW)


def test_what_is_given_up_is_settled_with_what_alter_holds() -> None:
    """Status and design that were confirmed, under a version that no late answer can touch."""
    row = failed_row(synced(), desired(status=S.INACTIVE, design_id=666))
    dropped = given_up(row, after(5))
    assert dropped.desired == synced().desired
    assert dropped.sync_state is SyncState.SYNCED
    assert dropped.is_live
    assert (dropped.code, dropped.detail, dropped.last_answer, dropped.attempts) == (
        None,
        None,
        None,
        0,
    )
    assert dropped.updated_at == after(5)
    assert refused(dropped, row, NO, NOW) == dropped
    assert delayed(dropped, row, after(9), NO) == dropped


def test_what_alter_never_confirmed_is_given_up_as_a_draft() -> None:
    dropped = given_up(refused(binding(), binding(), NO, NOW), NOW)
    assert dropped.desired == desired(status=S.DRAFT)
    assert dropped.sync_state is SyncState.SYNCED
    assert not dropped.is_live


def test_a_local_design_is_given_up_for_the_hosted_one_alter_is_known_to_hold() -> None:
    """By the hash of what was confirmed; where it was another local one, what is wanted stays."""
    local = desired(design_id=None, external_design=local_design())
    assert given_up(failed_row(synced(), local), NOW).desired == synced().desired
    held = synced(desired=local, confirmed_hash=local.content_hash())
    other = replace(local, external_design=local_design(title="Other"))
    assert given_up(failed_row(held, other), NOW).desired == other


def test_a_refusal_of_an_older_version_says_nothing() -> None:
    """A newer one is not judged by it."""
    sent = binding()
    row = changed(sent, desired(design_id=9), NOW, SOON)
    assert refused(row, sent, NO, NOW) == row
    assert delayed(row, sent, after(9), NO) == row


@pytest.mark.parametrize("settle", [refused, delayed])
def test_a_long_detail_is_cut_to_what_the_column_takes(settle: object) -> None:
    """Alter's text cannot make our row unwritable."""
    answer = Refused(422, None, "x" * 5000)
    if settle is refused:
        row = refused(binding(), binding(), answer, NOW)
    else:
        row = delayed(binding(), binding(), after(1), answer)
    assert row.detail == "x" * DETAIL_LENGTH


def test_a_delay_counts_and_shows_the_answer_meanwhile() -> None:
    """Neither refused nor confirmed: it goes out again."""
    row = delayed(binding(attempts=1), binding(), after(9), NO)
    assert (row.due_at, row.attempts, row.code) == (after(9), 2, NO.code)
    assert row.sync_state is SyncState.PENDING
    assert delayed(binding(code="old"), binding(), after(9), None).code == "old"


def test_a_row_settled_meanwhile_is_not_delayed() -> None:
    """Another turn had the last word: what is synced or failed does not become due again."""
    for row in (synced(), refused(binding(), binding(), NO, NOW)):
        assert delayed(row, row, after(9), NO) == row


def test_a_refused_click_falls_back_to_what_alter_holds() -> None:
    """Previous status kept and nothing left to do; the refusal stays readable."""
    before = synced()
    click = changed(
        before, desired(status=S.INACTIVE), NOW, CLICK, status_before=before.desired.status
    )
    row = refused(click, click, NO, after(2))
    assert row.desired.status is S.ACTIVE
    assert row.sync_state is SyncState.SYNCED
    assert (row.due_at, row.status_before) == (None, None)
    assert row.refused_version == click.desired_version
    assert row.code == NO.code
    assert row.is_live


def test_a_refused_click_on_what_alter_never_confirmed_falls_back_to_failed() -> None:
    """The previous status is back, and the content Alter refused is shown as failed."""
    before = binding(desired=desired(status=S.DRAFT, design_id=None))
    click = changed(before, desired(design_id=666), NOW, CLICK, status_before=S.DRAFT)
    row = refused(click, click, NO, NOW)
    assert row.desired.status is S.DRAFT
    assert row.desired.design_id == 666
    assert row.sync_state is SyncState.FAILED
    assert row.due_at is None


@dataclass
class _Story:
    """One row, and the versions of it that are under way."""

    row: Binding
    flying: list[Binding]


STEPS = st.sampled_from(("change", "click", "hasten", "send", "confirm", "refuse", "delay", "lose"))
STATUSES = st.sampled_from(list(S))


@given(st.lists(st.tuples(STEPS, STATUSES, st.integers(0, 3)), max_size=40))
def test_versions_only_grow_and_no_row_is_forgotten(
    steps: list[tuple[str, BindingStatus, int]],
) -> None:
    """In any order of changes, clicks, answers and lost leases.

    A row is never dirty without being due or refused, never due without being dirty: what the database's
    two check constraints say.
    """
    story = _Story(created(STORE, desired(), NOW, SOON), [])
    now = NOW
    for step, status, pick in steps:
        now += timedelta(seconds=1)
        before = story.row
        _take(story, step, status, pick, now.timestamp() - NOW.timestamp())
        row = story.row
        assert row.desired_version >= before.desired_version
        assert row.confirmed_version >= before.confirmed_version
        assert row.confirmed_version <= row.desired_version
        assert row.refused_version <= row.desired_version
        dirty = row.desired_version != row.confirmed_version
        is_refused = row.refused_version == row.desired_version
        assert not dirty or is_refused or row.due_at is not None
        assert row.due_at is None or dirty
        if row.desired != before.desired:
            assert row.desired_version > before.desired_version


def _take(story: _Story, step: str, status: BindingStatus, pick: int, seconds: float) -> None:
    row, now = story.row, after(seconds)
    if step == "change":
        story.row = changed(row, desired(design_id=int(seconds)), now, Timing(now))
    elif step == "click" and row.desired.status is not status:
        wanted = replace(row.desired, status=status)
        before = row.status_before or row.desired.status
        story.row = changed(row, wanted, now, Timing(now, urgent=True), status_before=before)
    elif step == "hasten" and row.sync_state is not SyncState.SYNCED:
        story.row = hastened(row, now)
    elif step == "send" and row.due_at is not None:
        story.flying.append(row)
    elif step == "lose":
        story.flying = story.flying[-2:]
    elif story.flying:
        sent = story.flying.pop(pick % len(story.flying))
        if step == "confirm":
            story.row = confirmed(row, sent, replace(ANSWER, status=sent.desired.status), now)
        elif step == "refuse":
            story.row = refused(row, sent, NO, now)
        elif step == "delay":
            story.row = delayed(row, sent, now, NO)
