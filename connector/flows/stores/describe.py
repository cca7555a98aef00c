"""`GET /v1/store` and `POST /v1/store/check`."""

from __future__ import annotations

from dataclasses import dataclass

from connector.alter.errors import AlterError, AlterRefused
from connector.domain.clock import Clock
from connector.domain.store import Store
from connector.flows.collaborators.bell import Bell
from connector.flows.collaborators.credential_check import CredentialCheck
from connector.flows.collaborators.standing import present
from connector.flows.collaborators.store_description import StoreDescription
from connector.flows.collaborators.store_secrets import StoreSecrets
from connector.flows.collaborators.store_shape import StoreShape
from connector.flows.collaborators.upstream_faults import as_failure, needs_reconnect
from connector.store import sync_states
from connector.store.database import Database


@dataclass(frozen=True)
class DescribeStore:
    database: Database
    description: StoreDescription

    async def __call__(self, store: Store) -> StoreShape:
        async with self.database.read() as connection:
            return await self.description.of(connection, store)


@dataclass(frozen=True)
class CheckStore:
    database: Database
    description: StoreDescription
    check: CredentialCheck
    secrets: StoreSecrets
    bell: Bell
    clock: Clock

    async def __call__(self, store: Store) -> StoreShape:
        """Asks Alter again. Raises Conflict `store.needsReconnect` after a confirmed 401.

        A store that was thought lost and is not is connected again, and its paused work goes on.
        """
        try:
            checked = await self.check.ask(self.secrets.credential(store))
        except AlterRefused as refusal:
            if refusal.unauthorized and await self.check.confirm_loss(store):
                raise needs_reconnect() from refusal
            raise as_failure(refusal) from refusal
        except AlterError as error:
            raise as_failure(error) from error
        async with self.database.write() as connection:
            await self.check.write_down(connection, store, checked)
            await sync_states.wake(connection, store.id)
        self.bell.ring()
        # Counted outside the transaction: a large store's numbers take a while, and writers would wait.
        async with self.database.read() as connection:
            return await self.description.of(connection, await present(connection, store.id))
