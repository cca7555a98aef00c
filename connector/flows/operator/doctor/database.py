"""The database: reachable, of this version's schema, whole, and sealed with this key."""

from __future__ import annotations

from collections.abc import Sequence

from connector.domain.clock import Clock
from connector.flows.operator.doctor.finding import Finding, fine, wrong
from connector.flows.operator.doctor.installation import Installation
from connector.flows.startup import CheckKeys, KeyDoesNotFit
from connector.store import operations
from connector.store.database import SCHEMA_VERSION, Database, DatabaseError
from connector.store.sole_process import is_taken
from connector.vault.errors import VaultError
from connector.vault.keyring import KeyRing


async def schema(database: Database) -> Finding:
    """Unless this one is ok, nothing else can be asked of the database."""
    check = "database"
    try:
        await database.require_schema()
    except DatabaseError as fault:
        return wrong(check, str(fault), "then run `alter-connector doctor` again")
    engine = "SQLite" if database.is_sqlite else "PostgreSQL"
    return fine(check, f"{engine}, schema {SCHEMA_VERSION}")


async def findings(
    database: Database, installation: Installation, clock: Clock
) -> Sequence[Finding]:
    return [
        await _integrity(database),
        await _key_fits(database, installation, clock),
        await _process(database),
    ]


async def _integrity(database: Database) -> Finding:
    check = "integrity"
    fault = await operations.integrity_fault(database)
    if fault is None:
        return fine(check, "whole")
    return wrong(check, f"damaged: {fault}", "stop all processes and restore the last backup")


async def _key_fits(database: Database, installation: Installation, clock: Clock) -> Finding:
    check = "key fits"
    try:
        await CheckKeys(database, KeyRing.load(installation.key_file), clock)()
    except KeyDoesNotFit as fault:
        return wrong(
            check, str(fault), "`serve` refuses to start until the right key file is there"
        )
    except VaultError:
        return wrong(check, "not known without a readable key file", "see `key file`")
    return fine(check, "the key file is the one this database was sealed with")


async def _process(database: Database) -> Finding:
    if await is_taken(database):
        return fine("process", "a `serve` or `work` is running")
    return fine("process", "no `serve` or `work` is running")
