"""How files travel: validators, ranges, large ones, slow ones, broken ones."""

from __future__ import annotations

import asyncio
import hashlib
import time
import tracemalloc

import aiohttp
import pytest
from multidict import CIMultiDictProxy

from connector.sandbox.content import model, noise, pieces
from connector.sandbox.faults import Fault
from connector.sandbox.server import Sandbox

from .callers import Caller
from .images import glb_parts

FONTS = "/fonts"
PREVIEW = "/file/public/products/4/medium.png"
MOCKUP = "/file/protected/user_34/381/design/mockup-large.webp"
LARGE = "/file/protected/user_34/390/design/model.glb"


async def got(api: Caller, path: str, **headers: str) -> tuple[int, bytes, CIMultiDictProxy[str]]:
    sent = api.credential | {name.replace("_", "-"): value for name, value in headers.items()}
    async with api.session.get(api.base + path, headers=sent) as answer:
        return answer.status, await answer.read(), answer.headers


@pytest.mark.parametrize(
    "path", [FONTS, "/currencies", PREVIEW, MOCKUP, "/assets/products/4/files/model"]
)
async def test_what_is_known_is_not_sent_again(api: Caller, sandbox: Sandbox, path: str) -> None:
    status, data, headers = await got(api, path)
    assert (status, int(headers["Content-Length"])) == (200, len(data))
    for condition in (
        {"If_None_Match": headers["ETag"]},
        {"If_None_Match": f'"other", W/{headers["ETag"]}'},
        {"If_Modified_Since": headers["Last-Modified"]},
    ):
        status, nothing, again = await got(api, path, **condition)
        assert (status, nothing, again["ETag"]) == (304, b"", headers["ETag"])
        assert again["Cache-Control"] == headers["Cache-Control"]
    # The entity tag decides where both are sent.
    both = {"If_None_Match": '"other"', "If_Modified_Since": headers["Last-Modified"]}
    assert (await got(api, path, **both))[0] == 200
    sandbox.knobs.conditional = False
    status, same, bare = await got(api, path, If_None_Match=headers["ETag"])
    assert (status, same) == (200, data)
    assert "ETag" not in bare
    assert "Last-Modified" not in bare


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=70000-", 70_000, None),
        ("bytes=-7", -7, None),
        ("bytes=5-99999999999", 5, None),
        ("bytes=-99999999999", 0, None),
    ],
)
async def test_a_single_range(
    api: Caller, sandbox: Sandbox, wanted: str, first: int, last: int | None
) -> None:
    sandbox.knobs.large_file_bytes = 200_000
    _, whole, plain = await got(api, LARGE)
    status, part, headers = await got(api, LARGE, Range=wanted)
    assert (status, part) == (206, whole[first:last])
    start = first % len(whole) if first < 0 else first
    assert headers["Content-Range"] == f"bytes {start}-{start + len(part) - 1}/{len(whole)}"
    assert (headers["ETag"], plain["Accept-Ranges"]) == (plain["ETag"], "bytes")
    assert (await got(api, LARGE, Range=wanted, If_Range=plain["ETag"]))[0] == 206
    assert (await got(api, LARGE, Range=wanted, If_Range='"older"'))[0] == 200


async def test_ranges_outside_and_ranges_without_sense(api: Caller) -> None:
    _, whole, _ = await got(api, MOCKUP)
    for wanted in (f"bytes={len(whole)}-", "bytes=-0"):
        status, nothing, headers = await got(api, MOCKUP, Range=wanted)
        assert (status, nothing) == (416, b"")
        assert headers["Content-Range"] == f"bytes */{len(whole)}"
    for wanted in ("bytes=5-3", "bytes=-", "bytes=0-1,3-4", "lines=1-2", "bytes=a-b"):
        assert (await got(api, MOCKUP, Range=wanted))[:2] == (200, whole)


async def test_a_head_tells_the_length_and_sends_nothing(api: Caller) -> None:
    async with api.session.head(api.base + LARGE, headers=api.credential) as answer:
        assert (answer.status, answer.content_length) == (200, 5 * 1024 * 1024)
        assert await answer.read() == b""


@pytest.mark.parametrize("size", [4_096, 65_536 + 1_220, 1_000_000])
def test_noise_is_the_same_by_whole_and_by_piece(size: int) -> None:
    """Numbered pieces: a part that went to the wrong place would not go unnoticed."""
    made = model("seed", "#4b3df5", size)
    whole = made.read(0, size)
    assert len(whole) == made.size == size
    described, binary = glb_parts(whole)
    assert len(described["bufferViews"]) == 3
    for length in (1_000, 4_097, 65_536):
        assert b"".join(pieces(made, 0, size, length)) == whole
    assert noise("seed", 10, 10) == b""
    assert binary != glb_parts(model("other", "#4b3df5", size).read(0, size))[1]


@pytest.mark.slow
async def test_two_hundred_mebibytes_are_streamed_not_held(api: Caller, sandbox: Sandbox) -> None:
    size = 200 * 1024 * 1024
    sandbox.knobs.large_file_bytes = size
    described = (await api("GET", "/design-imports/390")).body["files"]
    file = next(each for each in described if each["kind"] == "model")
    assert file["size"] == size
    digest, received = hashlib.sha256(), 0
    url = sandbox.url + "/public-api" + file["downloadPath"]
    tracemalloc.start()
    async with api.session.get(url, headers=api.credential) as answer:
        assert answer.content_length == size
        async for piece in answer.content.iter_any():
            digest.update(piece)
            received += len(piece)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (received, digest.hexdigest()) == (size, file["sha256"])
    assert peak < 16 * 1024 * 1024


async def test_slow_streams(api: Caller, sandbox: Sandbox) -> None:
    """A delay before every 64 KiB; others are served meanwhile."""
    sandbox.knobs.large_file_bytes = 5 * 65_536
    sandbox.knobs.file_chunk_delay = 0.05
    started = time.monotonic()
    slow = asyncio.create_task(got(api, LARGE))
    await api("GET", "/auth/check")
    assert not slow.done()
    assert len((await slow)[1]) == 5 * 65_536
    assert time.monotonic() - started >= 0.25


async def test_a_file_may_be_cut_or_lost(api: Caller, sandbox: Sandbox) -> None:
    for fault, path in (
        (Fault(path="/file/", truncate=True), LARGE),
        (Fault(path="/file/", truncate=True), MOCKUP),
        # Again and again: the test's client repeats a call whose kept connection was cut.
        (Fault(path="/file/", answer_lost=True, times=None), LARGE),
    ):
        sandbox.knobs.faults.append(fault)
        with pytest.raises(aiohttp.ClientError):
            await got(api, path)
    assert {call.status for call in sandbox.calls} == {0}
    sandbox.knobs.faults.clear()
    assert (await got(api, MOCKUP))[0] == 200


async def test_a_caller_may_leave_in_the_middle(api: Caller, sandbox: Sandbox) -> None:
    sandbox.knobs.large_file_bytes = 64 * 1024 * 1024
    async with api.session.get(api.base + LARGE, headers=api.credential) as answer:
        await answer.content.readexactly(100_000)
        answer.close()
    assert (await api("GET", "/auth/check")).status == 200
