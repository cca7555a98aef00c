"""The plan's number of active bindings, where auth/check named one."""

from __future__ import annotations

from dataclasses import dataclass

from connector.domain.binding import BindingStatus, Desired, ItemFault
from connector.domain.store import Store
from connector.store import binding_lists
from connector.store.database import Transaction


@dataclass
class ActiveRoom:
    """How many more bindings may become active; None: Alter named no limit. Counts down as it is used."""

    left: int | None
    limit: int | None

    @classmethod
    async def of(cls, connection: Transaction, store: Store) -> ActiveRoom:
        limit = store.plan.active_bindings_limit if store.plan else None
        if limit is None:
            return cls(None, None)
        return cls(limit - await binding_lists.wanted_active(connection, store.id), limit)

    def take(self, before: Desired | None, after: Desired) -> ItemFault | None:
        """Accounts for the change, or says why there is no room for it."""
        was = before is not None and before.status is BindingStatus.ACTIVE
        becomes = after.status is BindingStatus.ACTIVE
        if self.left is None or was == becomes:
            return None
        if not becomes:
            self.left += 1
            return None
        if self.left < 1:
            return ItemFault(
                "plan.activeBindingsLimit",
                f"The Alter plan allows {self.limit} active bindings. "
                "Deactivate one, or extend the plan; "
                "if it was just extended, POST /v1/store/check asks Alter for it.",
            )
        self.left -= 1
        return None
