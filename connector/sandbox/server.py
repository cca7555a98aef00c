"""The sandbox as an application, as a context manager for tests, and as a running server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from connector.sandbox import (
    connect_page,
    control,
    control_orders,
    customizer_orders,
    gate,
    signing,
    tool_pages,
)
from connector.sandbox.api import (
    assets,
    bindings,
    bootstrap,
    design_imports,
    exchange,
    files,
    health,
    order_changes,
    orders,
    products,
    public_lists,
    sessions,
)
from connector.sandbox.body import BODY_LIMIT
from connector.sandbox.calls import API_PREFIX, CallRecord
from connector.sandbox.clock import Clock
from connector.sandbox.knobs import Knobs
from connector.sandbox.owner import Approval, approve
from connector.sandbox.records import IssuedCredential
from connector.sandbox.scene import SCENE, Scene
from connector.sandbox.world import CONNECT_SCOPES, World

# What the document's table of endpoints lists.
SUBJECTS = (
    health,
    bindings,
    sessions,
    bootstrap,
    exchange,
    products,
    orders,
    order_changes,
    assets,
    design_imports,
    files,
    public_lists,
)
PAGES = (connect_page, customizer_orders, tool_pages, control, control_orders)
LOOPBACK = "127.0.0.1"


def create_app(
    world: World | None = None, knobs: Knobs | None = None, clock: Clock | None = None
) -> web.Application:
    app = web.Application(
        middlewares=[gate.record, gate.faults, gate.refusals, control.operator_only, gate.limits],
        client_max_size=BODY_LIMIT,
    )
    app[SCENE] = Scene(world or World.seeded(), knobs or Knobs(), clock or Clock())
    for subject in (*SUBJECTS, *PAGES):
        app.add_routes(subject.routes)
    return app


class Sandbox:
    """`async with Sandbox() as sandbox:` serves on loopback until the block ends."""

    def __init__(
        self,
        *,
        host: str = LOOPBACK,
        port: int = 0,
        world: World | None = None,
        knobs: Knobs | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._host, self._port = host, port
        self._app = create_app(world, knobs, clock)
        self._runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=0.5)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()

    @property
    def scene(self) -> Scene:
        return self._app[SCENE]

    @property
    def world(self) -> World:
        return self.scene.world

    @property
    def knobs(self) -> Knobs:
        return self.scene.knobs

    @property
    def port(self) -> int:
        return self._port

    @property
    def url(self) -> str:
        return f"http://{self._host}:{self._port}"

    @property
    def origin(self) -> str:
        """What the iframes' messages come from."""
        return self.url

    @property
    def api_url(self) -> str:
        return self.url + API_PREFIX

    @property
    def connect_url(self) -> str:
        return self.url + connect_page.PATH

    @property
    def calls(self) -> list[CallRecord]:
        return list(self.scene.calls.records)

    def calls_to(self, method: str, path: str) -> list[CallRecord]:
        """`path` below the base URL, or the whole path."""
        return [call for call in self.calls if call.is_to(method, path)]

    @property
    def refused(self) -> int:
        """How many calls a rate limit refused; 0 is what a well-behaved client leaves behind."""
        return self.scene.limiter.refused

    def issue_credential(
        self, storefront_id: int = 12, scopes: tuple[str, ...] = CONNECT_SCOPES
    ) -> IssuedCredential:
        return self.world.issue_credential(storefront_id, scopes)

    def signed_url(self, key: str, lifetime: float | None = None) -> str:
        """Of a protected file such as user_34/381/design/mockup-large.webp."""
        return signing.signed_url(self.scene, self.knobs.public_url or self.url, key, lifetime)

    async def approve(self, authorize_url: str, storefront_id: int | None = None) -> Approval:
        """Plays the owner: opens the page, presses the button, stops at the redirect."""
        return await approve(authorize_url, storefront_id=storefront_id)

    async def decline(self, authorize_url: str) -> Approval:
        return await approve(authorize_url, decision="decline")


async def serve(
    host: str = LOOPBACK,
    port: int = 8099,
    *,
    world: World | None = None,
    knobs: Knobs | None = None,
    started: Callable[[Sandbox], None] = lambda _sandbox: None,
) -> None:
    """Runs until cancelled; `started` hears of the address once the socket listens."""
    async with Sandbox(host=host, port=port, world=world, knobs=knobs) as sandbox:
        started(sandbox)
        await asyncio.Event().wait()
