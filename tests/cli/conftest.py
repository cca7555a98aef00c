from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.cli.terminal import Terminal, environment_for
from tests.stage.stage import Stage


@pytest.fixture(autouse=True)
def clean_surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No settings of the developer's shell; and each verb configures the process's logs, so they go back."""
    for name in ("CONNECTOR_DATA_DIR", "CONNECTOR_DATABASE_URL", "CONNECTOR_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    root = logging.getLogger()
    handlers, level, former = root.handlers[:], root.level, structlog.get_config()
    # A connector that runs in this process must not write into what a verb prints.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.__stderr__))
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**former)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Not there yet."""
    return tmp_path / "data"


@pytest.fixture
def terminal(data_dir: Path) -> Terminal:
    """For an installation of its own on SQLite, not initialised yet."""
    return Terminal(environment_for(data_dir))


@pytest.fixture
def beside(stage: Stage, tmp_path: Path, database_url: str) -> Terminal:
    """On the installation of the usual stage, which is running."""
    return Terminal(environment_for(tmp_path, database_url, stage.sandbox.api_url))
