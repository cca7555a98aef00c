"""The sandbox of Alter and a connector, as processes on free ports; a play may stop the connector and start it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from scripts.store.daemons import run, serving
from scripts.store.layout import Layout
from scripts.story.processes import free_port


@dataclass
class Service:
    """`connector` and `sandbox` are addresses without a slash at their end."""

    layout: Layout
    connector_port: int = field(default_factory=free_port)
    operator_port: int = field(default_factory=free_port)
    sandbox_port: int = field(default_factory=free_port)
    _running: AsyncExitStack | None = None

    @property
    def connector(self) -> str:
        return f"http://127.0.0.1:{self.connector_port}"

    @property
    def sandbox(self) -> str:
        return f"http://127.0.0.1:{self.sandbox_port}"

    @property
    def log(self) -> Path:
        return self.layout.logs / "connector.log"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "CONNECTOR_DATA_DIR": str(self.layout.connector / "data"),
            "CONNECTOR_LISTEN": f"127.0.0.1:{self.connector_port}",
            "CONNECTOR_OPERATOR_LISTEN": f"127.0.0.1:{self.operator_port}",
            "CONNECTOR_ALLOW_PRIVATE_STORES": "1",
            "CONNECTOR_LOG_FORMAT": "json",
            # All shoppers of a run come from one address.
            "CONNECTOR_STOREFRONT_CLIENT_LIMIT": "300/min",
            "CONNECTOR_STOREFRONT_STORE_LIMIT": "300/min",
            **self._trust,
            "ALTER_API_URL": f"{self.sandbox}/public-api/v1",
            "ALTER_APP_URL": self.sandbox,
            "ALTER_CONNECT_URL": f"{self.sandbox}/app/wp-connect",
        }

    @property
    def _trust(self) -> dict[str, str]:
        """An https shop signed its certificate itself."""
        file = self.layout.certificate.with_suffix(".pem.crt")
        return {"SSL_CERT_FILE": str(file)} if file.exists() else {}

    async def command(self, *arguments: str) -> str:
        """`alter-connector …`, as the operator would type it."""
        return await run([*_PROGRAM, *arguments], environment=self.environment)

    async def start(self) -> None:
        """The connector; nothing when it runs."""
        if self._running is not None:
            return
        stack = AsyncExitStack()
        await stack.enter_async_context(
            _process(["serve"], self.environment, f"{self.connector}/readyz", self.log)
        )
        self._running = stack

    async def stop(self) -> None:
        """The connector, gently; nothing when it does not run."""
        running, self._running = self._running, None
        if running is not None:
            await running.aclose()

    async def requests(self) -> int:
        """How many requests to `/v1` the connector has answered since it was made, by its own log."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        events = [json.loads(line) for line in lines if line.startswith("{")]
        return sum(
            event.get("event") == "request" and str(event.get("route", "")).startswith("/v1/")
            for event in events
        )

    async def state(self) -> dict[str, Any]:
        """What the sandbox knows: bindings, orders, credentials."""
        found: dict[str, Any] = json.loads(await self._sandbox("GET", "state"))
        return found

    async def slow_down(self, path: str, seconds: float) -> None:
        """Alter answers calls whose path holds this so much later, until `recover`."""
        await self._sandbox("POST", "faults", path=path, delay=seconds, times=None)

    async def recover(self) -> None:
        await self._sandbox("DELETE", "faults")

    async def turn(self, **knobs: Any) -> None:
        """Knobs of docs/SANDBOX.md. `toolPage={}` and `variants={}` end every oddity."""
        await self._sandbox("PATCH", "knobs", **knobs)

    async def order(self, number: int) -> dict[str, Any]:
        """One of Alter's orders, as the sandbox knows it."""
        return next(each for each in (await self.state())["orders"] if each["id"] == number)

    async def foreign_order(self, design: int) -> int:
        """An order that no shopper of this shop made, ten minutes ago."""
        at = (datetime.now(UTC) - timedelta(minutes=10)).isoformat()
        made = json.loads(await self._sandbox("POST", "orders", designId=design, createdAt=at))
        return int(made["id"])

    async def revoke(self, access_key: str) -> None:
        """As the owner withdraws a credential in Alter's panel."""
        await self._sandbox("POST", f"credentials/{access_key}/revoke")

    async def _sandbox(self, method: str, what: str, **body: Any) -> str:
        address = f"{self.sandbox}/sandbox/{what}"
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, address, json=body or None) as answer,
        ):
            answer.raise_for_status()
            return await answer.text()


_PROGRAM = (sys.executable, "-m", "connector")


@asynccontextmanager
async def service(layout: Layout) -> AsyncIterator[Service]:
    # Settings of the machine's user must not change what is played.
    for name in [name for name in os.environ if name.startswith(("CONNECTOR_", "ALTER_"))]:
        del os.environ[name]
    made = Service(layout)
    await made.command("init")
    sandbox = ["sandbox", "--listen", f"127.0.0.1:{made.sandbox_port}"]
    ready = f"{made.sandbox}/public-api/healthz"
    async with _process(sandbox, made.environment, ready, layout.logs / "sandbox.log"):
        await made.start()
        try:
            yield made
        finally:
            await asyncio.shield(made.stop())


@asynccontextmanager
async def _process(
    arguments: list[str], environment: dict[str, str], ready: str, log: Path
) -> AsyncIterator[None]:
    async with aiohttp.ClientSession() as session:

        async def answers() -> bool:
            try:
                async with session.get(ready) as answer:
                    return answer.status == 200
            except aiohttp.ClientError:
                return False

        pairs = [f"{name}={value}" for name, value in environment.items()]
        async with serving(
            ["/usr/bin/env", *pairs, *_PROGRAM, *arguments], log=log, answers=answers
        ):
            yield
