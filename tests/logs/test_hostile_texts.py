"""Whatever a text holds, it stays one line, and short."""

from __future__ import annotations

import io
import json
import logging
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.secrets import Secret
from connector.logs import configure
from connector.logs.redaction import (
    LONGEST_TEXT,
    LONGEST_TRACEBACK,
    redact,
)
from tests.logs.speaking import CANARY, Events, Written, doors, log

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
