"""Finding bad items: exhaustively where it is cheap, by hypothesis elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.splitting import Answered, Split


class Upstream:
    """Refuses a part for its first bad item, as Alter refuses a batch; `fault` refuses everything."""

    def __init__(self, bad: Mapping[int, str], *, fault: str | None = None) -> None:
        self._bad = bad
        self._fault = fault
        self.calls: list[Sequence[int]] = []

    def answer(self, items: Sequence[int]) -> Answered | None:
        self.calls.append(list(items))
        code = self._fault or next((self._bad[item] for item in items if item in self._bad), None)
        return None if code is None else Answered(422, code)


def settle(
    count: int,
    upstream: Upstream,
    about: Callable[[int, Answered], Hashable] = lambda *_: None,
) -> dict[int, Answered]:
    """The failed items; the calls, the first of all included, are in `upstream`."""
    items = list(range(count))
    first = upstream.answer(items)
    if first is None:
        return {}
    split = Split(items, first, about)
    failed = dict(split.verdicts())
    while (part := split.next()) is not None:
        answer = upstream.answer(part)
        if answer is None:
            split.accepted()
        else:
            split.refused(answer)
        for item, verdict in split.verdicts():
            assert item not in failed, "one verdict an item"
            failed[item] = verdict
    return failed


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), st.sets(st.integers(0, n - 1)))))
def test_items_with_refusals_of_their_own_are_found_exactly(case: tuple[int, set[int]]) -> None:
    """Every bad item and no good item fails, each with its own refusal, found by being sent alone."""
    count, bad = case
    upstream = Upstream({item: f"code.{item}" for item in bad})
    failed = settle(count, upstream)
    assert failed == {item: Answered(422, f"code.{item}") for item in bad}
    sent = {item for part in upstream.calls for item in part}
    assert sent == set(range(count))
    assert all([item] in upstream.calls for item in bad)


@given(
    st.integers(1, 60).flatmap(
        lambda n: st.tuples(
            st.just(n), st.dictionaries(st.integers(0, n - 1), st.sampled_from(["a", "b"]))
        )
    )
)
def test_every_bad_item_fails_and_a_good_one_only_between_two_that_failed_alike(
    case: tuple[int, dict[int, str]],
) -> None:
    """With refusals that are alike a batch fault may be concluded, but only from both ends of a part.

    Whatever fails without having been refused alone lies between two items refused alone with that answer.
    """
    count, bad = case
    upstream = Upstream(bad)
    failed = settle(count, upstream)
    assert set(bad) <= set(failed)
    alone = {item: failed[item] for item in failed if [item] in upstream.calls}
    for item, verdict in failed.items():
        if item not in alone:
            assert any(left < item and alone[left] == verdict for left in alone)
            assert any(right > item and alone[right] == verdict for right in alone)


def test_two_bad_items_in_a_hundred_cost_at_most_27_calls() -> None:
    """All 4950 pairs, the first call included; alike or not."""
    for pair in combinations(range(100), 2):
        for codes in (("a", "a"), ("a", "b")):
            upstream = Upstream(dict(zip(pair, codes, strict=True)))
            failed = settle(100, upstream)
            assert set(failed) == set(pair)
            assert len(upstream.calls) <= 27, pair


@pytest.mark.parametrize("count", [2, 3, 4, 7, 100, 500])
def test_a_batch_fault_ends_in_few_calls(count: int) -> None:
    """Everything is refused alike: all fail with that answer, and nobody sends them one by one."""
    upstream = Upstream({}, fault="plan.ended")
    failed = settle(count, upstream)
    assert failed == dict.fromkeys(range(count), Answered(422, "plan.ended"))
    assert len(upstream.calls) <= 15


def test_four_bad_items_scattered_over_the_quarters_are_found_one_by_one() -> None:
    """Halves and quarters failing alike look like a batch fault; the ends of a part say it is none."""
    bad = dict.fromkeys((10, 35, 60, 85), "a")
    failed = settle(100, Upstream(bad))
    assert failed == {item: Answered(422, "a") for item in bad}


def test_a_part_that_was_no_batch_fault_is_never_taken_for_one_again() -> None:
    """Item 0 went through, so 2 and 3 are not given up for standing between two refused ones."""
    bad = dict.fromkeys(set(range(64)) - {0, 2, 3}, "a")
    failed = settle(64, Upstream(bad))
    assert set(failed) == set(bad)


def test_what_shares_nothing_with_the_refused_ones_is_not_given_up_with_them() -> None:
    """Of the designs of a hundred items one is there: it goes through, however many others are not."""
    bad = {item: "designNotFound" for item in range(100) if item // 3 != 5}
    upstream = Upstream(bad)
    failed = settle(100, upstream, about=lambda item, _: item // 3)
    assert set(failed) == set(bad)
    assert len(upstream.calls) < 100


def test_a_single_item_has_its_verdict_at_once() -> None:
    """Nothing to split: no further call."""
    split = Split(["only"], Answered(422, "a"))
    assert split.next() is None
    assert list(split.verdicts()) == [("only", Answered(422, "a"))]
    assert list(split.verdicts()) == []


def test_progress_is_made_early() -> None:
    """The good half goes through before the bad one is followed further down."""
    upstream = Upstream({0: "a"})
    settle(8, upstream)
    assert upstream.calls[:3] == [list(range(8)), [0, 1, 2, 3], [4, 5, 6, 7]]


def test_answers_are_alike_by_status_and_code() -> None:
    """The text for people may differ."""
    assert Answered(422, "a", "one").is_like(Answered(422, "a", "two"))
    assert not Answered(422, "a").is_like(Answered(409, "a"))
    assert not Answered(422, "a").is_like(Answered(422, None))


def test_an_answer_without_a_question_is_a_bug_of_the_caller() -> None:
    """`next` comes first, once for each answer."""
    split = Split([1, 2], Answered(422, "a"))
    with pytest.raises(AssertionError):
        split.accepted()
