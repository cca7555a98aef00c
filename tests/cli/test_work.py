"""`work`: the worker without the web."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.processes import exit_code, finished, line_with, started
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
