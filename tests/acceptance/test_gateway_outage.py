"""Alter says nothing at all: who has an answer keeps it, everybody else hears so soon.

How long exactly is measured on a turned clock in `tests/alter/test_deadlines.py`; here a real silence is only
kept from lasting three tries.
"""

from __future__ import annotations

import asyncio

import pytest

from connector.sandbox.faults import Fault
from tests.acceptance.browser import Browser
from tests.alter.holes import deaf_port
from tests.stage.stage import ConnectedStore, Reply, Stage, Staging, item

pytestmark = pytest.mark.slow

V1 = "/public-api/v1"
CACHE = "X-Connector-Cache"
GUARD = 7.0
"""Seconds; three tries of three seconds would take nine."""

READS = [
    "/auth/check",
    "/customer-orders",
    "/customer-orders/123",
    "/products?limit=7",
    "/products/381",
    "/assets?type=products",
    "/assets/products/4/files/preview_small",
    "/design-imports",
    "/design-imports/390/files/7df7",
    "/fonts",
    "/file/public/products/4/small.png",
    "/file/protected/user_34/381/design/mockup-large.webp",
]


def silence(stage: Stage) -> Fault:
    """It counts the calls that met it."""
    found = Fault(delay=600, times=None)
    stage.sandbox.knobs.faults.append(found)
    return found


def is_outage(answer: Reply) -> bool:
    assert int(answer.headers["Retry-After"]) >= 1
    return (answer.status, answer.json) == (503, {"code": "connector.upstreamUnavailable"})


async def test_every_uncached_read_hears_of_the_silence_and_then_at_once(
    stage: Stage, store: ConnectedStore
) -> None:
    """503 with Retry-After in Alter's shape; with the breaker open, without asking Alter."""
    headers = store.gateway_headers()
    silent = silence(stage)
    async with asyncio.timeout(GUARD):
        answers = await asyncio.gather(
            *(stage.anyone.get(V1 + path, headers=headers) for path in READS),
            stage.anyone.post(
                f"{V1}/customer-orders/batch", {"customerOrderIds": [123]}, headers=headers
            ),
        )
    assert all(is_outage(answer) for answer in answers)
    met = silent.fired
    assert met >= 5  # so many open the breaker
    again = await asyncio.gather(*(stage.anyone.get(V1 + path, headers=headers) for path in READS))
    assert all(is_outage(answer) for answer in again)
    assert silent.fired <= met + 1  # when its pause is over, one of them may go and look


async def test_who_has_an_answer_keeps_it(stage: Stage, store: ConnectedStore) -> None:
    """Product lists, fonts and bootstraps answer `stale`, and a page without any bootstrap hears 503."""
    await store.put_bindings(item("wc_1"))
    browser, headers = Browser.on(stage, store), store.gateway_headers()
    token = str((await browser.session()).json["token"])
    first = [
        await stage.anyone.get(f"{V1}/products?limit=7", headers=headers),
        await stage.anyone.get(f"{V1}/fonts"),
        await browser.bootstrap(token),
    ]
    wish = {"origin": store.origin, "tool": "customizer", "designId": 381}
    unread = (await stage.anyone.post(f"{V1}/embed/session", wish, headers=headers)).json["token"]
    silence(stage)
    stage.clock.shift(601)
    async with asyncio.timeout(GUARD):
        again = await asyncio.gather(
            stage.anyone.get(f"{V1}/products?limit=7", headers=headers),
            stage.anyone.get(f"{V1}/fonts"),
            browser.bootstrap(token),
            browser.bootstrap(unread),
        )
    assert [answer.body for answer in again[:3]] == [answer.body for answer in first]
    assert [answer.headers[CACHE] for answer in again[:3]] == ["stale"] * 3
    assert is_outage(again[3])


async def test_an_alter_that_cannot_be_reached_is_an_outage_too(staging: Staging) -> None:
    """Connections that never open."""
    with deaf_port() as port:
        async with staging(api_url=f"http://127.0.0.1:{port}{V1}") as stage:
            async with asyncio.timeout(GUARD):
                answers = await asyncio.gather(
                    *(stage.anyone.get(f"{V1}/{path}") for path in ("fonts", "currencies"))
                )
            assert all(is_outage(answer) for answer in answers)
