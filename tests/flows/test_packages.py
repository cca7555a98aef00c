"""Zips are made once, for everybody who waits, and a failure is not kept."""

from __future__ import annotations

import asyncio
import threading

import pytest

from connector.domain import ids
from connector.flows.collaborators.packages import MOST_KEPT, Packages
from wp_bridge.delivery.package import served
from wp_bridge.delivery.source import MAIN_FILE, PluginSource
from wp_bridge.errors import PluginNotBuildable

ADDRESS = "https://connect.example"

PLUGIN = PluginSource({MAIN_FILE: PluginSource.read().files[MAIN_FILE]})
"""One file of it: zips are counted and compared here; what belongs into one is for tests/wp_bridge/delivery."""


class Reader:
    """Hands out the plugin, counts how often, and waits in its thread until it is let go."""

    def __init__(self) -> None:
        self.reads = 0
        self.failing = 0
        self.thread: int | None = None
        self.go = threading.Event()

    def __call__(self) -> PluginSource:
        self.reads += 1
        self.thread = threading.get_ident()
        self.go.wait(10)
        if self.failing:
            self.failing -= 1
            raise PluginNotBuildable("half of it is missing")
        return PLUGIN


@pytest.fixture
def reader() -> Reader:
    return Reader()


async def test_many_at_once_get_the_one_zip_and_nobody_else_waits(reader: Reader) -> None:
    """Made beside the loop, which goes on: the event is set from it."""
    packages = Packages(ADDRESS, reader)
    waiting = [asyncio.create_task(packages.zip()) for _ in range(20)]
    await asyncio.sleep(0)
    reader.go.set()
    made = await asyncio.gather(*waiting)
    assert reader.reads == 1
    assert reader.thread != threading.get_ident()
    assert all(each is made[0] for each in made)
    assert await packages.zip() is made[0]
    assert made[0].body == served(PLUGIN, ADDRESS)


async def test_whoever_hangs_up_takes_nothing_from_the_others(reader: Reader) -> None:
    packages = Packages(ADDRESS, reader)
    first = asyncio.create_task(packages.zip())
    second = asyncio.create_task(packages.zip())
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    reader.go.set()
    assert (await second).body
    assert reader.reads == 1


async def test_a_failure_is_not_kept(reader: Reader) -> None:
    """The operator repairs the installation, and need not restart."""
    reader.failing = 1
    reader.go.set()
    packages = Packages(ADDRESS, reader)
    with pytest.raises(PluginNotBuildable):
        await packages.zip()
    assert (await packages.zip()).body


async def test_each_code_has_a_zip_of_its_own(reader: Reader) -> None:
    """The plugin is read once for all of them; a tag tells them apart."""
    reader.go.set()
    packages = Packages(ADDRESS, reader)
    codes = [ids.new_enrolment_code() for _ in range(MOST_KEPT + 2)]
    made = [await packages.zip_with(code) for code in codes]
    for code, package in zip(codes, made, strict=True):
        assert package.body == served(PLUGIN, ADDRESS, code.reveal())
    assert len({package.etag for package in made}) == len(made)
    assert reader.reads == 1


async def test_only_so_many_are_kept(reader: Reader) -> None:
    """The ones asked for last; an older one is made anew, with the same bytes."""
    reader.go.set()
    packages = Packages(ADDRESS, reader)
    code = ids.new_enrolment_code()
    first = await packages.zip_with(code)
    assert await packages.zip_with(code) is first
    for _ in range(MOST_KEPT):
        await packages.zip_with(ids.new_enrolment_code())
    again = await packages.zip_with(code)
    assert again is not first
    assert again == first
