"""All tables, imported for their registration in the one metadata object."""

from connector.store.alter_orders import alter_orders
from connector.store.bindings import bindings
from connector.store.claims import claims
from connector.store.columns import metadata
from connector.store.connections import connections
from connector.store.data_keys import data_keys
from connector.store.enrolments import enrolments
from connector.store.key_checks import key_checks
from connector.store.local_design_files import local_design_files
from connector.store.local_designs import local_designs
from connector.store.order_states import order_states
from connector.store.processes import processes
from connector.store.reassignments import reassignment_counts
from connector.store.sessions import embed_session_counts, embed_sessions
from connector.store.slots import budget_slots
from connector.store.snapshots import snapshot_items, snapshots
from connector.store.spends import budget_spends
from connector.store.stores import stores
from connector.store.sync_states import sync_states
from connector.store.tokens import store_tokens

__all__ = ["ALL", "metadata"]

ALL = (
    alter_orders,
    bindings,
    budget_slots,
    budget_spends,
    claims,
    connections,
    data_keys,
    embed_session_counts,
    embed_sessions,
    enrolments,
    key_checks,
    local_design_files,
    local_designs,
    order_states,
    processes,
    reassignment_counts,
    snapshot_items,
    snapshots,
    store_tokens,
    stores,
    sync_states,
)
