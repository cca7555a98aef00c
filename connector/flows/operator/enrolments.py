"""`enrol add`, `link`, `list` and `revoke`: the codes that let a new store connect."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from connector.domain import ids
from connector.domain.clock import Clock
from connector.domain.errors import NotFound
from connector.domain.ids import EnrolmentCode
from connector.store import enrolments
from connector.store.database import Database
from connector.store.enrolments import Enrolment
from wp_bridge.delivery.package import served
from wp_bridge.delivery.release import package_url
from wp_bridge.delivery.source import PluginSource

LINK_LIFETIME = timedelta(hours=72)
"""Contract, "Plugin delivery"."""


@dataclass(frozen=True)
class AddEnrolment:
    database: Database
    clock: Clock

    async def __call__(
        self, *, label: str, uses: int, lifetime: timedelta
    ) -> tuple[EnrolmentCode, Enrolment]:
        """The code is kept as its hash only: nobody can show it a second time."""
        return await _added(self.database, self.clock.now(), label, uses, lifetime)


@dataclass(frozen=True)
class AddLink:
    database: Database
    clock: Clock
    public_url: str

    async def __call__(self, *, label: str) -> tuple[str, Enrolment]:
        """The address of a zip with a code for one store. Raises PluginNotBuildable before any code is made: that a
        link leads to nothing would be found out by the store's owner."""
        await asyncio.to_thread(lambda: served(PluginSource.read(), self.public_url))
        now = self.clock.now()
        code, enrolment = await _added(self.database, now, label, 1, LINK_LIFETIME)
        return package_url(self.public_url, code.reveal()), enrolment


@dataclass(frozen=True)
class ListEnrolments:
    database: Database

    async def __call__(self) -> Sequence[Enrolment]:
        """The newest first."""
        async with self.database.read() as connection:
            return await enrolments.listed(connection)


@dataclass(frozen=True)
class RevokeEnrolment:
    database: Database
    clock: Clock

    async def __call__(self, enrolment_id: str) -> bool:
        """False: it was revoked before. Stores that used it stay. Raises NotFound."""
        async with self.database.write() as connection:
            if await enrolments.revoke(connection, enrolment_id, self.clock.now()):
                return True
            known = {each.id for each in await enrolments.listed(connection)}
        if enrolment_id not in known:
            raise NotFound(
                "enrolment.unknown", f"There is no enrolment {enrolment_id}; see `enrol list`."
            )
        return False


async def _added(
    database: Database, now: datetime, label: str, uses: int, lifetime: timedelta
) -> tuple[EnrolmentCode, Enrolment]:
    code = ids.new_enrolment_code()
    enrolment = Enrolment(
        id=ids.new_enrolment_id(),
        label=label,
        created_at=now,
        expires_at=now + lifetime,
        uses_left=uses,
        revoked_at=None,
    )
    async with database.write() as connection:
        await enrolments.insert(connection, enrolment, ids.digest(code))
    return code, enrolment
