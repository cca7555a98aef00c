"""Answers outside 2xx: both shapes, pages, waits, redirects; and that no secret gets out."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.alter.endpoints import LimitClass, endpoint
from connector.alter.errors import AlterBusy, AlterError, AlterRefused, AlterUnreachable
from connector.alter.refusal import LONGEST_DETAIL, LONGEST_WAIT, read_refusal, read_retry_after
from connector.domain.priority import Priority
from connector.domain.secrets import Secret

from .clocks import START, ManualClock
from .upstream import CREDENTIAL, TOKEN, Door, door, says


async def refused(at: Door, name: str = "auth_check") -> AlterRefused:
    with pytest.raises(AlterRefused) as caught:
        await at.client.call(endpoint(name), credential=CREDENTIAL)
    return caught.value


async def test_both_error_shapes() -> None:
    async with door(says(400, {"code": "assetCatalog.invalidType"})) as at:
        error = await refused(at)
        assert (error.status, error.code, error.detail) == (400, "assetCatalog.invalidType", None)
        assert error.about_content
    async with door(says(401, {"error": "Unauthorized"})) as at:
        error = await refused(at)
        assert (error.code, error.detail, error.unauthorized) == (None, "Unauthorized", True)
        assert error.body == b'{"error": "Unauthorized"}'
        assert error.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "unauthorized"),
        (403, "forbidden"),
        (400, "about_content"),
        (404, "about_content"),
        (409, "about_content"),
        (422, "about_content"),
        (413, "too_large"),
        (429, "rate_limited"),
        (500, "server_fault"),
    ],
)
def test_what_a_status_means(status: int, said: str) -> None:
    error = AlterRefused(status)
    meanings = (
        "unauthorized",
        "forbidden",
        "about_content",
        "too_large",
        "rate_limited",
        "server_fault",
    )
    assert [name for name in meanings if getattr(error, name)] == [said]


async def test_a_page_does_not_leak_into_the_message() -> None:
    page = "<html><body>nginx secret-host 10.0.0.7</body></html>"
    async with door(says(500, text=page)) as at:
        error = await refused(at)
        assert (error.code, error.detail) == (None, None)
        assert str(error) == "auth_check: Alter answered 500"
        assert error.body == page.encode()
        assert "nginx" not in repr(error)


def test_details_are_cleaned_and_cut() -> None:
    assert read_refusal(b'{"error":"a\\u001b[31m\\nb\\u202ec"}') == (None, "a [31m b c")
    assert read_refusal(b'{"error":"<b>page</b>"}') == (None, None)
    assert read_refusal(b'{"code":"not a code","message":"m"}') == (None, "m")
    assert read_refusal(b'{"code":"x.y","error":"e"}') == ("x.y", "e")
    assert read_refusal(b'{"code":5,"error":{}}') == (None, None)
    assert read_refusal(b'["x"]') == read_refusal(b"\xff") == (None, None)
    _, detail = read_refusal(b'{"error":"' + b"x" * 900 + b'"}')
    assert detail is not None
    assert len(detail) == LONGEST_DETAIL


@given(st.binary(max_size=300))
def test_any_body_is_read_without_failing(body: bytes) -> None:
    for text in read_refusal(body):
        assert text is None or len(text) <= LONGEST_DETAIL


async def test_an_echoed_secret_is_blotted_out() -> None:
    async with door(says(400, {"error": f"bad token {TOKEN}!"})) as at:
        assert (await refused(at)).detail == "bad token …!"
    async with door(says(400, {"code": "the-code-42", "message": "verifier-42 is wrong"})) as at:
        with pytest.raises(AlterRefused) as caught:
            await at.client.exchange(
                code=Secret("the-code-42"),
                store_url="https://s/",
                site_origin="https://s",
                verifier=Secret("verifier-42"),
            )
        shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
        assert "code-42" not in shown
        assert "verifier-42" not in shown


async def test_no_error_shows_a_secret() -> None:
    for answer in (says(500, text="<html>"), says(302), says(429), says(403, {"error": "no"})):
        async with door(answer) as at:
            with pytest.raises(AlterError) as caught:
                await at.client.call(endpoint("list_orders"), credential=CREDENTIAL)
            shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
            assert TOKEN not in shown
    assert TOKEN not in repr(CREDENTIAL)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_refused_and_not_followed(status: int) -> None:
    async with door(says(status, headers={"Location": "/public-api/v1/fonts"})) as at:
        error = await refused(at)
        assert (error.status, error.detail) == (status, "redirects are not followed")
        assert len(at.upstream.asked) == 1


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("30", 30.0),
        (" 2.5 ", 2.5),
        ("Tue, 01 Dec 2026 12:00:45 GMT", 45.0),
        ("Tue, 01 Dec 2026 12:00:45 -0000", 45.0),
        ("Tue, 01 Dec 2026 11:00:00 GMT", 0.0),
        ("99999999", LONGEST_WAIT),
        ("Fri, 01 Dec 2090 11:00:00 GMT", LONGEST_WAIT),
        ("-1", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("Tue, 99 Dec 2026 12:00:45 GMT", None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert read_retry_after(value, START) == seconds


@given(st.text())
def test_any_retry_after_is_read(value: str) -> None:
    seconds = read_retry_after(value, datetime.now(UTC))
    assert seconds is None or 0.0 <= seconds <= LONGEST_WAIT


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ({"Retry-After": "40"}, 40.0, 44.0),
        ({"Retry-After": "Tue, 01 Dec 2026 12:00:40 GMT"}, 40.0, 44.0),
        ({}, 5.0, 15.0),
    ],
)
async def test_a_429_closes_the_class(headers: dict[str, str], least: float, most: float) -> None:
    clock = ManualClock()
    async with door(says(429, {"error": "Too Many Requests"}, headers=headers), clock=clock) as at:
        error = await refused(at, "list_orders")
        assert error.rate_limited
        assert error.retry_after is not None
        assert least <= error.retry_after <= most
        wait = at.budget.wait_for("store-1", LimitClass.READS, Priority.SHOPPER)
        assert wait == pytest.approx(error.retry_after)
        assert at.budget.wait_for("store-1", LimitClass.WRITES, Priority.BULK) == 0.0
        with pytest.raises(AlterBusy):
            await at.client.call(endpoint("list_orders"), credential=CREDENTIAL, deadline=least / 2)
        assert len(at.upstream.asked) == 1
        assert at.breaker.state == "closed"


def test_what_was_surely_not_sent() -> None:
    assert AlterUnreachable("x", outcome_unknown=False).nothing_sent
    assert not AlterUnreachable("x", outcome_unknown=True).nothing_sent
    assert not AlterRefused(500).nothing_sent
