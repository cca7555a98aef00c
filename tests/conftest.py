"""Fixtures for everything that plays on the stage."""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest
import structlog
from playwright.async_api import Page

from tests.stage.browser import chromium, open_page
from tests.stage.databases import Databases, opened
from tests.stage.postgres import NoPostgres, Postgres
from tests.stage.stage import ConnectedStore, Stage, staged
from tests.stage.statements import keep_statements


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        choices=("sqlite", "postgres"),
        default="sqlite",
        help="the database engine under the whole suite",
    )


@pytest.fixture(scope="session", autouse=True)
def kept_statements() -> None:
    keep_statements()


@pytest.fixture(scope="session", autouse=True)
def plain_tracebacks() -> None:
    """Left to itself structlog lets rich draw them with every frame's locals: seconds of the loop for one,
    in which everything else on the stage runs late."""
    *before, _ = structlog.get_config()["processors"]
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*before, plain])


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.config.getoption("--engine"))


@pytest.fixture(scope="session")
def databases(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    with opened(engine, tmp_path_factory.mktemp("databases")) as found:
        yield found


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A PostgreSQL beside whatever engine the suite runs on."""
    try:
        with Postgres.running(tmp_path_factory.mktemp("server")) as found:
            yield found
    except NoPostgres as none:
        pytest.skip(f"needs a PostgreSQL server: {none}")


@pytest.fixture
def database_url(databases: Databases, tmp_path: Path) -> str:
    """A fresh, migrated database."""
    return databases.new(tmp_path)


@pytest.fixture
def staging(tmp_path: Path, database_url: str) -> Callable[..., AbstractAsyncContextManager[Stage]]:
    """For tests that choose settings: `async with staging(sync_batch=10) as stage`."""
    return partial(staged, tmp_path, database_url)


@pytest.fixture
async def stage(tmp_path: Path, database_url: str) -> AsyncIterator[Stage]:
    """The usual stage, its worker running."""
    async with staged(tmp_path, database_url) as opened_stage:
        yield opened_stage


@pytest.fixture
async def store(stage: Stage) -> ConnectedStore:
    """A store connected on the usual stage."""
    return await stage.connect()


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A browser's page; tests with it carry the mark `browser`."""
    async with open_page() as opened_page:
        yield opened_page


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What a test printed travels between processes as UTF-8; some of our tests print what is none."""
    report = yield
    report.sections = [
        (name, text.encode(errors="backslashreplace").decode()) for name, text in report.sections
    ]
    return report


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """A third of the default suite is waiting for a loopback or a disk: three processes for two cores. What is
    `slow` drives programs that keep cores busy by themselves."""
    cores = os.cpu_count()
    return None if cores is None or config.option.markexpr != "not slow" else cores + cores // 2


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skips what this machine cannot run, and on the second engine what no database is part of."""
    no_browser = pytest.mark.skip(
        reason="no Chromium on this machine (Debian: apt-get install chromium)"
    )
    for item in items:
        if item.get_closest_marker("browser") and chromium() is None:
            item.add_marker(no_browser)
    if config.getoption("--engine") != "sqlite":
        kept: dict[bool, list[pytest.Item]] = {True: [], False: []}
        for item in items:
            kept["databases" in getattr(item, "fixturenames", ())].append(item)
        config.hook.pytest_deselected(items=kept[False])
        items[:] = kept[True]


def pytest_collection_finish() -> None:
    """What collecting made stays to the end: the collector need not walk through it again and again, nor come
    every 700 objects, which is a twentieth of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
