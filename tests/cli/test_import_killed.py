"""`kill -9` while a design is being fetched, at every file, and `serve` started again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from connector.sandbox.content import sha256_of
from connector.sandbox.design_files import files_of
from connector.sandbox.faults import Fault
from connector.sandbox.server import Sandbox
from tests.cli.processes import Served, serving
from tests.cli.terminal import Terminal, environment_for
from tests.stage.waiting import until

DESIGN = 390
"""With a model of 5 MiB."""


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as found:
        yield found


@pytest.fixture
async def environment(data_dir: Path, sandbox: Sandbox) -> dict[str, str]:
    given = environment_for(data_dir, alter_url=sandbox.api_url)
    given |= {"CONNECTOR_ALLOW_PRIVATE_STORES": "1", "CONNECTOR_DESIGNS_FREE_MIB": "0"}
    assert (await Terminal(given).beside("init")).code == 0
    return given


@dataclass
class Import:
    """One store's import, followed from outside through every process that works on it."""

    sandbox: Sandbox
    folder: Path
    token: str = ""
    path: str = ""

    async def call(self, served: Served, method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with (
            aiohttp.ClientSession(headers=headers) as client,
            client.request(method, served.base + path, json=body) as answer,
        ):
            return await answer.json()

    async def begin(self, served: Served) -> None:
        credential = self.sandbox.issue_credential()
        body = {
            "storeUrl": "http://shop.localhost",
            "accessKey": credential.access_key,
            "accessToken": credential.access_token,
        }
        self.token = (await self.call(served, "POST", "/v1/connect/credentials", body))[
            "storeToken"
        ]
        asked = await self.call(served, "POST", "/v1/local-designs", {"designId": DESIGN})
        self.path = f"/v1/local-designs/{asked['localDesignId']}"

    async def reaches(self, served: Served, *, files: int) -> dict[str, Any]:
        shown: dict[str, Any] = {}

        async def there() -> bool:
            shown.update(await self.call(served, "GET", self.path))
            return bool(shown["files"]["done"] >= files and shown["files"]["total"])

        await until(there, seconds=60)
        return shown

    def whole(self, ids: dict[str, str]) -> set[str]:
        """Ids of the files that lie on disk, by their content."""
        return {ids[each.stem] for each in self.folder.rglob("*/??/*.*") if each.stem in ids}

    def asked_since(self, seen: int) -> set[str]:
        return {each.path.rpartition("/")[2] for each in self.sandbox.calls[seen:]}


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_an_import_killed_at_every_file_fetches_none_twice(
    environment: dict[str, str], sandbox: Sandbox, data_dir: Path
) -> None:
    """After each file the process dies. What is whole on disk is never asked for again, and in the end all is."""
    theirs = files_of(sandbox.world.designs[DESIGN], sandbox.knobs.large_file_bytes)
    for number, file in enumerate(theirs):
        sandbox.knobs.faults.append(Fault(path=file.id, times=None, delay=0.3 + 1.2 * number))
    ids = {sha256_of(each.content): each.id for each in theirs}
    design = Import(sandbox, data_dir)
    for kills in range(1, len(theirs) + 1):
        before, seen = design.whole(ids), len(sandbox.calls)
        async with serving(environment) as served:
            if not design.token:
                await design.begin(served)
            await design.reaches(served, files=kills)
            served.process.kill()
            await served.process.wait()
        assert not design.asked_since(seen) & before
        assert len(design.whole(ids)) >= kills
    seen = len(sandbox.calls)
    async with serving(environment) as served:

        async def ready() -> bool:
            return bool((await design.call(served, "GET", design.path))["state"] == "ready")

        await until(ready, seconds=60)
    assert not design.asked_since(seen) & set(ids.values())
    assert len(sandbox.calls_to("GET", f"/design-imports/{DESIGN}")) == 1
