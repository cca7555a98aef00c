"""What one caller or store may use of what all share."""

from __future__ import annotations

import asyncio

from connector.sandbox.faults import Fault
from tests.acceptance.browser import Browser
from tests.stage.stage import ConnectedStore, Stage, item

BOOTSTRAP = "/runtime/bootstrap"


async def test_a_refused_token_is_not_asked_for_again_at_once(
    stage: Stage, store: ConnectedStore
) -> None:
    """Alter's limit for bootstraps is shared by all stores: one dead token must not use it up."""
    binding = (await store.put_bindings(item("wc_1"))).json["bindings"][0]
    browser = Browser.on(stage, store)
    token = str((await browser.session()).json["token"])
    assert (await browser.bootstrap(token)).status == 200
    await store.post(f"/v1/bindings/{binding['bindingId']}/deactivate")
    before = len(stage.sandbox.calls_to("GET", BOOTSTRAP))
    answers = [await browser.bootstrap(token) for _ in range(20)]
    assert {answer.status for answer in answers} == {403}
    assert len(stage.sandbox.calls_to("GET", BOOTSTRAP)) - before == 1


async def test_what_alter_refused_is_never_shown_from_an_older_answer(
    stage: Stage, store: ConnectedStore
) -> None:
    """A deactivated product stays hidden when Alter falls silent right after."""
    binding = (await store.put_bindings(item("wc_1"))).json["bindings"][0]
    browser = Browser.on(stage, store)
    token = str((await browser.session()).json["token"])
    assert (await browser.bootstrap(token)).status == 200
    await store.post(f"/v1/bindings/{binding['bindingId']}/deactivate")
    stage.sandbox.knobs.faults.append(Fault(path=BOOTSTRAP, status=503, times=None))
    stage.clock.shift(61)
    assert (await browser.bootstrap(token)).status == 503


async def test_one_stores_server_errors_do_not_stop_another(
    stage: Stage, store: ConnectedStore
) -> None:
    """A body that crashes one route of Alter's is that store's trouble: the breaker stays closed."""
    other = await stage.connect("http://other.localhost", storefront_id=None, share=True)
    stage.sandbox.knobs.faults.append(Fault(path="/runtime-bindings/7", status=500, times=None))
    for _ in range(6):
        answer = await store.patch(
            "/public-api/v1/runtime-bindings/7",
            {"status": "inactive"},
            headers=store.gateway_headers(),
        )
        assert answer.status == 500
    assert stage.connector.adapters.breaker.state == "closed"
    assert (await other.post("/v1/store/check")).status == 200


async def test_many_who_wait_do_not_keep_another_store_waiting(
    stage: Stage, store: ConnectedStore
) -> None:
    """Forty bulk writes of one store at once: some are told to come back, the other store is served."""
    other = await stage.connect("http://other.localhost", share=True)
    rows = [item(f"wc_{number}", status="draft") for number in range(300)]
    flood = [asyncio.create_task(store.put_bindings(*rows, wait=5)) for _ in range(40)]
    await asyncio.sleep(0.2)
    small = await asyncio.wait_for(other.put_bindings(item("wc2_1", status="draft"), wait=0), 10)
    assert small.status == 200
    statuses = {answer.status for answer in await asyncio.gather(*flood)}
    assert statuses <= {200, 429}
    assert 200 in statuses
