"""The log pipeline writes into memory, and leaves the process as it found it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from connector.logs import configure

CHANGED = ("aiohttp", "aiohttp.access", "aiosqlite", "asyncpg", "sqlalchemy", "alembic", "asyncio")


@pytest.fixture(autouse=True)
def _restore_logging() -> Iterator[None]:
    """`configure` changes the process; the next test file gets it back as it was."""
    root = logging.getLogger()
    handlers, level, pipeline = root.handlers[:], root.level, structlog.get_config()
    levels = {name: logging.getLogger(name).level for name in CHANGED}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, former in levels.items():
        logging.getLogger(name).setLevel(former)
    logging.getLogger("aiohttp.access").disabled = False
    structlog.configure(**pipeline)
    structlog.contextvars.clear_contextvars()


@pytest.fixture(params=[True, False], ids=["json", "lines"])
def written(request: pytest.FixtureRequest) -> Callable[[], str]:
    stream = io.StringIO()
    configure(json=request.param, level="debug", stream=stream)
    return stream.getvalue


@pytest.fixture
def events() -> Callable[[], list[dict[str, Any]]]:
    stream = io.StringIO()
    configure(json=True, level="debug", stream=stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
