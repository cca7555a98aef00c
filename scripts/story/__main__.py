"""`scripts/demo`: a store connects, its products are synced, a session opens."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from connector.sandbox.owner import approve
from scripts.story import catalogue, disk
from scripts.story.processes import free_port, run, running
from scripts.story.shop import Shop, open_shop

console = Console(highlight=False, soft_wrap=True)


class Story:
    """The steps in order; each shows what it did."""

    def __init__(self, shop: Shop, session: aiohttp.ClientSession, data: Path) -> None:
        self.shop = shop
        self.session = session
        self.data = data
        self.number = 0

    def step(self, title: str) -> None:
        self.number += 1
        console.print(f"\n[bold cyan]{self.number}. {title}[/]")

    async def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        async with self.session.request(
            method, self.shop.connector + path, json=body, headers=self.shop.headers | headers
        ) as response:
            answer = await response.json()
            if response.status >= 400:
                raise RuntimeError(f"{method} {path}: {response.status} {answer}")
            return answer

    async def connect(self) -> None:
        self.step("The owner connects the shop")
        address = await self.shop.connect(self.session)
        console.print(f"   sent to   {address[:88]}…")
        approval = await approve(address)
        console.print("   approved  at Alter (the sandbox), and sent back to wp-admin with a code")
        async with self.session.get(approval.location) as landed:
            landed.raise_for_status()
        assert self.shop.connected is not None
        store = self.shop.connected["store"]
        console.print(
            f"   connected as {store['storeId']}, Alter storefront {store['storefrontId']}, "
            f"plan {store['plan']['name']}"
        )

    async def map_products(self) -> None:
        self.step("60 products of a WooCommerce export become bindings")
        assert self.shop.connected is not None
        prefix = self.shop.connected["store"]["externalIdPrefix"]
        wanted = catalogue.bindings(self.shop.products, prefix=prefix, shop=self.shop.base)
        answer = await self.call("PUT", "/v1/bindings", {"bindings": wanted})
        kinds = [binding["runtimeType"] for binding in wanted]
        counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in sorted(set(kinds)))
        variations = sum(product.parent_id is not None for product in self.shop.products)
        console.print(
            f"   {len(self.shop.products) - variations} products, {variations} variations: "
            f"{answer['accepted']} mappings accepted"
        )
        console.print(f"   ({counts}; one of them wordpress_local)")

    async def follow_sync(self) -> None:
        self.step("The worker brings them to Alter")
        columns = (TextColumn("   syncing"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("sync", total=None)
            while True:
                sync = await self.call("GET", "/v1/sync")
                done = sync["synced"] + sync["failed"]
                progress.update(task, completed=done, total=done + sync["pending"])
                if not sync["pending"]:
                    break
                await asyncio.sleep(0.05)
        console.print(f"   {sync['synced']} confirmed by Alter, {sync['failed']} refused")
        if sync["failed"]:
            raise RuntimeError("Alter refused bindings of the demo")

    async def switch_one(self) -> None:
        self.step("One is deactivated, and activated again")
        page = await self.call("GET", "/v1/bindings?limit=1")
        binding = page["items"][0]
        for verb in ("deactivate", "activate"):
            row = await self.call("POST", f"/v1/bindings/{binding['bindingId']}/{verb}")
            console.print(
                f"   {verb:<10}  {row['externalProductId']} is {row['status']}, "
                f"{row['sync']['state']}"
            )

    async def open_session(self) -> None:
        self.step("A shopper opens the wordpress_local product")
        assert self.shop.connected is not None
        local = next(product for product in self.shop.products if product.is_local)
        prefix = self.shop.connected["store"]["externalIdPrefix"]
        key = self.shop.connected["storefrontKey"]
        async with self.session.post(
            f"{self.shop.connector}/storefront/v1/{key}/session",
            json={
                "externalProductId": local.external_id(prefix),
                "runtimeType": local.runtime_type,
            },
            headers={"Origin": self.shop.base},
        ) as response:
            response.raise_for_status()
            issued = await response.json()
        console.print(
            f"   session   {issued['sessionRef']}, token of {len(issued['token'])} characters, "
            f"{issued['expiresIn']} s"
        )
        async with self.session.get(
            f"{self.shop.connector}/public-api/v1/runtime/bootstrap",
            headers={"Authorization": f"Bearer {issued['token']}"},
        ) as response:
            response.raise_for_status()
            bootstrap = await response.json()
            cache = response.headers["X-Connector-Cache"]
        console.print(f"   bootstrap ({cache}):")
        console.print_json(json.dumps(bootstrap), indent=2)

    def show_disk(self) -> None:
        self.step("What lies on disk")
        table = Table(box=None, pad_edge=False, show_header=False)
        for mode, name, size in disk.files(self.data):
            table.add_row("  ", mode, name, f"{size:,} bytes")
        console.print(table)
        console.print("\n   the credential, as the database has it:")
        for line in disk.hexdump(disk.sealed_credential(self.data)).splitlines():
            console.print(f"   [dim]{line}[/]", markup=True)
        assert self.shop.connected is not None
        assert self.shop.started is not None
        secrets = (
            self.shop.connected["storeToken"],
            self.shop.connected["ticketSecret"],
            self.shop.started["connectSecret"],
        )
        found = disk.in_clear(self.data, secrets)
        if found:
            raise RuntimeError(f"secrets in clear in {found}")
        console.print(
            "   searched for store token, ticket secret and connect secret: none in clear"
        )

    def addresses(self, sandbox: str, operator: str) -> None:
        self.step("Look around")
        first = next(p for p in self.shop.products if p.runtime_type == "customizer")
        local = next(p for p in self.shop.products if p.is_local)
        for name, address in (
            ("the shop", self.shop.base),
            ("a product page", f"{self.shop.base}/product/{first.id}"),
            ("a local design", f"{self.shop.base}/product/{local.id}"),
            ("the connector", f"{self.shop.connector}/readyz"),
            ("its metrics", f"{operator}/metrics"),
            ("the sandbox", f"{sandbox}/sandbox/state"),
        ):
            console.print(f"   {name:<15} {address}")


async def play(*, stay: bool) -> None:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="alter-demo-")))
        data, ports = folder / "data", [free_port() for _ in range(4)]
        sandbox, connector, operator = (f"http://127.0.0.1:{port}" for port in ports[:3])
        environment = {
            "CONNECTOR_DATA_DIR": str(data),
            "CONNECTOR_LISTEN": f"127.0.0.1:{ports[1]}",
            "CONNECTOR_OPERATOR_LISTEN": f"127.0.0.1:{ports[2]}",
            "CONNECTOR_ALLOW_PRIVATE_STORES": "1",
            "CONNECTOR_SYNC_BATCH": "10",
            "ALTER_API_URL": f"{sandbox}/public-api/v1",
            "ALTER_APP_URL": sandbox,
            "ALTER_CONNECT_URL": f"{sandbox}/app/wp-connect",
        }
        console.print("[bold]Alter connector, the main job[/]  (everything on this machine)")
        await run(["init"], environment)
        await stack.enter_async_context(
            running(
                ["sandbox", "--listen", f"127.0.0.1:{ports[0]}"],
                environment,
                ready=f"{sandbox}/public-api/healthz",
                log=folder / "sandbox.log",
            )
        )
        await stack.enter_async_context(
            running(
                ["serve"], environment, ready=f"{connector}/readyz", log=folder / "connector.log"
            )
        )
        shop = await stack.enter_async_context(open_shop(ports[3], connector))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        # The tools in the iframes ask the connector, as a shop would have it, not the sandbox.
        bootstrap = {"bootstrapUrl": f"{connector}/public-api/v1/runtime/bootstrap"}
        async with session.patch(f"{sandbox}/sandbox/knobs", json=bootstrap) as response:
            response.raise_for_status()
        story = Story(shop, session, data)
        await story.connect()
        await story.map_products()
        await story.follow_sync()
        await story.switch_one()
        await story.open_session()
        story.show_disk()
        story.addresses(sandbox, operator)
        if stay:
            console.print("\nCtrl-C ends it.")
            await _interrupted()
        console.print("\n[bold green]Done.[/]")


async def _interrupted() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/demo", description=__doc__)
    parser.add_argument("--exit", action="store_true", help="stop when the story is told")
    arguments = parser.parse_args()
    # Settings of the machine's user must not change the story.
    for name in [name for name in os.environ if name.startswith(("CONNECTOR_", "ALTER_"))]:
        del os.environ[name]
    try:
        asyncio.run(play(stay=not arguments.exit))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
