"""Connecting a store, told from outside."""

from __future__ import annotations

from tests.stage.stage import Stage


async def test_a_store_connects_and_the_repeat_gets_the_same_bytes(stage: Stage) -> None:
    """The same proof again answers byte for byte, without a second exchange."""
    body = await stage.approved()
    first = await stage.complete(body)
    again = await stage.complete(body)
    assert first.status == again.status == 200
    assert first.body == again.body
    assert len(stage.sandbox.calls_to("POST", "/wp-connect/exchange")) == 1
