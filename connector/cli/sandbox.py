"""`sandbox`: an Alter on loopback, to develop and demonstrate against."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import click
from pydantic import ValidationError

from connector import logs
from connector.cli.running import until_stopped
from connector.domain.answers import to_json
from connector.sandbox.knobs import Knobs
from connector.sandbox.server import Sandbox
from connector.sandbox.world import World
from connector.settings import Listen


@click.command()
@click.option("--listen", default="127.0.0.1:8099", show_default=True, help="host:port, loopback.")
@click.option("--designs", default=80, show_default=True, type=click.IntRange(0, 100_000))
@click.option("--limit-scale", type=float, help="A factor on Alter's documented rate limits.")
@click.option("--public-url", help="How browsers reach it, when not as it listens.")
@click.option("--auto-approve", is_flag=True, help="The connect page approves by itself.")
@click.option("--knob", multiple=True, metavar="NAME=VALUE", help="Any other knob; value as JSON.")
@click.option("--json", "as_json", is_flag=True, help="The addresses as one JSON line.")
def sandbox(
    *,
    listen: str,
    designs: int,
    limit_scale: float | None,
    public_url: str | None,
    auto_approve: bool,
    knob: tuple[str, ...],
    as_json: bool,
) -> None:
    """Run an Alter until SIGTERM or Ctrl-C. Everything it knows is forgotten when it stops.

    It approves anybody, so it listens on loopback only.
    """
    address = _loopback(listen)
    named = {
        "limitScale": limit_scale,
        "publicUrl": public_url,
        "autoApprove": auto_approve or None,
    }
    given = {name: value for name, value in named.items() if value is not None}
    knobs = _knobs(_pairs(knob) | given)
    logs.configure(json=False, level="info")
    world = World.seeded(designs)
    served = Sandbox(host=address.host, port=address.port, world=world, knobs=knobs)
    asyncio.run(until_stopped(_told(served, as_json=as_json)))


@asynccontextmanager
async def _told(sandbox: Sandbox, *, as_json: bool) -> AsyncIterator[None]:
    async with sandbox:
        variables = _variables(sandbox)
        if as_json:
            click.echo(to_json({"url": sandbox.url, "environment": variables}))
        else:
            click.echo(f"# An Alter that approves anybody, at {sandbox.url}; state: /sandbox/state")
            for name, value in variables.items():
                click.echo(f"export {name}={value}")
        yield


def _variables(sandbox: Sandbox) -> dict[str, str]:
    """What points a connector at it. Its own calls go to where it listens, browsers to the public address."""
    browsers = (sandbox.knobs.public_url or sandbox.url).rstrip("/")
    return {
        "ALTER_API_URL": sandbox.api_url,
        "ALTER_APP_URL": browsers,
        "ALTER_CONNECT_URL": browsers + sandbox.connect_url.removeprefix(sandbox.url),
        "CONNECTOR_ALLOW_PRIVATE_STORES": "1",
    }


def _loopback(text: str) -> Listen:
    try:
        address = Listen.parse(text)
    except ValueError as fault:
        raise click.BadParameter(str(fault), param_hint="--listen") from fault
    if not address.is_loopback:
        raise click.BadParameter(
            "the sandbox approves anybody and listens on loopback only; put a proxy of your own in "
            "front (--public-url) to show it elsewhere",
            param_hint="--listen",
        )
    return address


def _pairs(given: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals:
            raise click.BadParameter(f"{each!r} is not NAME=VALUE", param_hint="--knob")
        try:
            found[name] = json.loads(value)
        except ValueError:
            found[name] = value
    return found


def _knobs(values: dict[str, Any]) -> Knobs:
    try:
        return Knobs.model_validate(values)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()
        )
        raise click.BadParameter(faults, param_hint="--knob") from error
