"""No secret in clear: not in the database's files, not in the log, not in errors, not in a repr."""

from __future__ import annotations

import base64
import io
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import structlog

from connector import logs
from connector.sandbox.faults import Fault
from connector.store.tables import ALL
from tests.acceptance.browser import Browser
from tests.acceptance.carting import Visitor
from tests.acceptance.shop import Shop
from tests.stage.stage import ConnectedStore, Reply, Stage, Staging, item
from wp_bridge.tickets import Ticket, issue

pytestmark = pytest.mark.slow

FAILED = {"status": 500, "body": {"code": "oops"}}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything the service says at its most talkative; the former set-up is put back."""
    root, access = logging.getLogger(), logging.getLogger("aiohttp.access")
    before = (root.handlers[:], root.level, access.disabled, structlog.get_config())
    stream = io.StringIO()
    logs.configure(json=True, level="debug", stream=stream)
    yield stream
    root.handlers[:], access.disabled = before[0], before[2]
    root.setLevel(before[1])
    structlog.configure(**before[3])


@dataclass
class Story:
    """What was said in the whole story, and the secrets that were met on the way."""

    stage: Stage
    folder: Path
    secrets: dict[str, str] = field(default_factory=dict)
    errors: list[Reply] = field(default_factory=list)

    def met(self, **secrets: str) -> None:
        self.secrets |= secrets

    def failed(self, *answers: Reply) -> None:
        assert all(answer.status >= 400 for answer in answers), [a.status for a in answers]
        self.errors += answers

    def files(self) -> dict[str, bytes]:
        """The data directory as a thief would copy it, without the key."""
        return {
            path.name: path.read_bytes()
            for path in self.folder.iterdir()
            if path.is_file() and path.name != "master.key"
        }


def disguises(secret: str) -> Iterator[bytes]:
    """The forms in which a careless line might hold it."""
    raw = secret.encode()
    yield raw
    yield raw[: len(raw) * 3 // 4]
    yield raw[len(raw) // 4 :]
    yield raw.hex().encode()
    yield raw.hex().upper().encode()
    for shift in range(3):
        # Inside a longer text base64 begins at one of three places; its ends depend on neighbours.
        yield base64.b64encode(b"\0" * shift + raw)[4:-4]
        yield base64.urlsafe_b64encode(b"\0" * shift + raw)[4:-4]


def found_in(data: bytes, secrets: dict[str, str]) -> list[str]:
    return [name for name, secret in secrets.items() if any(d in data for d in disguises(secret))]


@pytest.fixture
async def story(staging: Staging, tmp_path: Path, log: io.StringIO) -> AsyncIterator[Story]:
    """Connect, sync, session, bootstrap, and everything going wrong once."""
    async with staging() as stage, Shop() as shop:
        told = Story(stage, tmp_path)
        store = await connecting(told, shop)
        await syncing(told, store)
        await shopping(told, store)
        await claiming(told, store)
        await reconnecting(told, store, shop)
        yield told


def fail(stage: Stage, path: str, **fault: Any) -> None:
    stage.sandbox.knobs.faults.append(Fault(path=path, **(fault or FAILED)))


async def connecting(told: Story, shop: Shop) -> ConnectedStore:
    stage = told.stage
    lost = await stage.approved(shop.url)
    told.met(lostSecret=lost["connectSecret"], lostState=lost["state"], lostCode=lost["code"])
    fail(stage, "/wp-connect/exchange", answer_lost=True)
    told.failed(await stage.complete(lost))
    body = await stage.approved(shop.url)
    told.met(connectSecret=body["connectSecret"], state=body["state"], code=body["code"])
    shop.secret = body["connectSecret"]
    told.failed(await stage.complete(body | {"state": "x" + body["state"]}))
    store = stage.as_store((await stage.complete(body)).json)
    told.failed(await stage.complete(body | {"code": "x" + body["code"]}))
    told.met(storeToken=store.token, ticketSecret=store.ticket_secret)
    for number, call in enumerate(stage.sandbox.calls_to("POST", "/wp-connect/exchange")):
        told.met(**{f"verifier{number}": call.body["codeVerifier"]})
    issued = stage.sandbox.issue_credential()
    by_hand = {"storeUrl": shop.url, "accessKey": issued.access_key}
    told.met(wrongToken="at_" + "wrong-canary-token-by-hand" * 2)
    by_hand["accessToken"] = told.secrets["wrongToken"]
    told.failed(await stage.anyone.post("/v1/connect/credentials", by_hand))
    return store


async def syncing(told: Story, store: ConnectedStore) -> None:
    fail(told.stage, "/runtime-bindings")
    await store.put_bindings(item("wc_1"), item("wc_2", 999_999), wait=1)
    await store.post("/v1/sync/retry")
    await store.put_bindings(item("wc_3"))
    await store.put_bindings(item("wc_1"))
    odd = {"X-Connector-Site": "http://copy.localhost"}
    told.failed(
        await store.get("/v1/store", headers=odd),
        await store.post("/v1/bindings/actions", {"action": store.token}),
        await store.get(f"/v1/bindings/{store.token}"),
        await store.get(f"/v1/nowhere/{store.token}?token={store.token}"),
        await store.get(f"/v1/bindings?sort={store.token}"),
        await store.put("/v1/bindings", data=store.token.encode()),
    )


async def shopping(told: Story, store: ConnectedStore) -> None:
    stage = told.stage
    browser = Browser.on(stage, store, store.origin)
    expires = int(stage.clock.now().timestamp()) + 600
    ticket = issue(Ticket("wc_1", None, "c" * 32, "edit", expires), store.ticket_secret)
    told.met(ticket=ticket.rpartition(".")[2])
    fail(stage, "/embed/session")
    fail(stage, "/embed/session", status=401)
    told.failed(await browser.session(ticket=ticket), await browser.session(ticket=ticket))
    token = (await browser.session(ticket=ticket)).json["token"]
    told.met(embedToken=token.rpartition(".")[2], embedPayload=token.split(".")[1])
    assert (await browser.bootstrap(token)).status == 200
    stage.clock.shift(61)
    fail(stage, "/runtime/bootstrap", status=403, body={"code": "no"})
    told.failed(await browser.bootstrap(token), await browser.bootstrap(token + "x"))
    told.failed(await browser.session(ticket=ticket + "x"))
    gateway = store.gateway_headers()
    told.failed(await stage.anyone.post("/public-api/v1/embed/session", {}, headers=gateway))
    gateway["x-alter-access-token"] += "x"
    told.failed(await stage.anyone.get("/public-api/v1/auth/check", headers=gateway))


async def claiming(told: Story, store: ConnectedStore) -> None:
    visitor = await Visitor(told.stage, store, "claim-canary-key-of-the-visitor").opens()
    told.met(claimKey=visitor.key, otherClaimKey=visitor.another().key)
    order = await visitor.presses()
    fail(told.stage, "/customer-orders", status=403, body={"code": "no"})
    told.failed(
        await visitor.claims(order),
        await visitor.claims(order, claimKey=[visitor.key]),
        await visitor.claims(order, claimKey=visitor.key + " "),
        await visitor.claims(order, sessionRef=visitor.key),
    )
    assert (await visitor.claims(order)).status == 201
    told.failed(await visitor.another().claims(order))


async def reconnecting(told: Story, store: ConnectedStore, shop: Shop) -> None:
    """Ends with a database that holds a live credential of known text."""
    issued = told.stage.sandbox.issue_credential()
    body = {
        "storeUrl": shop.url,
        "accessKey": issued.access_key,
        "accessToken": issued.access_token,
    }
    told.met(accessToken=issued.access_token)
    path = "/v1/connect/credentials"
    answer = await told.stage.anyone.post(path, body, headers=dict(store.headers))
    assert answer.status == 201, answer.body
    told.met(newToken=answer.json["storeToken"])
    again = told.stage.as_store(answer.json)
    assert (await again.post("/v1/store/check")).status == 200
    for credential in told.stage.sandbox.world.credentials.values():
        credential.revoked = True
    told.failed(await again.post("/v1/store/check"))


async def test_no_secret_is_in_clear_anywhere(story: Story, log: io.StringIO) -> None:
    """Every byte of the data directory, the log, every error, every repr; no form of any secret."""
    connector = story.stage.connector
    shown = [connector, connector.adapters, connector.flows, connector.settings, connector.worker]
    places = {
        "log": log.getvalue().encode(),
        "errors": b"\n".join(reply.body + repr(reply.headers).encode() for reply in story.errors),
        "rows": await rows(story.stage),
        "repr": "\n".join(map(deep_repr, shown)).encode(),
        **{f"file {name}": data for name, data in story.files().items()},
    }
    assert len(story.secrets) >= 14
    assert len(story.errors) >= 16
    assert len(places["log"]) > 1000
    leaked = {
        name: found for name, data in places.items() if (found := found_in(data, story.secrets))
    }
    assert leaked == {}


async def rows(stage: Stage) -> bytes:
    """Every value of every table, for the engine whose files lie elsewhere."""
    values: list[bytes] = []
    async with stage.database.read() as connection:
        for table in ALL:
            for row in await connection.execute(sa.select(table)):
                values += [v if isinstance(v, bytes) else str(v).encode() for v in row]
    return b"\n".join(values)


def deep_repr(thing: object, depth: int = 4) -> str:
    """The thing's own repr and its parts', as a debugger or an error report would print them."""
    parts = [repr(thing), str(thing)]
    inner = list(vars(thing).values()) if depth and hasattr(thing, "__dict__") else []
    parts += [
        deep_repr(each, depth - 1)
        for each in inner
        if type(each).__module__.startswith(("connector.", "wp_bridge."))
    ]
    return "\n".join(parts)


async def test_the_search_finds_what_is_there(story: Story) -> None:
    """The same search in a file that does hold a secret, plain or disguised."""
    secret = {"storeToken": story.secrets["storeToken"]}
    raw = secret["storeToken"].encode()
    hidden = (
        raw,
        base64.b64encode(raw),
        base64.b64encode(b"x" + raw + b"y"),
        base64.urlsafe_b64encode(b"xy" + raw),
        raw.hex().encode(),
        raw[:-5],
    )
    for data in hidden:
        (story.folder / "careless.txt").write_bytes(b"before " + data + b" after")
        assert found_in(story.files()["careless.txt"], secret) == ["storeToken"]


async def test_only_answers_whose_purpose_it_is_hold_a_secret(story: Story) -> None:
    """The store's own views show no token, no secret and no credential."""
    store = story.stage.as_store({"storeToken": story.secrets["newToken"]})
    paths = ("/v1/store", "/v1/sync", "/v1/bindings", "/healthz", "/readyz")
    answers = [await store.get(path) for path in paths]
    assert {answer.status for answer in answers} == {200}
    for answer in answers:
        assert found_in(answer.body + repr(answer.headers).encode(), story.secrets) == []
