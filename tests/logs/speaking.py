"""What is logged in these tests, and by every way a text can reach a line."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import structlog

CANARY = "canary-0123456789"


Written = Callable[[], str]


Events = Callable[[], list[dict[str, Any]]]


def log() -> structlog.stdlib.BoundLogger:
    logger: structlog.stdlib.BoundLogger = structlog.get_logger("connector.test")
    return logger


def doors(canary: str) -> dict[str, Callable[[], object]]:
    """Every way a text reaches a log line."""

    def failing() -> None:
        local = canary
        try:
            raise ValueError(f"inner {local}")
        except ValueError as error:
            raise RuntimeError(f"outer {canary}") from error

    def logged_exception(how: Callable[[], object]) -> Callable[[], object]:
        def call() -> object:
            try:
                failing()
            except RuntimeError:
                return how()
            return None

        return call

    library = logging.getLogger("some.library")
    return {
        "event": lambda: log().info(f"got {canary}"),
        "value": lambda: log().info("x", value=f"got {canary}!"),
        "key": lambda: log().info("x", **{f"a {canary}": 1}),
        "inner key": lambda: log().info("x", value={f"a {canary}": 1}),
        "list": lambda: log().info("x", value=[[canary], (canary,), {canary}]),
        "bytes": lambda: log().info("x", value=canary.encode()),
        "object": lambda: log().info("x", value=type("T", (), {"__repr__": lambda _: canary})()),
        "exception value": lambda: log().info("x", value=KeyError(canary)),
        "positional": lambda: log().info("got %s", canary),
        "context": lambda: [
            structlog.contextvars.bind_contextvars(value=canary),
            log().info("x"),
        ],
        "exception": logged_exception(lambda: log().exception("x")),
        "stdlib message": lambda: library.warning("got " + canary),
        "stdlib argument": lambda: library.warning("got %s %r", canary, {"a": canary}),
        "stdlib exception": logged_exception(lambda: library.exception("x")),
        "stdlib exc_info": lambda: library.error("x", exc_info=ValueError(canary)),
        "group": lambda: log().error("x", exc_info=ExceptionGroup("g", [ValueError(canary)])),
    }
