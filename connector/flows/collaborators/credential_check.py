"""Asking Alter whether a credential still opens its storefront."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog

from connector.alter.client import AlterClient, Credential
from connector.alter.errors import AlterError, AlterRefused
from connector.alter.wire import AuthCheck
from connector.domain.clock import Clock
from connector.domain.priority import Priority
from connector.domain.store import Plan, Store, StoreState
from connector.flows.collaborators.store_secrets import StoreSecrets
from connector.store import stores
from connector.store.database import Database, Transaction

log = structlog.get_logger(__name__)

DEADLINE = 10.0


@dataclass(frozen=True)
class Checked:
    """`storefront_id` is None with answers of the oldest document, which say only `success`."""

    storefront_id: int | None
    scopes: tuple[str, ...]
    plan: Plan | None
    at: datetime


@dataclass(frozen=True)
class CredentialCheck:
    database: Database
    alter: AlterClient
    secrets: StoreSecrets
    clock: Clock

    async def ask(self, credential: Credential, *, within: float = DEADLINE) -> Checked:
        """Raises AlterError; a refused credential is an AlterRefused with `unauthorized`."""
        found = await self.alter.auth_check(credential, priority=Priority.OWNER, deadline=within)
        return Checked(found.storefront_id, tuple(found.scopes), _plan(found), self.clock.now())

    async def refresh(self, store: Store) -> None:
        """What Alter says now of scopes and plan, written down. Raises AlterError."""
        checked = await self.ask(self.secrets.credential(store))
        async with self.database.write() as connection:
            await self.write_down(connection, store, checked)

    async def write_down(self, connection: Transaction, store: Store, checked: Checked) -> None:
        """What a credential of this version was answered; nothing if it was replaced meanwhile. A store thought lost
        is connected again."""
        await stores.set_checked(
            connection,
            store.id,
            version=store.credential_version,
            at=checked.at,
            scopes=checked.scopes,
            plan=checked.plan,
        )

    async def confirm_loss(self, store: Store, *, within: float = DEADLINE) -> bool:
        """The probe after a 401, in so many seconds: only a second 401 calls the store disconnected.

        Anything else (a success, a 403, an outage) leaves it connected. A credential that was replaced
        meanwhile is not judged by the old one's refusal.
        """
        try:
            await self.ask(self.secrets.credential(store), within=within)
        except AlterRefused as refusal:
            if not refusal.unauthorized:
                return False
        except AlterError:
            return False
        else:
            return False
        async with self.database.write() as connection:
            lost = await stores.set_state(
                connection,
                store.id,
                StoreState.NEEDS_RECONNECT,
                version=store.credential_version,
            )
        if lost:
            log.warning("credential_lost", store=store.id)
        return lost


def _plan(found: AuthCheck) -> Plan | None:
    if found.plan is None:
        return None
    limits = found.plan.limits
    return Plan(
        name=found.plan.current_plan_name,
        eligible=found.plan.eligible,
        active_bindings_limit=limits.active_runtime_bindings_limit if limits else None,
        monthly_reassignment_limit=limits.monthly_reassignment_limit if limits else None,
        monthly_embed_token_limit=limits.monthly_embed_token_limit if limits else None,
        runtimes=dict(found.plan.runtime_flags or {}),
    )
