"""Reading an answer that is not 2xx: both error shapes, `Retry-After`, and nothing that must not be shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import orjson

from connector.alter.errors import AlterRefused
from connector.alter.outgoing import Outgoing
from connector.alter.transport import Answer
from connector.domain.secrets import Secret

LONGEST_DETAIL = 200
# Controls (C0, DEL, C1) and the marks that break or reorder lines on a terminal.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,99}")

# A longer wait is a mistake somewhere; nobody would look again on the day it ends.
LONGEST_WAIT = 3600.0


def refusal(answer: Answer, outgoing: Outgoing, now: datetime) -> AlterRefused:
    """The error for an answer outside 2xx. `retry_after` is Alter's own wait, None without one."""
    code, detail = read_refusal(answer.body, outgoing.secrets)
    if 300 <= answer.status < 400:
        code, detail = None, "redirects are not followed"
    return AlterRefused(
        answer.status,
        code=code,
        detail=detail,
        retry_after=read_retry_after(answer.headers.get("Retry-After"), now),
        body=answer.body,
        headers=answer.headers,
        endpoint=outgoing.endpoint.name,
    )


def read_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds from `Retry-After` (seconds or HTTP date), 0 to LONGEST_WAIT; None when unreadable."""
    text = (value or "").strip()
    if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,9})?", text):
        return min(float(text), LONGEST_WAIT)
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    # A date with the zone "-0000" is parsed as naive; HTTP dates are GMT.
    aware = date if date.tzinfo is not None else date.replace(tzinfo=UTC)
    return min(max((aware - now).total_seconds(), 0.0), LONGEST_WAIT)


def read_refusal(body: bytes, hide: Iterable[Secret] = ()) -> tuple[str | None, str | None]:
    """(code, detail) from `{"code": …}` (controllers) or `{"error": …}` (middleware, limiters).

    Anything but a JSON object gives (None, None): an HTML page has no business in a message. Values of
    `hide` are blotted out should Alter echo them. Source: current document, "Errors and rate limits".
    """
    try:
        parsed: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None, None
    if not isinstance(parsed, dict):
        return None, None
    secrets = tuple(hide)
    code = _cleaned(parsed.get("code"), secrets)
    detail = _cleaned(parsed.get("error"), secrets) or _cleaned(parsed.get("message"), secrets)
    if code is not None and _CODE.fullmatch(code) is None:
        code, detail = None, detail or code
    return code, detail


def _cleaned(value: object, hide: tuple[Secret, ...]) -> str | None:
    if not isinstance(value, str):
        return None
    for secret in hide:
        if secret:
            value = value.replace(secret.reveal(), "…")
    text = _CONTROLS.sub(" ", value).strip()
    if text.lstrip().startswith("<"):
        return None
    return text[:LONGEST_DETAIL] or None
