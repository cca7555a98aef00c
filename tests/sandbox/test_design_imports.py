from __future__ import annotations

import hashlib
import json

import pytest

from connector.sandbox.server import Sandbox

from .callers import Caller, binding
from .images import glb_parts, png_size, webp_size

IMPORTS = "/design-imports"


async def ids(api: Caller, **query: str) -> list[int]:
    answer = await api("GET", IMPORTS, params=query)
    return [each["id"] for each in answer.body["designs"]]


async def download(api: Caller, path: str) -> bytes:
    """`downloadPath` is relative to `/public-api`."""
    url = api.base.removesuffix("/v1") + path
    async with api.session.get(url, headers=api.credential) as answer:
        assert answer.status == 200
        return await answer.read()


async def test_pages_of_twenty_up_to_a_hundred(api: Caller) -> None:
    assert await ids(api) == list(range(381, 401))
    assert await ids(api, limit="100") == list(range(381, 461))
    assert await ids(api, offset="75", limit="20") == list(range(456, 461))
    for query, code in (({"limit": "101"}, "invalidLimit"), ({"offset": "x"}, "invalidOffset")):
        answer = await api("GET", IMPORTS, params=query)
        assert (answer.status, answer.code) == (400, f"designImport.{code}")


async def test_searching_title_or_id(api: Caller) -> None:
    assert await ids(api, search="390") == [390]
    assert 382 in await ids(api, search="mug")
    assert await ids(api, search="39") == []


async def test_every_descriptor_keeps_its_word(api: Caller) -> None:
    details = (await api("GET", f"{IMPORTS}/381")).body
    files = {each["kind"]: each for each in details["files"]}
    assert list(files) == ["design-mockup", "preview", "model", "design", "texture"]
    received = {}
    for kind, file in files.items():
        data = received[kind] = await download(api, file["downloadPath"])
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file["size"], file["sha256"])
        assert int(file["id"], 16)
    assert webp_size(received["design-mockup"]) == (512, 512)
    assert (png_size(received["preview"]), png_size(received["texture"])) == (
        (512,) * 2,
        (256,) * 2,
    )
    assert glb_parts(received["model"])[0]["asset"]["version"] == "2.0"
    assert json.loads(received["design"])["designId"] == 381
    thumbnail = details["thumbnail"]
    assert thumbnail["fileId"] == files["design-mockup"]["id"]


async def test_files_are_the_same_every_time_and_differ_by_design(api: Caller) -> None:
    first, again, other = [
        {
            each["kind"]: each["sha256"]
            for each in (await api("GET", f"{IMPORTS}/{n}")).body["files"]
        }
        for n in (381, 381, 393)
    ]
    assert first == again
    # 393 is the same product in another edition, so some files are alike.
    assert first["design"] != other["design"]


async def test_every_tenth_design_has_a_large_model(api: Caller, sandbox: Sandbox) -> None:
    sandbox.knobs.large_file_bytes = 1_000_000
    sizes = {}
    for number in (389, 390, 391, 400):
        files = (await api("GET", f"{IMPORTS}/{number}")).body["files"]
        sizes[number] = next(each["size"] for each in files if each["kind"] == "model")
    assert [sizes[number] == 1_000_000 for number in sizes] == [False, True, False, True]
    assert max(sizes[389], sizes[391]) < 4_096


async def test_designs_that_are_nobodys_business(api: Caller, sandbox: Sandbox) -> None:
    other = sandbox.world.add_storefront()
    theirs = next(d.id for d in sandbox.world.designs.values() if d.storefront_id == other.id)
    urls = {"manifestUrl": "https://s.example/m.json", "assetBaseUrl": "https://s.example/"}
    local = {
        "externalDesignKey": "k",
        "productId": 4,
        "title": "Local",
        "manifestHash": "0",
        **urls,
    }
    synced = await api.sync(binding(1, designId=..., externalDesign=local))
    local_id = synced.body["runtimeBindings"][0]["designId"]
    for number in (theirs, local_id, 9):
        for path in ("", "/files/00"):
            answer = await api("GET", f"{IMPORTS}/{number}{path}")
            assert (answer.status, answer.code) == (404, "designImport.notFound")
    assert not {theirs, local_id} & set(await ids(api, limit="100"))
    assert (await api("GET", f"{IMPORTS}/381/files/00")).code == "designImport.fileNotFound"
    assert (await api("GET", f"{IMPORTS}/x")).code == "designImport.invalidId"


@pytest.mark.parametrize("path", ["", "/381", "/381/files/00"])
async def test_the_business_plan_is_required(
    api: Caller, stranger: Caller, sandbox: Sandbox, path: str
) -> None:
    assert (await stranger("GET", IMPORTS + path)).status == 401
    sandbox.knobs.plan_name = "Starter"
    answer = await api("GET", IMPORTS + path)
    assert (answer.status, answer.body) == (
        403,
        {
            "code": "designImport.planRequired",
            "eligible": False,
            "requiredPlan": "Business",
            "currentPlanName": "Starter",
        },
    )


async def test_a_design_can_have_many_files(api: Caller, sandbox: Sandbox) -> None:
    """Besides its own: models of one size, no two the same."""
    own = (await api("GET", f"{IMPORTS}/381")).body["files"]
    sandbox.knobs.extra_files, sandbox.knobs.extra_file_bytes = 30, 8_192
    files = (await api("GET", f"{IMPORTS}/381")).body["files"]
    assert files[: len(own)] == own
    extra = files[len(own) :]
    assert len({each["id"] for each in extra}) == len({each["sha256"] for each in extra}) == 30
    body = await download(api, extra[7]["downloadPath"])
    assert (len(body), hashlib.sha256(body).hexdigest()) == (8_192, extra[7]["sha256"])
    assert glb_parts(body)


async def test_files_in_a_storage_of_their_own(api: Caller, sandbox: Sandbox) -> None:
    sandbox.knobs.storage = "redirect"
    file = (await api("GET", f"{IMPORTS}/381")).body["files"][0]
    path = file["downloadPath"].removeprefix("/v1")
    sent = await api("GET", path, allow_redirects=False)
    assert sent.status == 302
    assert "/file/protected/user_34/381/design/mockup-large.webp?" in sent.headers["Location"]
    assert len(await download(api, file["downloadPath"])) == file["size"]


async def test_a_hundred_and_eighty_a_minute_with_the_assets(api: Caller, sandbox: Sandbox) -> None:
    sandbox.knobs.limit_scale = 2 / 180
    statuses = [(await api("GET", IMPORTS)).status]
    statuses.append((await api("GET", "/assets", params={"type": "products"})).status)
    statuses.append((await api("GET", f"{IMPORTS}/381")).status)
    assert statuses == [200, 200, 429]
