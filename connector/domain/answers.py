"""JSON as this service writes it: UTF-8 bytes, times as ISO 8601 UTC with `Z`."""

from __future__ import annotations

from typing import Any

import orjson


def to_json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_UTC_Z)
