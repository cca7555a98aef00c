"""Byte ranges (RFC 9110, 14): a part where one is asked for, the whole where the question makes no sense."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import make_mocked_request

from connector.web.ranges import Wanted, wanted

ETAG = '"abc"'


def asked(text: str | None, condition: str | None = None) -> Wanted:
    headers = {} if text is None else {"Range": text}
    if condition is not None:
        headers["If-Range"] = condition
    return wanted(make_mocked_request("GET", "/", headers=headers), etag=ETAG, size=100)


@pytest.mark.parametrize(
    ("text", "status", "start", "end"),
    [
        (None, 200, 0, 100),
        ("bytes=0-", 206, 0, 100),
        ("bytes=10-19", 206, 10, 20),
        ("bytes=99-", 206, 99, 100),
        ("bytes=90-5000", 206, 90, 100),
        ("bytes=-10", 206, 90, 100),
        ("bytes=-5000", 206, 0, 100),
        ("bytes=100-", 416, 0, 0),
        ("bytes=5000-6000", 416, 0, 0),
        ("bytes=-0", 416, 0, 0),
        ("bytes=20-10", 200, 0, 100),
        ("bytes=-", 200, 0, 100),
        ("bytes=0-1,5-6", 200, 0, 100),
        ("items=0-1", 200, 0, 100),
        ("bytes=a-b", 200, 0, 100),
        ("bytes=" + "9" * 30 + "-", 200, 0, 100),
        ("bytes=٣-", 200, 0, 100),
    ],
)
def test_one_range_is_answered(text: str | None, status: int, start: int, end: int) -> None:
    assert asked(text) == Wanted(status, start, end)


def test_a_range_of_something_else_is_the_whole() -> None:
    assert asked("bytes=5-", '"abc"').status == 206
    for condition in ('"other"', 'W/"abc"', "Wed, 21 Oct 2015 07:28:00 GMT"):
        assert asked("bytes=5-", condition) == Wanted(200, 0, 100)


def test_the_answer_says_which_part() -> None:
    assert asked("bytes=10-19").headers(100) == {"Content-Range": "bytes 10-19/100"}
    assert asked("bytes=100-").headers(100) == {"Content-Range": "bytes */100"}
    assert asked(None).headers(100) == {}
