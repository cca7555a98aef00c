"""From `localDesignId` to what Alter is sent: the design as it lies in the shop now."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from connector.domain.binding import BindingPatch, ExternalDesign, ItemFault
from connector.domain.ids import StoreId
from connector.domain.local_design import bindable
from connector.store import local_designs
from connector.store.database import Transaction

Designs = Mapping[str, ExternalDesign | ItemFault]


async def designs_of(
    connection: Transaction, store_id: StoreId, patches: Collection[BindingPatch]
) -> Designs:
    """Every local design that the patches name, or why it cannot be bound."""
    wanted = {each.wanted_local_design for each in patches} - {None}
    if not wanted:
        return {}
    found = await local_designs.by_ids(connection, store_id, {each for each in wanted if each})
    return {each: bindable(found.get(each)) for each in wanted if each}


def resolved(patch: BindingPatch, designs: Designs) -> BindingPatch | ItemFault:
    wanted = patch.wanted_local_design
    if wanted is None:
        return patch
    found = designs[wanted]
    return found if isinstance(found, ItemFault) else patch.of_local(found)
