from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from pydantic import ValidationError

from connector.sandbox.faults import Fault
from connector.sandbox.server import Sandbox

from .callers import Caller, binding

SYNC = "/runtime-bindings/sync-from-wordpress"


async def test_a_false_answer_after_some_true_ones(api: Caller, sandbox: Sandbox) -> None:
    fault = Fault(path="/auth/check$", after=1, times=2, status=503, headers={"Retry-After": "7"})
    sandbox.knobs.faults = [fault]
    answers = [await api("GET", "/auth/check") for _ in range(4)]
    assert [each.status for each in answers] == [200, 503, 503, 200]
    assert answers[1].headers["Retry-After"] == "7"
    assert (fault.seen, fault.fired) == (4, 2)


async def test_an_html_answer(api: Caller, sandbox: Sandbox) -> None:
    sandbox.knobs.faults = [Fault(html="<h1>Bad gateway</h1>", times=None)]
    answer = await api("GET", "/auth/check")
    assert (answer.status, answer.body) == (502, "<h1>Bad gateway</h1>")


async def test_faults_match_method_and_path(api: Caller, sandbox: Sandbox) -> None:
    sandbox.knobs.faults = [Fault(method="POST", path="embed", status=500, body={"code": "x"})]
    assert (await api("GET", "/auth/check")).status == 200
    assert (await api.open(tool="viewer", designId=381)).code == "x"


async def test_a_reset_does_nothing(api: Caller, sandbox: Sandbox) -> None:
    sandbox.knobs.faults = [Fault(path=SYNC, reset=True)]
    with pytest.raises(aiohttp.ClientConnectionError):
        await api.sync(binding(1))
    assert sandbox.world.bindings == []
    assert [call.status for call in sandbox.calls_to("POST", SYNC)] == [0]


async def test_a_lost_answer_has_had_its_effect(api: Caller, sandbox: Sandbox) -> None:
    sandbox.knobs.faults = [Fault(path=SYNC, answer_lost=True)]
    with pytest.raises(aiohttp.ClientConnectionError):
        await api.sync(binding(1))
    assert [each.external_product_id for each in sandbox.world.bindings] == ["wc_1"]
    # Sent again it changes nothing: sync is an upsert.
    assert (await api.sync(binding(1))).body["runtimeBindings"][0]["id"] == 42


async def test_a_truncated_answer(api: Caller, sandbox: Sandbox) -> None:
    sandbox.knobs.faults = [Fault(truncate=True)]
    with pytest.raises(aiohttp.ClientPayloadError):
        await api("GET", "/auth/check")


async def test_a_delay_slows_the_true_answer(api: Caller, sandbox: Sandbox) -> None:
    sandbox.knobs.faults = [Fault(delay=0.05)]
    started = asyncio.get_running_loop().time()
    assert (await api("GET", "/auth/check")).status == 200
    assert asyncio.get_running_loop().time() - started >= 0.05


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"reset": True, "status": 500},
        {"truncate": True, "answerLost": True},
        {"path": "(", "reset": True},
        {"status": 99},
        {"unknown": 1, "reset": True},
    ],
)
def test_a_fault_is_one_thing(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Fault(**fields)
