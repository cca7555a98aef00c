"""What a shop's logs say of us: complaints that name our files or come only with us, and calls nobody asked for."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

_OURS = re.compile(r"alter[-_]?connector", re.IGNORECASE)
_ENTRY = re.compile(r"^\[\d\d-[A-Z][a-z]{2}-\d{4} [^\]]+\] ", re.MULTILINE)
_CHANGING = re.compile(r"0x[0-9a-f]+|\d+")

_RETURN = "page=alter-connector-return"
_OUR_ACTIONS = "alter_connector_"
_CLICKS = frozenset({"update-plugin", "delete-plugin"})
"""WordPress' own links: one downloads our zip, at the other the plugin takes its leave."""
_CHECK_AGAIN = "/update-core.php?force-check=1"
"""WordPress' own link, and our button that leads there; it has no nonce."""
_QUEUE = "as_async_request_queue_runner"
"""Action Scheduler's call of the site to itself, which runs its queue while nobody waits."""
UNASKED = "that nobody asked for"


@dataclass(frozen=True)
class Call:
    """A call that WordPress made, and the request that made it: php/observer.php writes them."""

    at: float
    by: str
    method: str
    uri: str
    action: str
    to: str

    @property
    def url(self) -> str:
        return self.to.split(" ", 1)[1]

    @property
    def is_background(self) -> bool:
        """Made by WP-Cron, by the queue or by a command line: no page waited for it."""
        return self.by == "cli" or "/wp-cron.php" in self.uri or self.action == _QUEUE

    @property
    def is_asked_for(self) -> bool:
        """By a form, a script's click, a link that carries a nonce, or the owner's return from Alter.

        Of the scripts in wp-admin only ours ask for anything of ours: others post by themselves, all the time.
        """
        if "/admin-ajax.php" in self.uri:
            return self.action.startswith(_OUR_ACTIONS) or self.action in _CLICKS
        if self.method == "POST":
            return True
        # With plain permalinks the route is a parameter, encoded or not as each script likes.
        uri = unquote(self.uri)
        is_route = "/wp-json/alter/" in uri or "rest_route=/alter/" in uri
        is_link = any(mark in self.uri for mark in ("_wpnonce=", _RETURN, _CHECK_AGAIN))
        return is_route or is_link


def read_calls(file: Path) -> list[Call]:
    return [Call(**json.loads(line)) for line in file.read_text().splitlines()]


@dataclass
class Watch:
    """`silence` holds the times (from, to) in which pages were only looked at."""

    debug_log: Path
    calls_log: Path
    connector: str
    usual: frozenset[str] = frozenset()
    silence: tuple[tuple[float, float], ...] = ()

    def settle(self) -> None:
        """All that is complained of until now is usual: the plugin is not there yet."""
        self.usual = frozenset(map(_form, self.entries()))

    def entries(self) -> list[str]:
        """The debug log's, each with the lines that belong to it."""
        text = self.debug_log.read_text(errors="replace")
        return [entry.strip() for entry in _ENTRY.split(text) if entry.strip()]

    def naming_us(self) -> list[str]:
        """What names our files or classes; each once."""
        return self._each_once(lambda entry: _OURS.search(entry) is not None)

    def new(self) -> list[str]:
        """What was never said before we came; each once."""
        return self._each_once(lambda entry: _form(entry) not in self.usual)

    def _each_once(self, matches: Callable[[str], bool]) -> list[str]:
        return list({_form(entry): entry for entry in self.entries() if matches(entry)}.values())

    def calls(self) -> list[Call]:
        """The calls to the connector."""
        return [
            call for call in read_calls(self.calls_log) if call.url.startswith(f"{self.connector}/")
        ]

    def unasked(self) -> list[Call]:
        """Calls to the connector that made somebody wait who did not ask for them.

        While pages are only looked at nothing is asked for, whatever kind of request it was.
        """
        return [call for call in self.calls() if self._how(call) == UNASKED]

    def figures(self) -> dict[str, int]:
        """How the calls to the connector came about."""
        kinds = Counter(map(self._how, self.calls()))
        others = Counter(
            "to other places, refused by this stage"
            for call in read_calls(self.calls_log)
            if "://localhost" not in call.to and "://127.0.0.1" not in call.to
        )
        return {UNASKED: 0, **kinds, **others}

    def _how(self, call: Call) -> str:
        if call.is_background:
            return "in the background"
        if call.is_asked_for and not self._is_silent(call.at):
            return "asked for"
        return UNASKED

    def _is_silent(self, at: float) -> bool:
        return any(begin <= at <= end for begin, end in self.silence)


def _form(entry: str) -> str:
    """The entry without what differs from time to time: numbers, addresses in memory."""
    return _CHANGING.sub("#", entry.split("\n", 1)[0])
