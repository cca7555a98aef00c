"""Kinds of values that settings take, each with the fault it names."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
)
from pydantic_settings import NoDecode

from connector.domain.window import Rate

_MINUTE = timedelta(minutes=1)


class Listen:
    """`host:port`; an IPv6 host stands in brackets."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port

    @classmethod
    def parse(cls, value: object) -> Listen:
        if isinstance(value, Listen):
            return value
        parts = urlsplit(f"//{value}")
        try:
            port = parts.port
        except ValueError:
            port = None
        if not parts.hostname or port is None or parts.username or parts.netloc != str(value):
            raise ValueError("takes host:port, for example 127.0.0.1:8080")
        return cls(parts.hostname, port)

    @property
    def is_loopback(self) -> bool:
        return is_loopback_host(self.host)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    def __repr__(self) -> str:
        return f"Listen({self})"


def is_loopback_host(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _rate(value: object) -> Rate:
    return value if isinstance(value, Rate) else Rate.parse(str(value))


def _duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    found = re.fullmatch(r"([0-9]{1,6})(m|h|d)", str(value).strip())
    if found is None:
        raise ValueError("takes a number with m, h or d, for example 48h")
    return int(found[1]) * {"m": _MINUTE, "h": 60 * _MINUTE, "d": 1440 * _MINUTE}[found[2]]


def _http_url(value: str) -> str:
    """Absolute http(s) without query, fragment or user info, and without a trailing slash."""
    if not value:
        return value
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("takes an absolute http(s) address")
    if parts.query or parts.fragment or parts.username:
        raise ValueError("takes an address without query, fragment and user info")
    try:
        _ = parts.port
    except ValueError as fault:
        raise ValueError("takes a port between 0 and 65535") from fault
    return value.rstrip("/")


def _https_unless_loopback(value: str) -> str:
    if value.startswith("http:") and not is_loopback_host(urlsplit(value).hostname or ""):
        raise ValueError("must be https unless it is a loopback address")
    return value


def _networks(value: object) -> object:
    if not isinstance(value, str):
        return value
    return [ip_network(part.strip(), strict=False) for part in value.split(",") if part.strip()]


def _json_object(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as fault:
        raise ValueError('takes a JSON object such as {"name": "value"}') from fault


TextByName = Annotated[dict[str, str], NoDecode, BeforeValidator(_json_object)]
HttpUrl = Annotated[str, AfterValidator(_http_url), AfterValidator(_https_unless_loopback)]
"""Plain http only on loopback: tokens and one-time codes travel over every one of them."""

ListenAddress = Annotated[Listen, BeforeValidator(Listen.parse)]
DurationText = Annotated[timedelta, NoDecode, BeforeValidator(_duration)]
RateText = Annotated[Rate, NoDecode, BeforeValidator(_rate)]
Networks = Annotated[list[IPv4Network | IPv6Network], NoDecode, BeforeValidator(_networks)]
