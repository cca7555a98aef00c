"""`enrol`: codes and links that let a new store connect."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import click

from connector.app import open_operator
from connector.cli.showing import json_option, show_facts, show_json, show_table
from connector.cli.starting import settings_for_operator
from connector.domain.ids import EnrolmentCode
from connector.flows.operator.enrolments import (
    AddEnrolment,
    AddLink,
    ListEnrolments,
    RevokeEnrolment,
)
from connector.settings import Settings
from connector.store.enrolments import Enrolment

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_LONGEST = timedelta(days=3650)
_COLUMNS = ("id", "label", "state", "uses left", "created", "expires")


class Lifetime(click.ParamType[timedelta]):
    """A whole number and a unit."""

    name = "duration"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        if isinstance(value, timedelta):
            return value
        found = re.fullmatch(r"([0-9]{1,6})([mhd])", str(value))
        lifetime = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else timedelta()
        if not timedelta() < lifetime <= _LONGEST:
            self.fail("takes a number and a unit, such as 30m, 72h or 7d", param, ctx)
        return lifetime


@click.group()
def enrol() -> None:
    """Codes and links that let a new store connect, where CONNECTOR_ENROLMENT is `code`."""


@enrol.command()
@click.option("--label", default="", help="Whom it is for; only you see it.")
@click.option("--uses", default=1, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--expires", default="72h", show_default=True, type=Lifetime(), help="30m, 72h, 7d")
@json_option
def add(label: str, uses: int, expires: timedelta, as_json: bool) -> None:
    """Make a code and show it, this once: only its hash is kept."""
    _check_label(label)
    settings = settings_for_operator()
    code, enrolment = asyncio.run(_add(settings, label, uses, expires))
    if as_json:
        show_json({"code": code.reveal()} | _as_json(enrolment))
    else:
        show_facts(
            (
                ("code", code.reveal()),
                ("id", enrolment.id),
                ("uses", enrolment.uses_left),
                ("expires", enrolment.expires_at),
            )
        )
    if settings.enrolment == "open":
        click.echo("CONNECTOR_ENROLMENT is `open` here: stores connect without a code.", err=True)


@enrol.command()
@click.option("--label", default="", help="Whom it is for; only you see it.")
@json_option
def link(label: str, as_json: bool) -> None:
    """Make a link to the plugin for one store, and show it, this once.

    Within 72 hours one store can connect with the zip behind it, without typing an address or a code. Whoever has
    the link can: send it like a password.
    """
    _check_label(label)
    settings = settings_for_operator()
    url, enrolment = asyncio.run(_link(settings, label))
    if as_json:
        show_json({"url": url} | _as_json(enrolment))
    else:
        show_facts((("link", url), ("id", enrolment.id), ("expires", enrolment.expires_at)))
    if settings.service.public_is_loopback:
        click.echo(
            f"CONNECTOR_PUBLIC_URL is {settings.service.public_url}: the link, and a store that installs what is "
            "behind it, reach this connector only on this machine.",
            err=True,
        )


@enrol.command("list")
@json_option
def list_(as_json: bool) -> None:
    """All enrolments, the newest first, without their codes."""
    found = asyncio.run(_list(settings_for_operator()))
    if as_json:
        show_json([_as_json(each) for each in found])
        return
    rows = [
        (each.id, each.label, _state(each), each.uses_left, each.created_at, each.expires_at)
        for each in found
    ]
    show_table(_COLUMNS, rows, empty="there is no enrolment")


@enrol.command()
@click.argument("enrolment_id")
@json_option
def revoke(enrolment_id: str, as_json: bool) -> None:
    """The code lets nobody in any more. Stores that used it stay connected."""
    now = asyncio.run(_revoke(settings_for_operator(), enrolment_id))
    if as_json:
        show_json({"id": enrolment_id, "revoked": True, "wasRevoked": not now})
    else:
        click.echo("revoked" if now else "it was revoked before")


def _check_label(label: str) -> None:
    if len(label) > 200:
        raise click.BadParameter("takes up to 200 characters", param_hint="--label")


async def _link(settings: Settings, label: str) -> tuple[str, Enrolment]:
    async with open_operator(settings) as operator:
        add_link = AddLink(operator.database, operator.clock, settings.service.public_url)
        return await add_link(label=label)


async def _add(
    settings: Settings, label: str, uses: int, lifetime: timedelta
) -> tuple[EnrolmentCode, Enrolment]:
    async with open_operator(settings) as operator:
        add_enrolment = AddEnrolment(operator.database, operator.clock)
        return await add_enrolment(label=label, uses=uses, lifetime=lifetime)


async def _list(settings: Settings) -> Sequence[Enrolment]:
    async with open_operator(settings) as operator:
        return await ListEnrolments(operator.database)()


async def _revoke(settings: Settings, enrolment_id: str) -> bool:
    async with open_operator(settings) as operator:
        return await RevokeEnrolment(operator.database, operator.clock)(enrolment_id)


def _state(enrolment: Enrolment) -> str:
    if enrolment.revoked_at is not None:
        return "revoked"
    if enrolment.uses_left == 0:
        return "used"
    return "usable" if enrolment.is_usable(datetime.now(UTC)) else "expired"


def _as_json(enrolment: Enrolment) -> dict[str, object]:
    return {
        "id": enrolment.id,
        "label": enrolment.label,
        "state": _state(enrolment),
        "usesLeft": enrolment.uses_left,
        "createdAt": enrolment.created_at,
        "expiresAt": enrolment.expires_at,
        "revokedAt": enrolment.revoked_at,
    }
