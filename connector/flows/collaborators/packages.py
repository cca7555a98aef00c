"""The plugin's zips, made once and kept in memory.

Reading and compressing take a tenth of a second, in which nobody else would be served, so it happens in a thread,
and callers who come meanwhile wait for the same zip.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from connector.domain import ids
from connector.domain.answers import to_json
from connector.domain.ids import EnrolmentCode
from wp_bridge.delivery.package import served
from wp_bridge.delivery.release import release
from wp_bridge.delivery.source import PluginSource

MOST_KEPT = 32
"""Zips with a code are a third of a megabyte each, and are asked for once or twice."""

_COMMON = "zip"
_RELEASE = "release"


@dataclass(frozen=True)
class Package:
    """`etag` with its quotes."""

    body: bytes
    etag: str

    @classmethod
    def of(cls, body: bytes) -> Package:
        return cls(body, f'"{sha256(body).hexdigest()[:32]}"')


class Packages:
    """`address`: what is written into them. Whatever this raises is PluginNotBuildable."""

    def __init__(self, address: str, read: Callable[[], PluginSource] = PluginSource.read) -> None:
        self._address = address
        # Two threads may both read, once.
        self._source = cache(read)
        self._made: OrderedDict[str, asyncio.Task[Package]] = OrderedDict()

    async def zip(self) -> Package:
        return await self._once(_COMMON, lambda: served(self._source(), self._address))

    async def zip_with(self, code: EnrolmentCode) -> Package:
        """For one store. Whether the code is good is the caller's to know."""
        make = lambda: served(self._source(), self._address, code.reveal())  # noqa: E731
        return await self._once(ids.digest(code), make)

    async def release(self) -> Package:
        """What WordPress is told, as JSON."""
        return await self._once(_RELEASE, lambda: to_json(release(self._source(), self._address)))

    async def _once(self, key: str, make: Callable[[], bytes]) -> Package:
        making = self._made.get(key)
        if making is None:
            making = asyncio.create_task(asyncio.to_thread(lambda: Package.of(make())))
            making.add_done_callback(lambda done: self._settle(key, done))
            self._made[key] = making
            if len(self._made) > MOST_KEPT:
                self._made.popitem(last=False)
        self._made.move_to_end(key)
        # A caller who hangs up must not take the zip from those who wait with him.
        return await asyncio.shield(making)

    def _settle(self, key: str, done: asyncio.Task[Package]) -> None:
        """A failure is not kept: what was missing may be there the next time."""
        failed = done.cancelled() or done.exception() is not None
        if failed and self._made.get(key) is done:
            del self._made[key]
