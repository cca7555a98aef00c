"""Bodies of the gateway as it reads and describes them: objects whose values Alter judges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from connector.flows.gateway.session import FIELDS
from connector.web.described import JSON, Content, Schema
from connector.web.gateway.rebuilding import PATCH_FIELDS, json_object, rebuilt_sync
from connector.web.reading import BODY_LIMIT, MOST_ITEMS

_FAILURES = (
    *("request.unreadable", "request.stalled", "request.tooLarge", "request.tooManyParts"),
    *("request.encoded", "request.tooDeep"),
    *("connector.unreadableJson", "connector.notAnObject"),
)


@dataclass(frozen=True)
class AlterBody:
    """An object, whatever type it is sent as; without any body it is empty, and Alter says what is missing."""

    schema: Schema = field(default_factory=lambda: {"type": "object"})
    limit: int = BODY_LIMIT
    example: Mapping[str, Any] | None = None
    required = False
    failures = _FAILURES

    async def read(self, request: web.Request) -> dict[str, Any]:
        return await json_object(request, self.limit)

    @property
    def contents(self) -> Sequence[Content]:
        return [Content(JSON, self.schema, self.example)]


class SyncBody:
    """Of `sync-from-wordpress`: as much of it as decides which product an item is for."""

    required = False
    failures = (
        *_FAILURES,
        *("connector.tooManyBindings", "connector.invalidBindings"),
        "connector.invalidExternalProductId",
    )
    contents = (
        Content(
            JSON,
            {
                "type": "object",
                "properties": {
                    "bindings": {
                        "type": ["array", "null"],
                        "maxItems": MOST_ITEMS,
                        "items": {
                            "type": "object",
                            "properties": {
                                "externalProductId": {"type": "string"},
                                "runtimeType": {},
                                **{name: {} for name in PATCH_FIELDS},
                            },
                            "required": ["externalProductId"],
                        },
                    }
                },
            },
            {
                "bindings": [
                    {
                        "externalProductId": "wc_123",
                        "runtimeType": "customizer",
                        "status": "active",
                        "designId": 381,
                    }
                ]
            },
        ),
    )

    async def read(self, request: web.Request) -> dict[str, Any]:
        return await rebuilt_sync(request)


_ID = {"type": ["integer", "null"], "minimum": 1}
SESSION = AlterBody(
    {
        "type": "object",
        "properties": {
            name: {"origin": {"type": "string"}}.get(name, _ID if name.endswith("Id") else {})
            for name in FIELDS
        },
        "required": ["origin"],
    },
    example={"tool": "customizer", "designId": 381, "origin": "https://shop.example"},
)
BINDING = AlterBody(
    {"type": "object", "properties": {name: {} for name in PATCH_FIELDS}},
    example={"status": "inactive"},
)
