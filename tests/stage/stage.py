"""One sandbox and one connector, both served on loopback, and the stores that connect through them."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from connector.app import Connector, open_connector
from connector.flows.startup import CheckKeys
from connector.sandbox.server import Sandbox
from connector.settings import (
    AlterSettings,
    DatabaseSettings,
    DesignSettings,
    HousekeepingSettings,
    ServiceSettings,
    Settings,
    StorefrontSettings,
)
from connector.store.database import Database
from connector.vault.keyring import KeyRing
from connector.web.serving import Runner
from tests.stage.clock import ShiftedClock
from tests.stage.described import check_answer, check_taken

SHOP = "http://shop.localhost"


@dataclass(frozen=True)
class Reply:
    """An answer, read to the end."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    json: Any

    @property
    def code(self) -> str | None:
        return self.json.get("code") if isinstance(self.json, dict) else None


@dataclass
class Caller:
    """Speaks HTTP to the connector, with headers of its own. What comes back is what the document says."""

    session: aiohttp.ClientSession
    base: str
    headers: dict[str, str] = field(default_factory=dict)

    async def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        data: bytes | AsyncIterator[bytes] | None = None,
        described: bool = True,
    ) -> Reply:
        """`described` is False where somebody else answers: a proxy, or Alter with what it never says."""
        async with self.session.request(
            method,
            self.base + path,
            json=body,
            data=_sendable(data),
            headers={**self.headers, **(headers or {})},
            allow_redirects=False,
        ) as response:
            raw = await response.read()
            is_json = "json" in response.content_type and raw
            found = await response.json(content_type=None) if is_json else None
            if described:
                check_answer(method, path, response.status, response.headers, found)
            if body is not None:
                check_taken(method, path, response.status, body)
            return Reply(response.status, response.headers, raw, found)

    async def get(self, path: str, **kwargs: Any) -> Reply:
        return await self.call("GET", path, **kwargs)

    async def post(self, path: str, body: Any = None, **kwargs: Any) -> Reply:
        return await self.call("POST", path, body, **kwargs)

    async def put(self, path: str, body: Any = None, **kwargs: Any) -> Reply:
        return await self.call("PUT", path, body, **kwargs)

    async def patch(self, path: str, body: Any = None, **kwargs: Any) -> Reply:
        return await self.call("PATCH", path, body, **kwargs)

    async def delete(self, path: str, **kwargs: Any) -> Reply:
        return await self.call("DELETE", path, **kwargs)


def _sendable(data: bytes | AsyncIterator[bytes] | None) -> Any:
    """The client warns of large bytes: they would hold up the loop that both sides run on."""
    return io.BytesIO(data) if isinstance(data, bytes) and len(data) > 2**20 else data


@dataclass
class ConnectedStore(Caller):
    """A store that has connected; calls carry its token. `answer` is what `complete` said."""

    answer: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return str(self.answer["storeId"])

    @property
    def token(self) -> str:
        return str(self.answer["storeToken"])

    @property
    def storefront_key(self) -> str:
        return str(self.answer["storefrontKey"])

    @property
    def ticket_secret(self) -> str:
        return str(self.answer["ticketSecret"])

    @property
    def origin(self) -> str:
        return str(self.answer["store"]["siteOrigin"])

    def gateway_headers(self) -> dict[str, str]:
        return {"x-alter-access-key": self.id, "x-alter-access-token": self.token}

    async def put_bindings(self, *items: Mapping[str, Any], wait: int = 10) -> Reply:
        """Waits for the sync unless `wait` is 0."""
        prefer = {"Prefer": f"wait={wait}"} if wait else {}
        return await self.put("/v1/bindings", {"bindings": list(items)}, headers=prefer)


def item(product: str, design: int | None = 381, **fields: Any) -> dict[str, Any]:
    """A binding as sent: an active customizer of a design the sandbox knows (all tools embeddable)."""
    found: dict[str, Any] = {
        "externalProductId": product,
        "runtimeType": "customizer",
        "status": "active",
    }
    if design is not None:
        found["designId"] = design
    return found | fields


