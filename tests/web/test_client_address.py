"""Whose request is it? The rightmost address that is not a trusted proxy's; IPv6 by /64."""

from __future__ import annotations

import pytest

from tests.stage.stage import Stage, Staging

LIMIT = 2


async def starts(stage: Stage, forwarded: str | list[str] | None) -> int:
    """The status of one connect start of a client: 201, or 429 once it has had its share."""
    values = [forwarded] if isinstance(forwarded, str) else (forwarded or [])
    headers = {"X-Forwarded-For": ", ".join(values)} if values else {}
    return (await stage.start(headers=headers)).status


async def exhaust(stage: Stage, forwarded: str) -> None:
    for _ in range(LIMIT):
        assert await starts(stage, forwarded) == 201
    assert await starts(stage, forwarded) == 429


async def test_without_trusted_proxies_the_header_is_nobodys_word(staging: Staging) -> None:
    """A client that makes up addresses stays one client."""
    async with staging(connect_limit=f"{LIMIT}/min") as stage:
        statuses = [await starts(stage, f"203.0.113.{n}") for n in range(LIMIT + 1)]
        assert statuses == [201] * LIMIT + [429]


async def test_a_trusted_proxy_tells_clients_apart(staging: Staging) -> None:
    """Each forwarded address has its own share."""
    async with staging(connect_limit=f"{LIMIT}/min", trusted_proxies="127.0.0.0/8") as stage:
        await exhaust(stage, "203.0.113.1")
        assert await starts(stage, "203.0.113.2") == 201
        assert await starts(stage, None) == 201


async def test_only_the_part_that_proxies_wrote_counts(staging: Staging) -> None:
    """What a client puts on the left changes nothing; further trusted hops are stepped over."""
    trusted = "127.0.0.1, 10.0.0.0/8"
    async with staging(connect_limit=f"{LIMIT}/min", trusted_proxies=trusted) as stage:
        await exhaust(stage, "203.0.113.1")
        assert await starts(stage, "198.51.100.7, 203.0.113.1") == 429
        assert await starts(stage, "198.51.100.7, 203.0.113.1, 10.1.2.3") == 429
        assert await starts(stage, "203.0.113.1, 198.51.100.7") == 201


async def test_a_whole_subscriber_network_is_one_client(staging: Staging) -> None:
    """IPv6 by /64, with or without brackets; a mapped IPv4 address is that address."""
    async with staging(connect_limit=f"{LIMIT}/min", trusted_proxies="127.0.0.1") as stage:
        await exhaust(stage, "2001:db8:1:2::1")
        assert await starts(stage, "[2001:db8:1:2:ffff:ffff:ffff:ffff]") == 429
        assert await starts(stage, "2001:db8:1:3::1") == 201
        await exhaust(stage, "203.0.113.9")
        assert await starts(stage, "::ffff:203.0.113.9") == 429


@pytest.mark.parametrize(
    "forwarded", ["unknown", "203.0.113.1:4711", "_hidden", "fe80::1%eth0", "1" * 500, ",,", "\x80"]
)
async def test_odd_values_count_against_the_proxy(staging: Staging, forwarded: str) -> None:
    """What is no address breaks nothing and opens no new share for each spelling."""
    async with staging(connect_limit=f"{LIMIT}/min", trusted_proxies="127.0.0.1") as stage:
        statuses = [await starts(stage, forwarded) for _ in range(LIMIT + 1)]
        assert statuses == [201] * LIMIT + [429]
