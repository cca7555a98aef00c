"""Logs: one pipeline for ours and for every library's, with redaction as the last step before the
line.

`redaction` decides what may be shown, `lines` writes it. Outsiders' texts cannot forge lines,
tracebacks hold no locals, and nothing is shown raw when a record cannot be rendered. Call
`configure` once at start.

    log = structlog.get_logger(__name__)
    log.info("store connected", store_id=store.id)

A bare `code` is the handoff code in this project and is never shown: log error codes as
`error_code` or `reason`.
"""

from __future__ import annotations

import logging
import sys
import traceback
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from connector.logs.lines import render_json, render_line
from connector.logs.redaction import redact

__all__ = ["configure"]

# Their debug lines carry bound parameters and raw headers, which redaction by shape may not know.
_NEVER_VERBOSE = ("aiosqlite", "asyncpg", "sqlalchemy", "alembic", "asyncio", "aiohttp")


def configure(*, json: bool, level: str, stream: TextIO | None = None) -> None:
    """Routes structlog and stdlib logging to `stream` (default: stderr), one event at a time.

    `json`: one JSON object a line, else readable lines. `level`: a stdlib level name; ValueError
    for another. Calling again replaces the former configuration. `aiohttp.access` is off, because
    its lines hold query strings and addresses of shoppers.
    """
    number = logging.getLevelNamesMapping().get(level.upper())
    if number is None:
        raise ValueError(f"unknown log level {level!r}; use DEBUG, INFO, WARNING or ERROR")
    _configure_stdlib(sys.stderr if stream is None else stream, number, json=json)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        # A cached logger would keep the level filter of a former configuration.
        cache_logger_on_first_use=False,
    )


def _configure_stdlib(stream: TextIO, level: int, *, json: bool) -> None:
    handler = _SafeHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_shared(),
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _traceback_as_text,
                redact,
                render_json if json else render_line,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _NEVER_VERBOSE:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    logging.getLogger("aiohttp.access").disabled = True


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _traceback_as_text(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """`exc_info` in any form becomes `exception`, without locals: they hold what is in clear."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()[1]
    elif isinstance(given, tuple):
        given = given[1]
    if isinstance(given, BaseException):
        told = traceback.TracebackException.from_exception(given, capture_locals=False)
        event["exception"] = "".join(told.format()).rstrip("\n")
    return event


class _SafeHandler(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - stdlib's name
        """The stdlib would print the raw message and arguments of what it could not render."""
        kind = sys.exc_info()[0]
        reason = kind.__name__ if kind is not None else "unknown error"
        try:
            self.stream.write(f"a log record of {record.name!r} was not shown: {reason}\n")
        except (OSError, ValueError):
            # The stream itself is gone (closed pipe): there is nowhere left to say so.
            return
