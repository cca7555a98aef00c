"""How a cleaned event is written: JSON lines for machines, readable lines for people."""

from __future__ import annotations

import json
import re

from structlog.typing import EventDict, WrappedLogger

_FIRST = ("timestamp", "level", "logger", "event")
_PLAIN = re.compile(r"[^\s\"'=\\]+")


def render_json(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """One JSON object on one line, time, level, logger and event first."""
    ordered = {**{key: event[key] for key in _FIRST if key in event}, **event}
    return json.dumps(ordered, ensure_ascii=False)


def render_line(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """`<time> <level> <event> key=value …`, a traceback below it.

    Traceback lines are indented behind a bar, so that no exception text can pass for a line of its
    own.
    """
    head = f"{event.get('timestamp')} {str(event.get('level', '')).upper():<8} {event.get('event')}"
    pairs = "".join(
        f" {key}={_plain(value)}"
        for key, value in event.items()
        if key not in {*_FIRST, "exception"}
    )
    source = f" ({event['logger']})" if "logger" in event else ""
    below = "".join(f"\n    | {line}" for line in str(event.get("exception", "")).splitlines())
    return head + pairs + source + below


def _plain(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
