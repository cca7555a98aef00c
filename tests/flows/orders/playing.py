"""Running the orders' flows by hand, on a database that can be cut off at any commit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

from sqlalchemy.ext.asyncio import AsyncConnection

from connector.flows.collaborators.credential_check import CredentialCheck
from connector.flows.collaborators.purse import Purse
from connector.flows.collaborators.store_secrets import StoreSecrets
from connector.flows.orders.lease import OrderLeases
from connector.flows.orders.run import RunOrders
from connector.flows.orders.sending import OrderSender
from connector.store.database import Database
from tests.stage.stage import Stage


class Killed(BaseException):
    """What a kill -9 looks like from inside: nothing that catches errors catches it."""


class CutOff(Database):
    """The first `commits` transactions are kept. The next one is killed, before or after its commit, and
    from then on nothing reaches the database any more. `None`: never; `count` tells how many there were."""

    def __init__(self, url: str, commits: int | None = None, *, committed: bool = False) -> None:
        super().__init__(url)
        self.count = 0
        self._left = commits
        self._committed = committed

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        if self._left is not None and self.count > self._left:
            raise Killed
        self.count += 1
        is_last = self._left is not None and self.count > self._left
        async with super().write() as connection:
            yield connection
            if is_last and not self._committed:
                raise Killed
        if is_last:
            raise Killed


def runner(stage: Stage, database: Database) -> RunOrders:
    """As the composition root makes it, on another door to the same database."""
    a = stage.connector.adapters
    secrets = StoreSecrets(a.vault)
    return RunOrders(
        database,
        OrderLeases(database, a.clock),
        OrderSender(database, a.alter, Purse(a.budget, a.clock), a.breaker, a.clock, Random(1)),
        secrets,
        CredentialCheck(database, a.alter, secrets, a.clock),
        a.clock,
    )


async def run_all(run: RunOrders, owner: str = "hand") -> None:
    while await run(owner):
        pass
