"""Who may create a store here: anyone on a developer's machine, elsewhere who holds a code."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from connector.domain import ids
from connector.store import enrolments, stores
from connector.store.enrolments import Enrolment
from tests.stage.stage import SHOP, Stage, Staging


@pytest.fixture
async def closed(staging: Staging) -> AsyncIterator[Stage]:
    """A stage that asks for enrolment codes."""
    async with staging(enrolment="code") as stage:
        yield stage


async def issue(stage: Stage, *, uses: int = 1) -> tuple[str, dict[str, Any]]:
    """A fresh code as the operator makes one: its id, and the header that carries it."""
    code, now = ids.new_enrolment_code(), stage.clock.now()
    row = Enrolment(ids.new_enrolment_id(), "a shop", now, now + timedelta(hours=72), uses, None)
    async with stage.database.write() as connection:
        await enrolments.insert(connection, row, ids.digest(code))
    return row.id, {"headers": {"X-Connector-Enrolment": code.reveal()}}


async def refusal(stage: Stage, **fields: object) -> tuple[int, str | None]:
    answer = await stage.start(SHOP, **fields)
    return answer.status, answer.code


async def test_without_a_code_nobody_starts(closed: Stage) -> None:
    """403 with the name of the header in words; a made-up code is 403 too."""
    assert await refusal(closed) == (403, "connect.enrolmentRequired")
    made_up = {"X-Connector-Enrolment": "aec_madeup"}
    assert await refusal(closed, headers=made_up) == (403, "connect.enrolmentInvalid")


async def test_a_code_creates_one_store(closed: Stage) -> None:
    """The use is counted when the store is made; after that the code is used up."""
    _, code = await issue(closed)
    await closed.connect(**code)
    assert await refusal(closed, **code) == (403, "connect.enrolmentInvalid")


async def test_two_attempts_cannot_share_the_last_use(closed: Stage) -> None:
    """Both may start, one of them gets a store."""
    closed.sandbox.knobs.storefront_per_store = True
    _, code = await issue(closed)
    first = await closed.approved("http://a.localhost", **code)
    second = await closed.approved("http://b.localhost", **code)
    assert (await closed.complete(first)).status == 200
    late = await closed.complete(second)
    assert (late.status, late.code) == (403, "connect.enrolmentInvalid")


async def test_a_revoked_or_expired_code_is_no_code(closed: Stage) -> None:
    """Revoking works at once, also for an attempt that started before."""
    number, code = await issue(closed)
    body = await closed.approved(**code)
    async with closed.database.write() as connection:
        assert await enrolments.revoke(connection, number, closed.clock.now())
    assert await refusal(closed, **code) == (403, "connect.enrolmentInvalid")
    assert (await closed.complete(body)).code == "connect.enrolmentInvalid"
    _, another = await issue(closed)
    closed.clock.shift(72 * 3600 + 1)
    assert await refusal(closed, **another) == (403, "connect.enrolmentInvalid")


async def test_a_store_token_enrols_too(closed: Stage) -> None:
    """Reconnecting takes no code and uses none up."""
    _, code = await issue(closed)
    store = await closed.connect(**code)
    again = await closed.connect(headers=dict(store.headers))
    assert again.id == store.id


async def test_a_token_that_was_replaced_meanwhile_enrols_nobody(closed: Stage) -> None:
    """Attempts that were started with it make no further store: 403, and the code stays used up."""
    _, code = await issue(closed)
    store = await closed.connect(**code)
    others = [closed.sandbox.world.add_storefront().id for _ in range(2)]
    hoarded = [
        await closed.approved(headers=dict(store.headers), storefront_id=other) for other in others
    ]
    again = await closed.connect(headers=dict(store.headers))
    for body in hoarded:
        for _ in range(2):
            refused = await closed.complete(body)
            assert (refused.status, refused.code) == (403, "connect.enrolmentRequired")
    async with closed.database.read() as connection:
        assert [each.id for each in await stores.listed(connection)] == [store.id]
    assert (await again.get("/v1/store")).status == 200


async def test_a_bad_bearer_is_not_helped_by_a_good_code(closed: Stage) -> None:
    """Whoever shows a token is judged by it."""
    _, code = await issue(closed)
    code["headers"]["Authorization"] = "Bearer alc_wrong"
    assert await refusal(closed, **code) == (401, "auth.invalidToken")


async def test_credentials_by_hand_need_a_code_too(closed: Stage) -> None:
    """A valid Alter credential alone does not open somebody's connector."""
    issued = closed.sandbox.issue_credential()
    body = {
        "storeUrl": SHOP,
        "accessKey": issued.access_key,
        "accessToken": issued.access_token,
    }
    refused = await closed.anyone.post("/v1/connect/credentials", body)
    assert (refused.status, refused.code) == (403, "connect.enrolmentRequired")
    _, code = await issue(closed)
    assert (await closed.anyone.post("/v1/connect/credentials", body, **code)).status == 201
