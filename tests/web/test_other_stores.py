"""Another store's ids answer exactly like ids that never existed, on every route that takes one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from connector.flows.operator.enrolments import AddEnrolment
from connector.store import enrolments
from tests.stage.stage import ConnectedStore, Reply, Stage, Staging, item
from tests.web.everything import dumped, relayed_templates, routes

BODIES: dict[str, Any] = {
    "PATCH /v1/bindings/{bindingId}": {"status": "inactive"},
    "PATCH /public-api/v1/runtime-bindings/{id}": {"status": "inactive"},
    "POST /v1/local-designs/{localDesignId}/installed": {
        "manifestUrl": "http://other.localhost/m.json",
        "assetBaseUrl": "http://other.localhost/",
    },
    "POST /storefront/v1/{key}/session": {"externalProductId": "wc_1", "runtimeType": "viewer"},
}
NEVER = {
    "{bindingId}": "bd_aaaaaaaaaaaaaaaaaaaa",
    "{id}": "424242",
    "{externalProductId}": "wc_424242",
    "{orderId}": "424242",
    "{localDesignId}": "ld_aaaaaaaaaaaaaaaaaaaa",
    "{token}": "v1.never.signed",
    "{code}": "aec_aaaaaaaaaaaaaaaaaaaaaaaaaa",
}
# The key in these addresses is public and says whose storefront it is: it is no secret to guess at.
PUBLIC = "{key}"
# Files of a page for everybody.
PAGE = "{file}"


@dataclass
class Two:
    """A store with an active binding, and another store on the same Alter storefront."""

    stage: Stage
    store: ConnectedStore
    other: ConnectedStore
    ids: dict[str, str]

    def template(self, path: str, ids: dict[str, str]) -> str:
        for name, value in ids.items():
            path = path.replace(name, value)
        return path.replace(PUBLIC, self.other.storefront_key)

    async def asked(self, method: str, path: str, ids: dict[str, str]) -> Reply:
        headers = {"Origin": self.other.origin} if path.startswith("/storefront") else {}
        body = BODIES.get(f"{method} {path}")
        if path.startswith("/storefront"):
            headers["Authorization"] = ""
        return await self.other.call(method, self.template(path, ids), body, headers=headers)


async def used_code(stage: Stage) -> str:
    """What let another store in lets nobody in any more."""
    added = AddEnrolment(stage.database, stage.clock)
    code, enrolment = await added(label="another's", uses=1, lifetime=timedelta(hours=72))
    async with stage.database.write() as connection:
        assert await enrolments.use(connection, enrolment.id, stage.clock.now())
    return code.reveal()


@pytest.fixture
async def two(staging: Staging) -> AsyncIterator[Two]:
    async with staging(worker=False) as stage:
        store = await stage.connect()
        await store.put_bindings(item("wc_1"), wait=0)
        await stage.work()
        row = (await store.get("/v1/bindings")).json["items"][0]
        other = await stage.connect("http://other.localhost", share=True)
        await stage.work()
        local = await store.post("/v1/local-designs", {"designId": 381})
        designs = (await store.get("/v1/designs?limit=1")).json["items"]
        ids = {
            "{bindingId}": row["bindingId"],
            "{id}": str(row["runtimeBindingId"]),
            "{externalProductId}": "wc_1",
            "{orderId}": "1",
            "{localDesignId}": local.json["localDesignId"],
            "{token}": designs[0]["thumbnailUrl"].rpartition("/")[2],
            "{code}": await used_code(stage),
        }
        yield Two(stage, store, other, ids)


def with_ids() -> list[tuple[str, str]]:
    alters = relayed_templates()
    return [(method, path) for method, path in routes() if "{" in path and path not in alters]


def test_every_placeholder_is_known_here() -> None:
    """A route with a new kind of id has to be added to the walk."""
    known = {*NEVER, PUBLIC, PAGE}
    found = {part for _, path in with_ids() for part in path.split("/") if part.startswith("{")}
    assert found <= known
    assert len(with_ids()) >= 10


def shape(answer: Reply) -> tuple[int, Any, str | None]:
    """All that can be told apart: everything but the request's id."""
    body = answer.json
    if isinstance(body, dict):
        body = {name: value for name, value in body.items() if name != "requestId"}
    return answer.status, body, answer.headers.get("Content-Type")


async def test_foreign_ids_answer_like_ids_that_never_were(two: Two) -> None:
    """Same status, same body, same type; and nothing of the other store changes."""
    before = (await two.store.get("/v1/bindings")).body
    told = []
    for method, path in with_ids():
        foreign = await two.asked(method, path, two.ids)
        never = await two.asked(method, path, NEVER)
        if shape(foreign) != shape(never):
            told.append((method, path, shape(foreign), shape(never)))
    assert told == []
    assert (await two.store.get("/v1/bindings")).body == before
    assert [each.status for each in two.stage.sandbox.world.bindings] == ["active"]


async def test_lists_of_ids_pass_over_foreign_ones(two: Two) -> None:
    """Actions, retry and filters count and show only what is the caller's."""
    before = await dumped(two.stage.database)
    ids = {"bindingIds": [two.ids["{bindingId}"]]}
    products = {"externalProductIds": ["wc_1"]}
    chosen: list[dict[str, Any]] = [ids, products, {"filter": {}}]
    for body in chosen:
        for action in ("activate", "deactivate", "archive", "retry"):
            answer = await two.other.post("/v1/bindings/actions", {"action": action, **body})
            assert (answer.status, answer.json) == (200, {"changed": 0})
    answer = await two.other.post("/v1/sync/retry", ids)
    assert (answer.status, answer.json) == (200, {"changed": 0})
    listed = (await two.other.get("/v1/bindings?externalProductId=wc_1")).json
    assert (listed["items"], listed["total"]) == ([], 0)
    assert (await two.other.get("/v1/sync")).json["synced"] == 0
    after = await dumped(two.stage.database)
    assert after["bindings"] == before["bindings"]


async def test_every_v1_route_asks_for_a_token(two: Two) -> None:
    """401 without one, with nonsense, and with a well-formed token that is nobody's."""
    nobody = "alc_" + "0" * 49
    shown: list[dict[str, str]] = [{"Authorization": f"Bearer {x}"} for x in ("x", nobody)]
    unguarded = []
    for method, path in routes():
        if not path.startswith("/v1/") or path.startswith("/v1/connect/"):
            continue
        for headers in ({}, *shown):
            address = two.template(path, two.ids)
            answer = await two.stage.anyone.call(method, address, {}, headers=headers)
            if (answer.status, answer.code) != (401, "auth.invalidToken"):
                unguarded.append((method, path, answer.status))
    assert unguarded == []
