"""How many rows of a store its next batch takes.

Two things make it smaller. A 413 halves it for good (a column of the store's row). A split that the budget or an
outage cut short halves it until batches go through again: it would start over with the same batch, and where
slots come one at a time never get past its first call. That half lives in memory; forgetting it costs calls only.
"""

from __future__ import annotations

from connector.domain.ids import StoreId
from connector.domain.sync import SyncStatus


class BatchSizes:
    def __init__(self, most: int) -> None:
        self._most = most
        self._narrowed: dict[StoreId, int] = {}

    def of(self, status: SyncStatus) -> int:
        narrowed = self._narrowed.get(status.store_id, self._most)
        return min(status.batch_size or self._most, narrowed, self._most)

    def narrow(self, store_id: StoreId, sent: int) -> None:
        self._narrowed[store_id] = max(1, sent // 2)

    def widen(self, store_id: StoreId) -> None:
        wider = 2 * self._narrowed.pop(store_id, self._most)
        if wider < self._most:
            self._narrowed[store_id] = wider
