"""`POST /v1/store/probe`: does the shop answer from outside, as itself?"""

from __future__ import annotations

from dataclasses import dataclass

from connector.domain.clock import Clock
from connector.domain.errors import RateLimited
from connector.domain.ids import StoreId
from connector.domain.store import Store
from connector.domain.window import SlidingWindow
from connector.flows.collaborators.site_challenge import SiteChallenge
from connector.flows.collaborators.store_secrets import StoreSecrets
from wp_bridge.errors import SiteUnreachable, UnreachableCode

_PROBLEMS: dict[UnreachableCode, str] = {
    "dns": "The shop's host name does not resolve from here. Check its DNS records.",
    "refusedAddress": "The shop's name leads to a private or reserved address. Use a public one.",
    "tls": "No trusted TLS connection. Renew the certificate, with its whole chain.",
    "connect": "Nothing answers at the shop's address. Check its firewall and web server.",
    "timeout": "The shop did not answer in five seconds. Check its load and its firewall.",
    "redirect": "The shop redirects the REST API. Use its final address as the store's address.",
    "tooLarge": "The REST API answers a page, not the plugin. Check plugins that guard it.",
    "status": "The REST API refuses. Check security plugins, a password, maintenance mode.",
    "malformed": "The REST API does not answer JSON. Check permalinks and security plugins.",
}


@dataclass(frozen=True)
class Probed:
    """`status` is the HTTP status, if there was one; `code` and `problem` are None when all is well."""

    reached: bool
    status: int | None
    ms: int
    code: str | None
    problem: str | None


@dataclass(frozen=True)
class ProbeSite:
    site: SiteChallenge
    secrets: StoreSecrets
    attempts: SlidingWindow
    """By store: each one makes this service call an address that the caller chose."""
    clock: Clock

    async def __call__(self, store: Store) -> Probed:
        """Raises RateLimited. Whatever the shop does is an answer."""
        take_attempt(self.attempts, store.id, self.clock)
        key = self.secrets.ticket_secret(store)
        answer = await self.site.probe(store.store_url, store.plugin.rest_url, key)
        ms = round(answer.seconds * 1000)
        if answer.fault is not None:
            return _unreachable(answer.fault, ms)
        if not answer.matches:
            return Probed(
                True,
                200,
                ms,
                "mismatch",
                "Something answers there, but not this shop's plugin with its current secret. "
                "Connect again if the shop was restored from a backup.",
            )
        return Probed(True, 200, ms, None, None)


def take_attempt(attempts: SlidingWindow, store_id: StoreId, clock: Clock) -> None:
    wait = attempts.take(store_id, clock.monotonic())
    if wait is not None:
        raise RateLimited(
            "store.tooManyProbes", "The shop was called often just now.", retry_after=wait
        )


def _unreachable(fault: SiteUnreachable, ms: int) -> Probed:
    return Probed(fault.status is not None, fault.status, ms, fault.code, _PROBLEMS[fault.code])
