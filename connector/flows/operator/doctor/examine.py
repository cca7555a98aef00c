"""All looks, in the order in which one would repair things."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass

from connector.alter.client import AlterClient
from connector.domain.clock import Clock
from connector.flows.operator.doctor import database as database_looks
from connector.flows.operator.doctor import files, plugin, policy, stores, upstream
from connector.flows.operator.doctor.finding import Finding, Verdict, wrong
from connector.flows.operator.doctor.installation import Installation
from connector.store.database import Database


@dataclass(frozen=True)
class Examine:
    installation: Installation
    database: Database
    alter: AlterClient
    clock: Clock

    async def __call__(self) -> Sequence[Finding]:
        """Changes nothing, and needs no lock: a running `serve` does not notice."""
        found = list(files.findings(self.installation, self.database.sqlite_path))
        schema = await database_looks.schema(self.database)
        found.append(schema)
        readable = schema.verdict is Verdict.OK
        if readable:
            looks = database_looks.findings(self.database, self.installation, self.clock)
            found += await _whatever_happens("database content", looks)
        found += policy.findings(self.installation)
        found.append(plugin.finding(self.installation))
        address = self.installation.alter_api_url
        found += await upstream.findings(self.alter, address, self.clock)
        if readable:
            looks = stores.findings(self.database, self.clock.now())
            found += await _whatever_happens("stores", looks)
        return found


async def _whatever_happens(check: str, looks: Awaitable[Sequence[Finding]]) -> Sequence[Finding]:
    """A damaged database fails in many ways; what was found elsewhere is shown all the same."""
    try:
        return await looks
    except Exception as fault:
        detail = f"could not be read ({type(fault).__name__})"
        return [wrong(check, detail, "stop all processes and restore the last backup")]
