"""`doctor`: everything that can be checked from outside a running `serve`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import click
from rich.text import Text

from connector.app import open_operator
from connector.cli.showing import as_text, json_option, show_json, show_table
from connector.cli.starting import settings_for_operator
from connector.flows.operator.doctor.examine import Examine
from connector.flows.operator.doctor.finding import Finding, Verdict, fine, wrong
from connector.flows.operator.doctor.installation import Installation
from connector.settings import Settings, SettingsFault

_STYLES = {Verdict.OK: "green", Verdict.WARNING: "yellow", Verdict.WRONG: "bold red"}


@click.command()
@json_option
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Check settings, files, key, database, Alter and every store; say what to do about each fault.

    Exit code 1 when something is wrong, 0 for warnings. Changes nothing, and may run beside `serve`.
    """
    found = _examined()
    sound = all(finding.verdict is not Verdict.WRONG for finding in found)
    if as_json:
        show_json({"ok": sound, "checks": [vars(finding) for finding in found]})
    else:
        rows = [(each.check, _verdict(each), each.detail, each.action or Text()) for each in found]
        show_table(("check", "", "found", "what to do"), rows, empty="")
    context.exit(0 if sound else 1)


def _examined() -> Sequence[Finding]:
    try:
        settings = settings_for_operator()
    except SettingsFault as fault:
        return [wrong("settings", str(fault), "correct these variables; nothing else was checked")]
    return [fine("settings", "can be used"), *asyncio.run(_examine(settings))]


async def _examine(settings: Settings) -> Sequence[Finding]:
    async with open_operator(settings, any_schema=True) as operator:
        return await Examine(
            _installation(settings), operator.database, operator.alter, operator.clock
        )()


def _installation(settings: Settings) -> Installation:
    service = settings.service
    return Installation(
        data_dir=service.data_dir,
        key_file=service.master_key_file,
        public_url=service.public_url,
        public_is_loopback=service.public_is_loopback,
        is_local=service.listen.is_loopback and service.public_is_loopback,
        key_beside_database=settings.key_beside_database,
        enrolment=settings.enrolment,
        allow_private_stores=settings.storefront.allow_private_stores,
        trusts_a_proxy=bool(settings.storefront.trusted_proxies),
        alter_api_url=settings.alter.api_url,
    )


def _verdict(finding: Finding) -> Text:
    return as_text(finding.verdict.value, _STYLES[finding.verdict])
