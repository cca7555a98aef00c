"""Asking a site for an HMAC over a fresh challenge, through the guarded session."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from connector.domain.clock import Clock
from connector.domain.secrets import Secret
from wp_bridge.errors import SiteUnreachable
from wp_bridge.protocol import probe_matches, probe_url, proof_matches, proof_url
from wp_bridge.site_http import SiteHttp


@dataclass(frozen=True)
class SiteAnswer:
    """`fault` is None when a site answered JSON; `seconds` until then, or until it was given up."""

    matches: bool
    fault: SiteUnreachable | None
    seconds: float


@dataclass(frozen=True)
class SiteChallenge:
    """`rest_url` is what the plugin said of itself: a hint, used only if it lies on the store."""

    site_http: SiteHttp
    clock: Clock

    async def proof(self, store_url: str, rest_url: str | None, key: Secret) -> SiteAnswer:
        """Whether the site holds the connect secret `key`. Never raises for a silent site."""
        challenge = secrets.token_urlsafe(32)
        url = proof_url(store_url, rest_url, challenge)
        return await self._asked(
            url, lambda found: proof_matches(key.reveal(), challenge, found.get("proof"))
        )

    async def probe(self, store_url: str, rest_url: str | None, key: Secret) -> SiteAnswer:
        """Whether the site holds the ticket secret `key`. Never raises for a silent site."""
        challenge = secrets.token_urlsafe(32)
        url = probe_url(store_url, rest_url, challenge)
        return await self._asked(
            url, lambda found: probe_matches(key.reveal(), challenge, found.get("probe"))
        )

    async def _asked(self, url: str, matches: Callable[[dict[str, object]], bool]) -> SiteAnswer:
        started = self.clock.monotonic()
        try:
            found = await self.site_http.get_json(url)
        except SiteUnreachable as fault:
            return SiteAnswer(False, fault, self.clock.monotonic() - started)
        fits = isinstance(found, dict) and matches(found)
        return SiteAnswer(fits, None, self.clock.monotonic() - started)
