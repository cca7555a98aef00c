"""The log pipeline: canary secrets go in by every door, and none comes out by any."""

from __future__ import annotations

import io
import json
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.secrets import Secret
from connector.logs import configure
from connector.logs.redaction import (
    LONGEST_TEXT,
    LONGEST_TRACEBACK,
    REDACTED,
    is_secret_name,
    redact,
)

CANARY = "canary-0123456789"
CHANGED = ("aiohttp", "aiohttp.access", "aiosqlite", "asyncpg", "sqlalchemy", "alembic", "asyncio")


@pytest.fixture(autouse=True)
def _restore_logging() -> Iterator[None]:
    """`configure` changes the process; the next test file gets it back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in CHANGED}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, former in levels.items():
        logging.getLogger(name).setLevel(former)
    logging.getLogger("aiohttp.access").disabled = False
    structlog.reset_defaults()
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


Written = Callable[[], str]
Events = Callable[[], list[dict[str, Any]]]


def log() -> structlog.stdlib.BoundLogger:
    logger: structlog.stdlib.BoundLogger = structlog.get_logger("connector.test")
    return logger


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


SECRET_NAMES = [
    "token",
    "accessToken",
    "access_token",
    "X-Alter-Access-Token",
    "sessionToken",
    "store_token",
    "tokens",
    "secret",
    "connectSecret",
    "ticketSecret",
    "clientSecrets",
    "password",
    "passwd",
    "authorization",
    "Authorization",
    "proxy-authorization",
    "code",
    "CODE",
    "handoff_code",
    "handoffCode",
    "enrolment_code",
    "code_verifier",
    "codeVerifier",
    "cookie",
    "Set-Cookie",
    "ticket",
    "fingerprint",
    "X-Alter-Access-Key",
    "accessKey",
    "access_key",
    "api_key",
    "master_key",
    "data_key",
    "private_key",
    "claimKey",
    "cartKey",
    "credentials",
    "proof",
    "signature",
    "JWT",
    "challenge",
]

HARMLESS_NAMES = [
    "status_code",
    "statusCode",
    "errorCode",
    "error_code",
    "upstreamCode",
    "exit_code",
    "country_code",
    "currencyCode",
    "token_id",
    "tokenCount",
    "token_type",
    "ticket_reason",
    "key_id",
    "secret_name",
    "credential_status",
    "password_file",
    "storefrontKey",
    "storefront_key",
    "key",
    "state",
    "encoded",
    "barcode",
    "monkey",
    "secretary",
    "tokenise",
    "store_id",
    "event",
    "externalProductId",
    "",
    "___",
    "ключ",
]


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_values_under_secret_names_are_dropped(written: Written, name: str) -> None:
    assert is_secret_name(name)
    log().info("x", **{name: CANARY})
    log().info("x", deep=[{"a": {name: [CANARY]}}])
    log().info("x", **{name: {"inner": CANARY}})
    assert CANARY not in written()
    assert written().count(REDACTED) == 3


@pytest.mark.parametrize("name", HARMLESS_NAMES)
def test_values_under_harmless_names_stay(written: Written, name: str) -> None:
    assert not is_secret_name(name)
    log().info("x", fields={name: CANARY})
    assert CANARY in written()


def test_numbers_and_flags_under_secret_names_stay(events: Events) -> None:
    log().info("x", code=403, token=None, ticket=True, tokens=3)
    [event] = events()
    assert (event["code"], event["token"], event["ticket"], event["tokens"]) == (403, None, True, 3)


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


@pytest.mark.parametrize("door", list(doors("")))
def test_living_secrets_are_cut_out_of_everything(written: Written, door: str) -> None:
    secret = Secret("zebra+crossing/canary 1")
    doors(secret.reveal())[door]()
    assert REDACTED in written()
    assert "zebra" not in written()
    assert "crossing" not in written()


def test_a_secret_object_shows_itself_redacted(written: Written) -> None:
    log().info("x", value=Secret("zebra-crossing"), wrapped=[Secret("zebra-crossing")])
    assert "zebra" not in written()
    assert "Secret(…)" in written()


def test_the_longer_of_two_overlapping_secrets_leaves_no_rest(written: Written) -> None:
    secrets = [Secret("zebra-crossing"), Secret("zebra-crossing-at-night")]
    log().info("got " + secrets[1].reveal())
    assert "night" not in written()


JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlY2FuYXJ5"
TICKET = "v1.eyJwIjoid2NfMSIsImUiOjF9canary.AbCdEfGhIjKlMnOpQrStUvWxYz0123456789canary0"

SHAPES = [
    ("a store token", "token alc_canary0123456789 refused", "alc_"),
    ("an enrolment code", "GET /plugin/aec_canary0123456789/alter-connector.zip", "aec_"),
    ("a JWT", f"got {JWT} from shop", "eyJ"),
    ("a ticket", f"got {TICKET}", "v1.eyJ"),
    ("a bearer header", "header was Bearer canary.0123/45+6==", "canary"),
    ("a lower-case bearer", "bearer canary0123456", "canary"),
    ("basic auth", "Basic Y2FuYXJ5OmNhbmFyeQ==", "Y2FuYXJ5"),
    ("a header line", "X-Alter-Access-Token: canary; x", "canary"),
    ("a cookie line", "Cookie: a=canary; b=canary", "canary"),
    ("a query code", "GET /cb?code=canary&page=1", "canary"),
    ("a query state", "https://s.example/wp-admin/admin.php?page=a&state=canary#x", "canary"),
    ("a query token", "https://s.example/?TOKEN=canary", "canary"),
    ("a PKCE verifier", "/x?a=1&code_verifier=canary", "canary"),
    ("an escaped address", "redirect_uri=https%3A%2F%2Fs%2F%3Fcode%3Dcanary%26page%3D1", "canary"),
    ("a database address", "postgresql://alter:canary@db/alter", "canary"),
    ("a proxy address", "http://canary@proxy:1", "canary"),
    ("a key file line", "alter-connector-key-v1 0123456789abcdef canary", "canary"),
    ("a JSON body", '{"accessToken": "canary", "storeUrl": "x"}', "canary"),
    ("a JSON body with escapes", '{"code":"a\\"canary","x":1}', "canary"),
    ("a body cut off", '{"connectSecret":"canary', "canary"),
    ("JSON inside JSON", '{"body": "{\\"code\\": \\"canary\\"}"}', "canary"),
    ("a dict's repr", "{'x-alter-access-token': 'canary', 'a': 'b'}", "canary"),
    ("raw headers", "((b'Host', b's'), (b'x-alter-access-token', b'canary'))", "canary"),
    ("a name as a value before", '{"error": "token", "code": "canary"}', "canary"),
    ("a list of names", "'error', 'token': 'canary'", "canary"),
]


@pytest.mark.parametrize(
    ("text", "leak"), [row[1:] for row in SHAPES], ids=[row[0] for row in SHAPES]
)
def test_known_shapes_are_cut_out_though_nobody_made_them_a_secret(
    written: Written, text: str, leak: str
) -> None:
    log().info(text, value=text)
    logging.getLogger("some.library").error("x", exc_info=ValueError(text))
    assert leak not in written()
    assert written().count(REDACTED) >= 3


@pytest.mark.parametrize(
    "text",
    [
        "sync finished: state=ok code=dns",
        "GET /v1/bindings?limit=10&cursor=abc&status=active",
        "connect.unknown at 10:30:12",
        "plugin v1.2.3 needs v1.10.0",
        "https://shop.example/wp-json/alter/v1/proof",
        '{"errorCode": "plan.limit", "storefrontKey": "sf_1", "status": "active"}',
        "mail owner@shop.example about tokens",
        "the bearer of this",
    ],
)
def test_ordinary_texts_stay_whole(events: Events, text: str) -> None:
    log().info("x", value=text)
    assert events()[0]["value"] == text


FORGED = "ok\r\n2026-01-01T00:00:00Z INFO     owner deleted\x1b[2K\u2028\u202e\x00\x9b\u200b\ud800"


def test_outsiders_cannot_forge_lines(written: Written) -> None:
    log().info(FORGED, value=FORGED, **{FORGED: FORGED})
    logging.getLogger("some.library").warning(FORGED)
    assert written().count("\n") == 2
    assert not [line for line in written().splitlines() if line.startswith("2026-01-01")]
    for char in "\r\x1b\u2028\u202e\x00\x9b\u200b\ud800":
        assert char not in written()


def test_a_forged_line_inside_an_exception_stays_behind_the_bar() -> None:
    stream = io.StringIO()
    configure(json=False, level="INFO", stream=stream)
    log().error("x", exc_info=ValueError("a\n2026 INFO forged\x1b[2K\x85next\x0bnext\u2028next"))
    head, *below = stream.getvalue().removesuffix("\n").split("\n")
    assert " x (connector.test)" in head
    assert all(line.startswith("    | ") for line in below)
    assert "    | 2026 INFO forged\\x1b[2K\\x85next\\x0bnext\\u2028next" in below


def test_tracebacks_tell_the_cause_and_no_locals(events: Events) -> None:
    doors("visible")["exception"]()
    told = events()[0]["exception"]
    assert "ValueError: inner visible" in told
    assert told.endswith("RuntimeError: outer visible")
    assert "local = " not in told


def test_floods_are_cut(events: Events) -> None:
    deep: Any = "bottom"
    for _ in range(50):
        deep = [deep]
    cyclic: dict[str, Any] = {}
    cyclic["self"] = cyclic
    log().info("a" * 10**6, value="b" * 10**6, many=list(range(10**4)), deep=deep, cyclic=cyclic)
    log().error("x", exc_info=ValueError("c" * 10**6 + "the end"))
    first, second = events()
    assert len(first["event"]) == len(first["value"]) == LONGEST_TEXT + 1
    assert len(first["many"]) == 100
    assert "bottom" not in json.dumps(first["deep"])
    assert len(second["exception"]) == LONGEST_TRACEBACK + 1
    assert second["exception"].endswith("the end")


@pytest.mark.parametrize(
    "piece",
    [
        "\\",
        '"',
        "'a",
        "-eyJ",
        "eyJaaaa.",
        "://",
        "://a@",
        "?code=",
        "%3F",
        "v1.aaaaaaaa-",
        "bearer ",
        "bearer",
        " ",
        "alc_",
        "(b'token',",
        "'token': '",
        "cookie:",
        "a",
        "\n",
    ],
)
def test_no_text_makes_redaction_slow(piece: str) -> None:
    """A pattern that starts again at each repetition would take seconds here, and stop the service."""
    text = piece * (2 * LONGEST_TRACEBACK // len(piece))
    started = time.process_time()
    redact(None, "info", {"event": "x", "exception": text})
    assert time.process_time() - started < 1


def test_a_secret_on_the_edge_of_a_cut_is_not_half_shown(events: Events) -> None:
    secret = Secret("zebra-crossing-at-night")
    for offset in range(30):
        log().info("a" * (LONGEST_TEXT - offset) + secret.reveal() + "b" * LONGEST_TEXT)
        log().info("a" * (2 * LONGEST_TEXT - offset) + secret.reveal())
    assert not [event for event in events() if "zeb" in event["event"]]


def test_odd_values_still_make_json(events: Events) -> None:
    log().info("x", nan=float("nan"), infinite=float("inf"), keys={1: 2, None: 3}, it=iter([1]))
    [event] = events()
    assert (event["nan"], event["infinite"], event["keys"]) == ("nan", "inf", {"1": 2, "None": 3})
    assert "iterator" in event["it"]


@pytest.mark.parametrize("as_json", [True, False])
def test_what_cannot_be_rendered_is_told_without_being_shown(
    as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """The stdlib's own complaint would print message and arguments raw, on stderr."""
    stream = io.StringIO()
    # Here and not in a fixture: pytest's own handler would raise for the broken record first.
    configure(json=as_json, level="INFO", stream=stream)

    class Broken:
        def __repr__(self) -> str:
            raise RuntimeError(CANARY)

    logging.getLogger("some.library").warning("%d items of %s", CANARY, CANARY)
    log().info("x", value=Broken())
    assert stream.getvalue().splitlines() == [
        "a log record of 'some.library' was not shown: TypeError",
        "a log record of 'connector.test' was not shown: RuntimeError",
    ]
    assert CANARY not in "".join(capsys.readouterr())


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


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_any_value_becomes_one_line_of_json(value: Any) -> None:
    event = redact(None, "info", {"event": "x", "value": value})
    line = json.dumps(event, ensure_ascii=False, allow_nan=False)
    assert len(line.splitlines()) == 1
    line.encode()
