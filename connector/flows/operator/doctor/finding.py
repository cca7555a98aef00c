"""What one look found: well, doubtful or wrong, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """`action` is never empty unless the verdict is ok."""

    check: str
    verdict: Verdict
    detail: str
    action: str = ""


def fine(check: str, detail: str, action: str = "") -> Finding:
    return Finding(check, Verdict.OK, detail, action)


def doubtful(check: str, detail: str, action: str) -> Finding:
    return Finding(check, Verdict.WARNING, detail, action)


def wrong(check: str, detail: str, action: str) -> Finding:
    return Finding(check, Verdict.WRONG, detail, action)
