"""Calls to the shop that no browser makes."""

from __future__ import annotations

from typing import Any

import aiohttp


def caller(**settings: Any) -> aiohttp.ClientSession:
    """Takes the certificate that the shop signed itself."""
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=False), **settings)
