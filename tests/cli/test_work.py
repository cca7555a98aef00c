"""`work`: the worker without the web."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from tests.cli.processes import exit_code, finished, free_address, line_with, started
from tests.cli.terminal import Terminal, environment_for

pytestmark = pytest.mark.slow


async def test_it_works_until_sigterm_and_holds_the_lock(
    terminal: Terminal, data_dir: Path
) -> None:
    await terminal.beside("init")
    async with started(environment_for(data_dir), "work") as process:
        await line_with(process, "working")
        code, _, err = await finished(environment_for(data_dir), "serve")
        assert code == 1
        assert "another alter-connector process" in err
        found = (await terminal.beside("keys", "status", "--json")).json["processes"]
        assert [each["verb"] for each in found] == ["work"]
        process.terminate()
        assert await exit_code(process) == 0
    assert (await terminal.beside("keys", "status", "--json")).json["processes"] == []


async def test_its_metrics_are_shown_where_it_is_told(terminal: Terminal, data_dir: Path) -> None:
    """Off by default: a `serve` on the same machine has the usual address."""
    assert (await terminal.beside("work", "--metrics", "nowhere")).code == 2
    await terminal.beside("init")
    listen = free_address()
    async with started(environment_for(data_dir), "work", "--metrics", listen) as process:
        await line_with(process, "working")
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://{listen}/metrics") as page,
        ):
            assert 'connector_processes{verb="work"} 1.0' in await page.text()
        process.terminate()
        assert await exit_code(process) == 0
