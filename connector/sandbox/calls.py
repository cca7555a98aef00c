"""What reached the sandbox, for tests to look at. Secrets are never kept."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

API_PREFIX = "/public-api/v1"
REMEMBERED_CALLS = 5_000
SECRET_HEADERS = ("x-alter-access-token", "authorization")
# A connection that was cut instead of answered.
NO_ANSWER = 0


@dataclass(frozen=True, slots=True)
class CallRecord:
    """`headers` has lower-case names; a secret's value is replaced by "present"."""

    method: str
    path: str
    query: str
    status: int
    headers: Mapping[str, str]
    body: Any
    at: float
    seconds: float

    def is_to(self, method: str, path: str) -> bool:
        return self.method == method and self.path in (path, API_PREFIX + path)


@dataclass
class CallLog:
    records: deque[CallRecord] = field(default_factory=lambda: deque(maxlen=REMEMBERED_CALLS))
    counts: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    """By method, route pattern and status: never forgets, unlike the records."""

    def add(self, record: CallRecord, route: str) -> None:
        self.records.append(record)
        self.counts[record.method, route, record.status] += 1

    def since(self, number: int) -> tuple[int, list[CallRecord]]:
        """What came after the first `number` calls, and the number of the first one shown: a larger one
        means that some in between are forgotten."""
        first = self.counts.total() - len(self.records)
        start = max(number, first)
        return start, list(islice(self.records, start - first, None))

    def shown(self) -> list[dict[str, object]]:
        return [
            {"method": method, "route": route, "status": status, "count": count}
            for (method, route, status), count in sorted(self.counts.items())
        ]


def kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    lowered = ((name.lower(), value) for name, value in headers.items())
    return {name: "present" if name in SECRET_HEADERS else value for name, value in lowered}


def kept_body(raw: bytes) -> Any:
    """JSON where it is JSON, else text, None where there is none."""
    if not raw:
        return None
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode("utf-8", "replace")
