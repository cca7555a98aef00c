"""Nothing accepted is forgotten, whatever comes in whatever order: planning, leases, retries, kills, rotations."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Coroutine, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from connector.alter.breaker import Breaker
from connector.alter.budget import Budget, Limits
from connector.domain.binding import (
    Binding,
    BindingPatch,
    BindingStatus,
    Desired,
    RuntimeType,
    SyncState,
)
from connector.domain.ids import TicketSecret
from connector.domain.secrets import Secret
from connector.domain.store import Store
from connector.domain.sync import LEASE
from connector.flows.bindings.change import Action, ChangeBindings
from connector.flows.bindings.items import BindingItem
from connector.flows.bindings.put import PutBindings
from connector.flows.collaborators.bell import Bell
from connector.flows.collaborators.credential_check import CredentialCheck
from connector.flows.collaborators.lease import Leases
from connector.flows.collaborators.order_replay import OrderReplay
from connector.flows.collaborators.purse import Purse
from connector.flows.collaborators.settling import Settling
from connector.flows.collaborators.standing import Authenticated
from connector.flows.collaborators.store_secrets import StoreSecrets
from connector.flows.sync.batch_size import BatchSizes
from connector.flows.sync.progress import FollowSync
from connector.flows.sync.run import RunSync
from connector.flows.sync.sending import BatchSender
from connector.flows.sync.wire_form import to_wire
from connector.store import bindings, stores, sync_states, tokens
from connector.store.data_keys import data_keys
from connector.store.database import Database
from connector.vault.keyring import KeyRing, MasterKey
from connector.vault.sealing import Vault
from tests.alter.clocks import ManualClock
from tests.domain.stores import a_store
from tests.flows.orders.playing import CutOff, Killed
from tests.flows.sync.simulated import NO_SUCH_DESIGN, Fate, Key, Simulated
from tests.stage.databases import Databases
from tests.store.rows import put_store

pytestmark = pytest.mark.slow

T = TypeVar("T")

TOKEN = "at_simulated"
CALLER = "0" * 64
PRODUCTS = ("wc_1", "wc_2", "wc_3", "wc_4", "wc_5")
BATCH = 4
REFUSALS = ("runtimeBinding.designNotFound", "sync.notConfirmed", "sync.tooLarge")

products = st.sampled_from(PRODUCTS)
statuses = st.sampled_from(
    [BindingStatus.ACTIVE, BindingStatus.INACTIVE, BindingStatus.DRAFT, BindingStatus.ARCHIVED]
)
designs = st.sampled_from([381, 382, 383, 384, NO_SUCH_DESIGN])
wishes = st.builds(Desired, products, st.just(RuntimeType.CUSTOMIZER), statuses, designs)
fates = st.sampled_from([Fate.ANSWERED, Fate.ANSWERED, *Fate])


class Lossless(RuleBasedStateMachine):
    """One store, its shop, a worker that is killed, an Alter that misbehaves."""

    databases: Databases

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self._folder = tempfile.TemporaryDirectory()
        self.url = self.databases.new(Path(self._folder.name))
        self.database = Database(self.url)
        self.clock = ManualClock()
        self.alter = Simulated(TOKEN)
        self.ring = KeyRing((MasterKey.generate(),))
        self.wished: dict[Key, list[Desired]] = {}
        self.lanes = 0
        self.connect()

    def go(self, what: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_until_complete(what)

    def teardown(self) -> None:
        try:
            self.drain()
        finally:
            self.go(self.database.close())
            self._loop.close()
            self._folder.cleanup()

    def connect(self) -> None:
        secrets = StoreSecrets(Vault(self.ring))
        like = a_store(plan=None)
        key = secrets.new_data_key(like.id)
        self.store_id = like.id
        self.go(
            put_store(
                self.database,
                plan=None,
                data_key=key,
                sealed_credential=secrets.seal_credential(like.id, key, "ak", Secret(TOKEN)),
                sealed_ticket_secret=secrets.seal_ticket_secret(like.id, key, TicketSecret("t")),
            )
        )
        self.go(self._let_in())
        self.reopen()

    async def _let_in(self) -> None:
        async with self.database.write() as connection:
            await tokens.insert(connection, self.store_id, CALLER, self.clock.now())

    def reopen(self) -> None:
        """What a restart makes anew: budget, breaker, sizes. The limits themselves are tested elsewhere."""
        random, limits = Random(1), Limits.documented(1000)
        self.budget = Budget(limits, self.clock, random)
        self.breaker = Breaker(self.clock, random)
        self.sizes = BatchSizes(BATCH)

    def run(self, database: Database) -> RunSync:
        secrets = StoreSecrets(Vault(self.ring))
        purse = Purse(self.budget, self.clock)
        sender = BatchSender(database, self.alter, purse, self.breaker, self.clock, Random(1))
        check = CredentialCheck(database, self.alter, secrets, self.clock)
        leases = Leases(database, self.clock)
        return RunSync(database, leases, sender, secrets, check, Bell(), self.clock, self.sizes)

    async def store(self) -> Store:
        async with self.database.read() as connection:
            found = await stores.get(connection, self.store_id)
        assert found is not None
        return found

    async def caller(self) -> Authenticated:
        async with self.database.read() as connection:
            token = await tokens.find(connection, CALLER, self.clock.now())
        assert token is not None
        return Authenticated(await self.store(), token)

    async def rows(self) -> dict[Key, Binding]:
        async with self.database.read() as connection:
            found = await bindings.by_products(connection, self.store_id, PRODUCTS)
        return {row.desired.key: row for row in found}

    # What the shop does

    async def put(self, *wanted: Desired) -> None:
        settling = Settling(self.database, Bell(), self.clock)
        flow = PutBindings(self.database, Bell(), settling, self.clock, BATCH)
        items = [
            BindingItem(
                index,
                each.external_product_id,
                each.runtime_type,
                BindingPatch(status=each.status, design_id=each.design_id),
            )
            for index, each in enumerate(wanted)
        ]
        outcome = await flow(await self.caller(), [items])
        assert outcome.accepted == len(wanted)
        for each in wanted:
            self.wished.setdefault(each.key, []).append(each)

    @rule(wanted=st.lists(wishes, min_size=1, max_size=5, unique_by=lambda each: each.key))
    def shop_puts(self, wanted: list[Desired]) -> None:
        self.go(self.put(*wanted))

    @rule(product=products, status=statuses)
    def owner_clicks(self, product: str, status: BindingStatus) -> None:
        self.go(self._click(product, status))

    async def _click(self, product: str, status: BindingStatus) -> None:
        row = (await self.rows()).get((product, RuntimeType.CUSTOMIZER.value))
        if row is None:
            return
        await self._changes().set_status(await self.store(), row.id, status, wait=0.0)
        self.wished[row.desired.key].append(replace(row.desired, status=status))

    @rule(chosen=st.sets(products), action=st.sampled_from([Action.ACTIVATE, Action.ARCHIVE]))
    def owner_acts(self, chosen: set[str], action: Action) -> None:
        self.go(self._act(chosen, action))

    async def _act(self, chosen: set[str], action: Action) -> None:
        store = await self.store()
        await self._changes().act(store, action, ids=None, products=chosen, wanted=None)
        for key, row in (await self.rows()).items():
            if key[0] in chosen:
                self.wished[key].append(row.desired)

    def _changes(self) -> ChangeBindings:
        settling = Settling(self.database, Bell(), self.clock)
        return ChangeBindings(self.database, Bell(), settling, self.clock)

    @rule()
    def owner_retries(self) -> None:
        replay = OrderReplay(self.database, self.clock)
        follow = FollowSync(self.database, self.breaker, Bell(), self.clock, BATCH, replay)
        self.go(follow.retry(self.store_id, None))

    # What the service does

    @rule(fate=fates)
    def worker_takes_a_turn(self, fate: Fate) -> None:
        self.clock.turn(1)
        self.go(self._turn(self.run(self.database), fate))

    @rule(fate=fates, first=wishes, second=st.tuples(statuses, designs))
    def shop_changes_its_mind_during_a_call(
        self, fate: Fate, first: Desired, second: tuple[BindingStatus, int]
    ) -> None:
        async def meanwhile() -> None:
            self.alter.during = self._intrude
            await self._intrude()
            await self.put(replace(first, status=second[0], design_id=second[1]))

        self.go(self.put(first))
        self.clock.turn(1)
        self.alter.during = meanwhile
        self.go(self._turn(self.run(self.database), fate))

    @rule(fate=fates, commits=st.integers(0, 6), committed=st.booleans())
    def worker_is_killed(self, fate: Fate, commits: int, committed: bool) -> None:
        self.go(self._killed(fate, commits, committed=committed))
        self.reopen()

    async def _killed(self, fate: Fate, commits: int, *, committed: bool) -> None:
        database = CutOff(self.url, commits, committed=committed)
        try:
            await self._turn(self.run(database), fate)
        except Killed:
            pass
        finally:
            await database.close()

    async def _turn(self, run: RunSync, fate: Fate) -> bool:
        self.lanes += 1
        self.alter.fate = fate
        try:
            return await run(f"lane-{self.lanes}")
        finally:
            self.alter.during = self._intrude

    async def _intrude(self) -> None:
        """One lease: while a call is under way nobody else may claim the store."""
        async with self.database.write() as connection:
            now = self.clock.now()
            assert await sync_states.claim_next(connection, "intruder", now) is None

    @rule(seconds=st.sampled_from([0.3, 2.0, LEASE.total_seconds(), 60.0]))
    def time_passes(self, seconds: float) -> None:
        self.clock.turn(seconds)

    @rule(killed=st.booleans())
    def operator_rotates(self, killed: bool) -> None:
        """A new primary; the data key is wrapped anew under it, or the process died before that."""
        keys = [key for each in self.ring.ids if (key := self.ring.key(each)) is not None]
        self.ring = KeyRing((MasterKey.generate(), *keys))
        if not killed:
            self.go(self._rewrap())

    async def _rewrap(self) -> None:
        store = await self.store()
        wrapped = Vault(self.ring).rewrap(store.data_key, store.id)
        async with self.database.write() as connection:
            await connection.execute(sa.update(data_keys).values(wrapped=wrapped))
        self.ring = KeyRing((self.ring.primary,))

    # What must hold, always

    @invariant()
    def every_dirty_row_is_due_or_refused(self) -> None:
        for row in self.go(self.rows()).values():
            dirty = row.desired_version != row.confirmed_version
            refused = row.refused_version == row.desired_version
            assert not dirty or refused or row.due_at is not None

    @invariant()
    def the_row_is_the_last_wish(self) -> None:
        """Or, when Alter refused a click, what was there before it: a wish, too."""
        rows = self.go(self.rows())
        assert rows.keys() == self.wished.keys()
        for key, row in rows.items():
            if row.desired != self.wished[key][-1]:
                refused = {_content(item) for item in self.alter.refused}
                assert _content(_said(self.wished[key][-1])) in refused
                self.wished[key].append(row.desired)

    @invariant()
    def what_is_called_synced_alter_holds(self) -> None:
        for key, row in self.go(self.rows()).items():
            if row.sync_state is SyncState.SYNCED:
                assert self.alter.held[key] == _said(row.desired)

    @invariant()
    def alter_hears_only_wishes_in_their_order(self) -> None:
        for key, items in self.alter.applied.items():
            following = iter([_said(each) for each in self.wished[key]])
            last = None
            for item in items:
                if item != last:
                    assert any(item == each for each in following), (items, self.wished[key])
                last = item

    def drain(self) -> None:
        """Nothing breaks any more: what was accepted arrives, or Alter itself refuses it."""
        run = self.run(self.database)
        for _ in range(40):
            self.clock.turn(301)
            if not self.go(self._turn(run, Fate.ANSWERED)):
                break
        self.the_row_is_the_last_wish()
        for key, row in self.go(self.rows()).items():
            if row.sync_state is SyncState.FAILED:
                assert row.code in REFUSALS
            else:
                assert row.sync_state is SyncState.SYNCED, row
                assert self.alter.held[key] == _said(self.wished[key][-1])


def _said(desired: Desired) -> dict[str, Any]:
    return to_wire(desired).to_wire()


def _content(item: Mapping[str, Any]) -> tuple[object, ...]:
    return item["externalProductId"], item["status"], item["designId"]


_BOUNDED = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@pytest.mark.timeout(300)  # a failure takes its time: it is made as short as possible first
def test_nothing_is_lost_in_any_order(databases: Databases) -> None:
    """Five hundred steps a run; `hypothesis` prints the shortest way to a failure."""

    Lossless.databases = databases
    run_state_machine_as_test(Lossless, settings=_BOUNDED)
