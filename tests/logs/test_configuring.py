"""One pipeline for structlog and the standard library."""

from __future__ import annotations

import io
import json
import logging

import pytest
import structlog
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from connector.logs import configure
from tests.logs.speaking import CANARY, Events, Written, log


def test_an_event_is_one_json_object_with_time_level_and_context(events: Events) -> None:
    structlog.contextvars.bind_contextvars(request_id="r1")
    log().info("store connected", store_id="str_1", attempts=2, ok=True, nothing=None, ratio=0.5)
    [event] = events()
    assert list(event)[:4] == ["timestamp", "level", "logger", "event"]
    assert event.pop("timestamp").endswith("Z")
    assert event == {
        "level": "info",
        "logger": "connector.test",
        "event": "store connected",
        "request_id": "r1",
        "store_id": "str_1",
        "attempts": 2,
        "ok": True,
        "nothing": None,
        "ratio": 0.5,
    }


def test_a_readable_line_holds_the_same() -> None:
    stream = io.StringIO()
    configure(json=False, level="INFO", stream=stream)
    log().warning("sync paused", store_id="str_1", why="rate limit", counts={"a": 1})
    line = stream.getvalue()
    assert line.count("\n") == 1
    assert 'WARNING  sync paused store_id=str_1 why="rate limit" counts="{' in line


def test_stdlib_loggers_go_the_same_way(events: Events) -> None:
    structlog.contextvars.bind_contextvars(request_id="r1")
    logging.getLogger("some.library").warning("%s failed", "it")
    [event] = events()
    assert (event["event"], event["level"], event["logger"], event["request_id"]) == (
        "it failed",
        "warning",
        "some.library",
        "r1",
    )


def test_the_level_holds_for_both_kinds_of_logger() -> None:
    stream = io.StringIO()
    configure(json=True, level="WARNING", stream=stream)
    log().info("quiet")
    logging.getLogger("some.library").info("quiet")
    log().warning("loud")
    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == ["loud"]


def test_libraries_that_print_parameters_are_never_verbose(events: Events) -> None:
    for name in ("aiosqlite", "sqlalchemy.engine.Engine", "aiohttp.client", "asyncio"):
        logging.getLogger(name).info("parameters: %s", CANARY)
        logging.getLogger(name).warning("shown")
    assert [event["event"] for event in events()] == ["shown"] * 4


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="LOUD"):
        configure(json=True, level="LOUD", stream=io.StringIO())


def test_configuring_again_replaces_the_stream() -> None:
    first, second = io.StringIO(), io.StringIO()
    configure(json=True, level="INFO", stream=first)
    early = log()
    configure(json=True, level="INFO", stream=second)
    early.info("where")
    assert (first.getvalue(), second.getvalue().count("where")) == ("", 1)


def test_a_closed_stream_stops_nobody() -> None:
    stream = io.StringIO()
    configure(json=True, level="INFO", stream=stream)
    stream.close()
    log().info("nobody reads this")


async def test_access_lines_with_query_strings_are_off(written: Written) -> None:
    async def handler(_request: web.Request) -> web.Response:
        raise RuntimeError("handler broke")

    app = web.Application()
    app.router.add_get("/", handler)
    # aiohttp itself does this in debug mode; the line must stay off all the same.
    logging.getLogger("aiohttp.access").setLevel(logging.DEBUG)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server(access_log=logging.getLogger("aiohttp.access"))
    try:
        async with (
            ClientSession() as session,
            session.get(
                server.make_url(f"/?harmless={CANARY}"), headers={"User-Agent": CANARY}
            ) as answer,
        ):
            assert answer.status == 500
    finally:
        await server.close()
    assert "handler broke" in written()
    assert CANARY not in written()
