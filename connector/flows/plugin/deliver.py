"""`GET /plugin/…`: the zip for everybody, the zip that lets one store connect, and what WordPress asks."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass

import structlog

from connector.domain import ids
from connector.domain.clock import Clock
from connector.domain.errors import NotFound, Unavailable
from connector.domain.ids import EnrolmentCode
from connector.flows.collaborators.packages import Package, Packages
from connector.store import enrolments
from connector.store.database import Database
from wp_bridge.errors import PluginNotBuildable

log = structlog.get_logger(__name__)

_AGAIN_IN = 60.0


@dataclass(frozen=True)
class DeliverPlugin:
    database: Database
    packages: Packages
    clock: Clock

    async def zip(self) -> Package:
        """Raises Unavailable."""
        return await _made(self.packages.zip())

    async def zip_with(self, code: EnrolmentCode) -> Package:
        """Looked up each time: a link ends with its code, however often it was followed before.

        Raises NotFound, the same for a code that never was, is used, expired or revoked; Unavailable.
        """
        async with self.database.read() as connection:
            enrolment = await enrolments.by_code(connection, ids.digest(code))
        if enrolment is None or not enrolment.is_usable(self.clock.now()):
            raise NotFound(
                "plugin.linkUnknown",
                "This link leads nowhere (any more); ask whoever gave it to you for a new one.",
            )
        return await _made(self.packages.zip_with(code))

    async def release(self) -> Package:
        """Raises Unavailable."""
        return await _made(self.packages.release())


async def _made(making: Awaitable[Package]) -> Package:
    try:
        return await making
    except PluginNotBuildable as fault:
        log.error("plugin_not_buildable", reason=str(fault))
        raise Unavailable(
            "plugin.notBuildable",
            "The plugin cannot be made here; the connector's operator finds the reason with `doctor`.",
            retry_after=_AGAIN_IN,
        ) from fault
