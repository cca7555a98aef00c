"""An Alter without a network: takes batches whole or not at all, and answers as it is told to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Unpack

import orjson

from connector.alter.budget import Slot
from connector.alter.client import AlterClient, Answer
from connector.alter.endpoint import Endpoint
from connector.alter.errors import AlterMalformed, AlterRefused, AlterUnreachable
from connector.alter.outgoing import Parts
from connector.domain.priority import Priority

NO_SUCH_DESIGN = 13
Key = tuple[str, str]
Item = Mapping[str, Any]


class Fate(StrEnum):
    """What becomes of a call."""

    ANSWERED = "answered"
    NOT_SENT = "not sent"
    ANSWER_LOST = "answer lost"
    OTHER_PAGE = "200 of somebody else"
    PART_OF_ANSWER = "answer names half of the batch"
    FAILING = "503"
    LIMITED = "429"
    UNAUTHORISED = "401"
    TOO_LARGE = "413 from two items on"


_SAID = {Fate.FAILING: 503, Fate.LIMITED: 429, Fate.UNAUTHORISED: 401}


async def _nothing() -> None:
    pass


@dataclass
class Simulated(AlterClient):
    """`held` is what it holds, `applied` all it was told of each key; `during` happens within each sync call."""

    access_token: str
    fate: Fate = Fate.ANSWERED
    during: Callable[[], Awaitable[None]] = _nothing
    held: dict[Key, Item] = field(default_factory=dict)
    applied: dict[Key, list[Item]] = field(default_factory=dict)
    refused: list[Item] = field(default_factory=list)
    calls: int = 0
    _ids: dict[Key, int] = field(default_factory=dict)

    async def call(
        self,
        endpoint: Endpoint,
        *,
        priority: Priority = Priority.OWNER,
        deadline: float = 0.0,
        slot: Slot | None = None,
        tries: int = 1,
        **parts: Unpack[Parts],
    ) -> Answer:
        credential = parts.get("credential")
        assert credential is not None
        assert credential.access_token.reveal() == self.access_token
        if endpoint.name == "auth_check":
            return Answer(200, {}, b'{"ok": true}')
        assert endpoint.name == "sync_bindings"
        assert slot is not None, "a call that nobody paid for"
        self.calls += 1
        await self.during()
        body = orjson.loads(orjson.dumps(parts["body"]))
        return self._answered(body["bindings"])

    def _answered(self, items: list[Item]) -> Answer:
        self._before(items)
        for item in items:
            key = (item["externalProductId"], item["runtimeType"])
            self.held[key] = item
            self.applied.setdefault(key, []).append(item)
        if self.fate is Fate.ANSWER_LOST:
            raise AlterUnreachable("reset", outcome_unknown=True)
        if self.fate is Fate.PART_OF_ANSWER:
            items = items[::2]
        answer = {"runtimeBindings": [self._shown(item) for item in items]}
        return Answer(200, {}, orjson.dumps(answer))

    def _before(self, items: list[Item]) -> None:
        """Raises what the call meets instead of being done."""
        if self.fate is Fate.NOT_SENT:
            raise AlterUnreachable("refused", outcome_unknown=False)
        if self.fate is Fate.OTHER_PAGE:
            raise AlterMalformed("not JSON")
        if self.fate in _SAID:
            raise AlterRefused(
                _SAID[self.fate], retry_after=3.0 if self.fate is Fate.LIMITED else None
            )
        if self.fate is Fate.TOO_LARGE and len(items) > 1:
            raise AlterRefused(413)
        wrong = [item for item in items if item.get("designId") == NO_SUCH_DESIGN]
        if wrong:
            self.refused += wrong if len(items) == 1 else []
            raise AlterRefused(422, code="runtimeBinding.designNotFound")

    def _shown(self, item: Item) -> Item:
        key = (item["externalProductId"], item["runtimeType"])
        return {
            "id": self._ids.setdefault(key, 42 + len(self._ids)),
            "designId": item.get("designId"),
            "externalProductId": item["externalProductId"],
            "runtimeType": item["runtimeType"],
            "status": item["status"],
        }