class Stage:
    def __init__(
        self,
        sandbox: Sandbox,
        connector: Connector,
        base: str,
        session: aiohttp.ClientSession,
        clock: ShiftedClock,
    ) -> None:
        self.sandbox = sandbox
        self.connector = connector
        self.base = base
        self.clock = clock
        self.anyone = Caller(session, base)
        self._session = session

    @property
    def database(self) -> Database:
        return self.connector.adapters.database

    async def start(self, store_url: str = SHOP, **fields: Any) -> Reply:
        headers = fields.pop("headers", None)
        body = {"storeUrl": store_url, "returnUrl": f"{store_url}/wp-admin/admin.php?page=alter"}
        return await self.anyone.post("/v1/connect/start", body | fields, headers=headers)

    async def approved(self, store_url: str = SHOP, **fields: Any) -> dict[str, Any]:
        """Started and approved by the owner: the body that `complete` takes."""
        storefront = fields.pop("storefront_id", None)
        started = (await self.start(store_url, **fields)).json
        approval = await self.sandbox.approve(started["authorizeUrl"], storefront_id=storefront)
        return {
            "connectionId": started["connectionId"],
            "connectSecret": started["connectSecret"],
            "state": approval.state,
            "code": approval.code,
        }

    async def complete(self, body: Mapping[str, Any], **fields: Any) -> Reply:
        return await self.anyone.post("/v1/connect/complete", {**body, **fields})

    async def connect(self, store_url: str = SHOP, **fields: Any) -> ConnectedStore:
        share = fields.pop("share", False)
        body = await self.approved(store_url, **fields)
        done = await self.complete(body, **({"shareStorefront": True} if share else {}))
        assert done.status == 200, done.body
        return self.as_store(done.json)

    def as_store(self, answer: dict[str, Any]) -> ConnectedStore:
        headers = {"Authorization": f"Bearer {answer['storeToken']}"}
        return ConnectedStore(self._session, self.base, headers, answer)

    async def work(self) -> None:
        """For stages without a running worker: everything that is due now."""
        await self.connector.worker.run_until_idle()


Staging = Callable[..., AbstractAsyncContextManager[Stage]]
"""The `staging` fixture: a stage of chosen settings."""


def settings_for(
    folder: Path,
    sandbox: Sandbox,
    database_url: str,
    base: str = "http://127.0.0.1:8080",
    **changes: Any,
) -> Settings:
    """As an operator would set them for development; `changes` by field name, whatever the group."""

    def chosen(group: type[Any]) -> dict[str, Any]:
        return {name: changes[name] for name in group.model_fields if name in changes}

    service: dict[str, Any] = {
        "public_url": base,
        "data_dir": folder,
        "database_url": database_url,
        "master_key_file": folder / "master.key",
    }
    alter: dict[str, Any] = {
        "api_url": sandbox.api_url,
        "app_url": sandbox.origin,
        "connect_url": sandbox.connect_url,
    }
    storefront: dict[str, Any] = {"allow_private_stores": True, "connect_limit": "1000/min"}
    return Settings(
        ServiceSettings(**service | chosen(ServiceSettings)),
        StorefrontSettings(**storefront | chosen(StorefrontSettings)),
        AlterSettings(**alter | chosen(AlterSettings)),
        HousekeepingSettings(**chosen(HousekeepingSettings)),
        DesignSettings(**{"free_mib": 0} | chosen(DesignSettings)),
        database=DatabaseSettings(**chosen(DatabaseSettings)),
    )


async def prepare(settings: Settings, clock: ShiftedClock) -> None:
    """What `init` does after the migration: a key, and its check value."""
    path = settings.service.master_key_file
    if not path.exists():
        KeyRing.create(path)
    database = Database(settings.service.database_url, settings.pool_limits)
    await CheckKeys(database, KeyRing.load(path), clock).register()
    await database.close()


@asynccontextmanager
async def staged(
    folder: Path,
    database_url: str,
    *,
    worker: bool = True,
    sandbox: Sandbox | None = None,
    **changes: Any,
) -> AsyncIterator[Stage]:
    """`changes` are settings by field name, or `knobs=Knobs(...)` for the sandbox."""
    clock = ShiftedClock()
    async with AsyncExitStack() as stack:
        knobs = changes.pop("knobs", None)
        if sandbox is None:
            sandbox = await stack.enter_async_context(Sandbox(knobs=knobs))
        settings = settings_for(folder, sandbox, database_url, **changes)
        await prepare(settings, clock)
        connector = await stack.enter_async_context(open_connector(settings, clock))
        runner = Runner(connector.application(), stop_within=1.0)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        if worker:
            connector.worker.start()
            stack.push_async_callback(connector.worker.stop, 1.0)
        session = await stack.enter_async_context(
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        )
        yield Stage(sandbox, connector, base, session, clock)
