"""One store with a huge catalogue is no reason for another to wait."""

from __future__ import annotations

import pytest

from connector.domain.binding import BindingStatus, Desired, RuntimeType
from connector.domain.binding_change import Timing, created
from connector.domain.ids import StoreId
from connector.sandbox.knobs import Knobs
from tests.flows.sync.playing import calls
from tests.stage.stage import Stage, Staging, item
from tests.stage.waiting import until
from tests.store.rows import put_bindings

MANY = 100_000
AT_ONCE = 5_000


async def backlog(stage: Stage, store_id: StoreId) -> None:
    """Rows as a mapping of that size leaves them; writing them through HTTP is tested elsewhere."""
    now = stage.clock.now()
    for start in range(0, MANY, AT_ONCE):
        rows = [
            created(
                store_id,
                Desired(f"wc_{number}", RuntimeType.VIEWER, BindingStatus.DRAFT, 381),
                now,
                Timing(now),
            )
            for number in range(start, start + AT_ONCE)
        ]
        await put_bindings(stage.database, *rows)


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_a_single_change_is_synced_within_five_seconds_beside_100_000(
    staging: Staging,
) -> None:
    """While the large store's batches go out one after the other, as fast as they can."""
    knobs = Knobs(limits_enabled=False)
    async with staging(worker=False, limit_scale=50, knobs=knobs) as stage:
        large = await stage.connect()
        storefront = stage.sandbox.world.add_storefront()
        small = await stage.connect("http://other.localhost", storefront_id=storefront.id)
        designs = stage.sandbox.world.designs.values()
        design = next(each.id for each in designs if each.storefront_id == storefront.id)
        await backlog(stage, StoreId(large.id))
        stage.connector.worker.start()
        try:
            await until(lambda: under_way(stage), seconds=60)
            put = await small.put_bindings(item("wc_1", design), wait=5)
            (row,) = put.json["bindings"]
            assert row["sync"]["state"] == "synced"
            assert (await large.get("/v1/sync")).json["pending"] > MANY // 2
        finally:
            await stage.connector.worker.stop(5.0)


async def under_way(stage: Stage) -> bool:
    return len(calls(stage)) >= 3
