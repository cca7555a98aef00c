"""How near a store's use comes to what its Alter plan allows. Pure."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from connector.domain.store import Plan

_NEAR = 0.8

# How Alter names such a refusal is not documented; these words are in every code that could.
_PLAN_WORDS = re.compile(r"(?i)plan|limit|quota|eligib|subscription")


@dataclass(frozen=True)
class Use:
    """Of one month; `sessions_pace` is what its embed tokens would come to."""

    active_bindings: int
    sessions_pace: int


@dataclass(frozen=True)
class PlanWarning:
    code: str
    detail: str


def pace(count: int, now: datetime) -> int:
    """What the month would end at if it went on as it began; the first hour counts as a whole one."""
    days = calendar.monthrange(now.year, now.month)[1]
    start = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    elapsed = max((now - start).total_seconds(), 3600.0)
    return round(count * days * 86400 / elapsed)


def warnings_of(plan: Plan | None, use: Use) -> Sequence[PlanWarning]:
    """What is used up, or nearly; nothing where Alter named no limit."""
    if plan is None:
        return []
    found = []
    active, limit = use.active_bindings, plan.active_bindings_limit
    if limit is not None and active >= limit:
        found.append(
            PlanWarning(
                "plan.activeBindingsFull",
                f"All {limit} active bindings of the Alter plan are used ({active}). "
                "Deactivate one, or extend the plan.",
            )
        )
    elif limit is not None and active >= _NEAR * limit:
        found.append(
            PlanWarning(
                "plan.activeBindingsNear",
                f"{active} of the {limit} active bindings of the Alter plan are used.",
            )
        )
    tokens = plan.monthly_embed_token_limit
    if tokens is not None and use.sessions_pace >= _NEAR * max(tokens, 1):
        found.append(
            PlanWarning(
                "plan.embedTokensNear",
                f"At this pace the month comes to {use.sessions_pace} embed tokens; "
                f"the Alter plan includes {tokens}.",
            )
        )
    return found


def is_about_plan(status: int, code: str | None) -> bool:
    """Whether a refusal of Alter's may mean that the plan is another than we think."""
    return status in (402, 403, 409, 422) and code is not None and bool(_PLAN_WORDS.search(code))
