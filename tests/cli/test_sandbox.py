"""`sandbox`: on loopback only, with the variables that point a connector at it."""

from __future__ import annotations

import json
from asyncio.subprocess import Process

import aiohttp
import pytest

from tests.cli.processes import exit_code, started
from tests.cli.terminal import Terminal

pytestmark = pytest.mark.slow


async def said(process: Process) -> dict[str, dict[str, str]]:
    assert process.stdout is not None
    found: dict[str, dict[str, str]] = json.loads(await process.stdout.readline())
    return found


async def test_it_serves_until_sigterm_and_says_how_to_reach_it() -> None:
    options = (
        "--listen",
        "127.0.0.1:0",
        "--designs",
        "3",
        "--knob",
        "maxBatch=7",
        "--auto-approve",
    )
    async with (
        started({}, "sandbox", *options, "--json") as process,
        aiohttp.ClientSession() as own,
    ):
        told = await said(process)
        async with own.get(f"{told['url']}/sandbox/state") as answer:
            knobs = (await answer.json())["knobs"]
        assert (knobs["maxBatch"], knobs["autoApprove"]) == (7, True)
        assert told["environment"]["ALTER_API_URL"] == f"{told['url']}/public-api/v1"
        assert told["environment"]["ALTER_CONNECT_URL"].startswith(f"{told['url']}/")
        process.terminate()
        assert await exit_code(process) == 0


async def test_browsers_may_reach_it_elsewhere() -> None:
    options = ("--listen", "127.0.0.1:0", "--public-url", "https://demo.example/", "--json")
    async with started({}, "sandbox", *options) as process:
        variables = (await said(process))["environment"]
        assert variables["ALTER_APP_URL"] == "https://demo.example"
        assert variables["ALTER_CONNECT_URL"].startswith("https://demo.example/app/")
        assert variables["ALTER_API_URL"].startswith("http://127.0.0.1:")


async def test_people_can_paste_what_it_prints() -> None:
    async with started({}, "sandbox", "--listen", "127.0.0.1:0") as process:
        assert process.stdout is not None
        assert (await process.stdout.readline()).startswith(b"# ")
        assert (await process.stdout.readline()).startswith(
            b"export ALTER_API_URL=http://127.0.0.1:"
        )


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--listen", "0.0.0.0:8099"), "loopback only"),
        (("--listen", "example.com:80"), "loopback only"),
        (("--listen", "8099"), "host:port"),
        (("--knob", "nothing"), "NAME=VALUE"),
        (("--knob", "unknownKnob=1"), "unknownKnob"),
        (("--limit-scale", "0"), "limitScale"),
        (("--designs", "-1"), "--designs"),
    ],
)
def test_what_it_refuses(terminal: Terminal, arguments: tuple[str, str], reason: str) -> None:
    ran = terminal.run("sandbox", *arguments)
    assert ran.code == 2
    assert reason in ran.err
