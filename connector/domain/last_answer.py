"""What is kept of an answer of Alter's that refused something: enough to see why, and nothing to misuse.

Kept for the operator, in clear, for as long as the row is failed. So it is cleaned before it is written: by
name, by value, by shape. Too much is taken rather than too little: a request id in the form of a token goes too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

LONGEST = 2_000
_READ = 16 * LONGEST
"""Bytes that are looked at: the work that an answer of any size may cause."""

HIDDEN = "[redacted]"

_SECRET_NAME = re.compile(
    r"(?i)token|secret|password|passwd|passphrase|authori[sz]ation|credential|cookie|signature|verifier"
    r"|fingerprint|bearer|jwt|e-?mail|(?:^|[^a-z])keys?$|[a-z]keys?$"
)
_SHAPES = (
    re.compile(r"[^\s@\"'<>(),;:]{1,128}@[\w-]{1,128}(?:\.[\w-]{1,64}){0,8}"),
    re.compile(r"(?i)\b(?:bearer|basic)\s+[^\s\"',;<>]+"),
    re.compile(r"\b[a-z]{2,4}_[A-Za-z0-9_-]{12,}"),
    # A run that holds a digit and is longer than any word or code of Alter's.
    re.compile(r"(?<![A-Za-z0-9_+/=~-])(?=[A-Za-z_+/=~-]*[0-9])[A-Za-z0-9_+/=~-]{20,}"),
    re.compile(r"(?<![A-Za-z0-9_+/=~-])[A-Za-z0-9_+/=~-]{40,}"),
    re.compile(r"(?<=[?])[^\s\"'<>]+"),
)
# Outside JSON: `name: value`, `name=value`, `"name": "value"` in a page or a broken body.
_NAMED = re.compile(
    r"([A-Za-z][A-Za-z0-9_-]{1,60})([\"']?\s{0,3}[:=]\s{0,3})(\"[^\"]*\"?|'[^']*'?|[^\s\"',;<>&]+)"
)
# Marks without width of their own: taken out, so that none stands inside what a pattern looks for.
_INVISIBLE = re.compile(r"[\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


def readable(body: bytes, hide: Iterable[str] = ()) -> str | None:
    """`body` on one line, cut and without anything that looks like a secret or names a person.

    `hide` are values known to be secret. None when there is nothing to show.
    """
    text = body[:_READ].decode(errors="replace")
    for value in sorted(filter(None, hide), key=len, reverse=True):
        text = text.replace(value, HIDDEN)
    try:
        cleaned = json.dumps(_without_secrets(json.loads(text)), ensure_ascii=False)
    except (ValueError, RecursionError):
        cleaned = _of_text(text)
    cleaned = " ".join(_plain(cleaned).split())
    if len(cleaned) > LONGEST:
        cleaned = cleaned[: LONGEST - 1] + "…"
    return cleaned or None


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            _of_text(name[:100]): HIDDEN if _hides(name, each) else _without_secrets(each)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [_without_secrets(each) for each in value]
    return _of_text(value) if isinstance(value, str) else value


def _hides(name: str, value: object) -> bool:
    """Flags and absences are worth seeing; a number under such a name may be a one-time code."""
    return value is not None and not isinstance(value, bool) and bool(_SECRET_NAME.search(name))


def _of_text(text: str) -> str:
    text = _NAMED.sub(_named, _plain(text))
    for shape in _SHAPES:
        text = shape.sub(HIDDEN, text)
    return text


def _plain(text: str) -> str:
    """Without controls, line separators and what else does not print: they forge lines and steer terminals."""
    shown = _INVISIBLE.sub("", text)
    return shown if shown.isprintable() else "".join(c if c.isprintable() else " " for c in shown)


def _named(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}{HIDDEN}" if _SECRET_NAME.search(found[1]) else found[0]
