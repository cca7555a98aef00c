"""When a plan is nearly used up, and which refusals may be about it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connector.domain.plan import Use, is_about_plan, warnings_of
from connector.domain.store import Plan

PLAN = Plan("Business", True, 10, 1_000, 100, {})


@pytest.mark.parametrize(
    ("active", "pace", "codes"),
    [
        (0, 0, []),
        (7, 79, []),
        (8, 0, ["plan.activeBindingsNear"]),
        (9, 80, ["plan.activeBindingsNear", "plan.embedTokensNear"]),
        (10, 0, ["plan.activeBindingsFull"]),
        (11, 500, ["plan.activeBindingsFull", "plan.embedTokensNear"]),
    ],
)
def test_warnings_from_eighty_per_cent(active: int, pace: int, codes: list[str]) -> None:
    found = warnings_of(PLAN, Use(active, pace))
    assert [each.code for each in found] == codes


def test_numbers_are_told() -> None:
    full, tokens = warnings_of(PLAN, Use(11, 500))
    assert "All 10 active bindings" in full.detail
    assert "500" in tokens.detail
    assert "100" in tokens.detail


def test_no_limit_no_warning() -> None:
    open_plan = replace(PLAN, active_bindings_limit=None, monthly_embed_token_limit=None)
    assert warnings_of(open_plan, Use(10**6, 10**6)) == []
    assert warnings_of(None, Use(10**6, 10**6)) == []


def test_a_limit_of_nothing_is_full_and_quiet_about_no_tokens() -> None:
    none = replace(PLAN, active_bindings_limit=0, monthly_embed_token_limit=0)
    assert [each.code for each in warnings_of(none, Use(0, 0))] == ["plan.activeBindingsFull"]
    assert len(warnings_of(none, Use(0, 1))) == 2


@pytest.mark.parametrize(
    ("status", "code", "about"),
    [
        (409, "runtimeBinding.activeLimitReached", True),
        (403, "plan.notEligible", True),
        (422, "runtimeBinding.designNotFound", False),
        (409, None, False),
        (429, "limit", False),
        (500, "plan.x", False),
    ],
)
def test_refusals_about_the_plan(status: int, code: str | None, about: bool) -> None:
    assert is_about_plan(status, code) is about
