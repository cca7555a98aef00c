"""`enrol add`, `list` and `revoke`: the codes that let a new store connect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from connector.domain import ids
from connector.domain.clock import Clock
from connector.domain.errors import NotFound
from connector.domain.ids import EnrolmentCode
from connector.store import enrolments
from connector.store.database import Database
from connector.store.enrolments import Enrolment


@dataclass(frozen=True)
class AddEnrolment:
    database: Database
    clock: Clock

    async def __call__(
        self, *, label: str, uses: int, lifetime: timedelta
    ) -> tuple[EnrolmentCode, Enrolment]:
        """The code is kept as its hash only: nobody can show it a second time."""
        code, now = ids.new_enrolment_code(), self.clock.now()
        enrolment = Enrolment(
            id=ids.new_enrolment_id(),
            label=label,
            created_at=now,
            expires_at=now + lifetime,
            uses_left=uses,
            revoked_at=None,
        )
        async with self.database.write() as connection:
            await enrolments.insert(connection, enrolment, ids.digest(code))
        return code, enrolment


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
