"""The plugin, fetched from outside: by anybody, by one store's link, by WordPress' update check."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog

from connector import logs
from connector.domain import ids
from connector.flows.operator.enrolments import LINK_LIFETIME, AddLink
from connector.store import enrolments
from tests.stage.stage import Reply, Stage, Staging
from wp_bridge.delivery.package import served
from wp_bridge.delivery.source import PluginSource

PUBLIC = "https://connect.example"
ZIP = "/plugin/alter-connector.zip"
INFO = "/plugin/info.json"


@pytest.fixture
async def outside(staging: Staging) -> AsyncIterator[Stage]:
    """A connector as it stands on the internet: a public address, enrolment by code."""
    async with staging(public_url=PUBLIC, enrolment="code") as stage:
        yield stage


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything the service says at its most talkative; the former set-up is put back."""
    import logging

    root = logging.getLogger()
    before = (root.handlers[:], root.level, structlog.get_config())
    stream = io.StringIO()
    logs.configure(json=True, level="debug", stream=stream)
    yield stream
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    structlog.configure(**before[2])


async def link(stage: Stage) -> tuple[str, str]:
    """What `enrol link` makes: the path of the link, and the enrolment's id."""
    url, enrolment = await AddLink(stage.database, stage.clock, PUBLIC)(label="a shop")
    return url.removeprefix(PUBLIC), enrolment.id


def brought(answer: Reply, folder: Path) -> dict[str, str]:
    """What the plugin reads from its delivery.php, asked of PHP where there is one."""
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    file = folder / "alter-connector" / "delivery.php"
    if shutil.which("php") is None:
        pairs = [line.split("'") for line in file.read_text().splitlines() if "=>" in line]
        return {pair[1]: pair[3] for pair in pairs}
    script = "define('ABSPATH', '/'); echo json_encode(include $argv[1]);"
    ran = subprocess.run(["php", "-r", script, str(file)], capture_output=True, check=True)
    found: dict[str, str] = json.loads(ran.stdout)
    return found


async def test_anybody_gets_the_zip_with_the_address_and_no_code(
    outside: Stage, tmp_path: Path
) -> None:
    answer = await outside.anyone.get(ZIP)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="alter-connector.zip"'
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.body == served(PluginSource.read(), PUBLIC)
    assert brought(answer, tmp_path) == {"address": PUBLIC}


async def test_a_link_lets_one_store_in(outside: Stage, tmp_path: Path) -> None:
    """The plugin sends the code that it found; afterwards the link is dead, and so is the code."""
    path, _ = await link(outside)
    answer = await outside.anyone.get(path)
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    found = brought(answer, tmp_path)
    assert found["address"] == PUBLIC
    code: dict[str, Any] = {"headers": {"X-Connector-Enrolment": found["code"]}}
    assert (await outside.anyone.get(path)).body == answer.body, "downloading takes no use"
    await outside.connect(**code)
    assert (await outside.anyone.get(path)).code == "plugin.linkUnknown"
    assert (await outside.start("http://b.localhost", **code)).code == "connect.enrolmentInvalid"


async def test_dead_links_look_alike(outside: Stage) -> None:
    """Unknown, used, expired, revoked: the same answer, so that nobody learns which codes there were."""
    used, number = await link(outside)
    async with outside.database.write() as connection:
        assert await enrolments.use(connection, number, outside.clock.now())
    revoked, number = await link(outside)
    async with outside.database.write() as connection:
        assert await enrolments.revoke(connection, number, outside.clock.now())
    expired, _ = await link(outside)
    assert (await outside.anyone.get(expired)).status == 200
    outside.clock.shift(LINK_LIFETIME.total_seconds() + 1)
    unknown = f"/plugin/{ids.new_enrolment_code().reveal()}/alter-connector.zip"
    odd = "/plugin/%27.phpinfo().%27/alter-connector.zip"
    answers = [await outside.anyone.get(path) for path in (used, revoked, expired, unknown, odd)]
    told = [(each.status, {**each.json, "requestId": ""}) for each in answers]
    assert told[0][0] == 404
    assert told[0][1]["code"] == "plugin.linkUnknown"
    assert told == [told[0]] * len(told)


async def test_a_link_lives_72_hours(outside: Stage) -> None:
    path, _ = await link(outside)
    outside.clock.shift((timedelta(hours=72) - timedelta(minutes=1)).total_seconds())
    assert (await outside.anyone.get(path)).status == 200
    outside.clock.shift(60)
    assert (await outside.anyone.get(path)).status == 404


async def test_no_code_is_logged(outside: Stage, log: io.StringIO) -> None:
    """Neither of a living link, nor of a dead one, nor of one with something behind it."""
    path, number = await link(outside)
    code = path.split("/")[2]
    await outside.anyone.get(path)
    await outside.anyone.call("HEAD", path)
    await outside.anyone.post(path)
    await outside.anyone.get(f"{path}/more?code={code}")
    async with outside.database.write() as connection:
        assert await enrolments.revoke(connection, number, outside.clock.now())
    assert code not in (await outside.anyone.get(path)).body.decode()
    said = log.getvalue()
    assert "/plugin/{code}/alter-connector.zip" in said
    assert code not in said
    assert code.removeprefix("aec_") not in said


@pytest.mark.parametrize("path", [ZIP, INFO])
async def test_what_is_known_is_not_sent_again(outside: Stage, path: str) -> None:
    answer = await outside.anyone.get(path)
    tag = answer.headers["ETag"]
    again = await outside.anyone.get(path, headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == tag
    assert again.headers["Cache-Control"] == answer.headers["Cache-Control"]
    other = await outside.anyone.get(path, headers={"If-None-Match": '"other"'})
    assert (other.status, other.body) == (200, answer.body)


async def test_head_tells_the_same_without_the_bytes(outside: Stage) -> None:
    for path in (ZIP, INFO, (await link(outside))[0]):
        whole = await outside.anyone.get(path)
        head = await outside.anyone.call("HEAD", path)
        assert (head.status, head.body) == (200, b"")
        for name in ("Content-Length", "Content-Type", "ETag", "Cache-Control"):
            assert head.headers[name] == whole.headers[name]


async def test_wordpress_is_told_of_the_version_in_the_zip(outside: Stage, tmp_path: Path) -> None:
    """`/v1/store`, the update check and the zip say one version; the package is the zip without a code."""
    told = (await outside.anyone.get(INFO)).json
    brought(await outside.anyone.get(ZIP), tmp_path)
    main = (tmp_path / "alter-connector" / "alter-connector.php").read_text()
    assert f" * Version:              {told['version']}\n" in main
    assert f" * Update URI:           {told['id']}\n" in main
    assert told["package"] == f"{PUBLIC}{ZIP}"
    path, _ = await link(outside)
    code = path.split("/")[2]
    store = await outside.connect(headers={"X-Connector-Enrolment": code})
    assert (await store.get("/v1/store")).json["plugin"]["latest"] == told["version"]
    refused = await store.get("/v1/store", headers={"X-Connector-Plugin": "0.0.1"})
    assert refused.json["zipUrl"] == told["package"]


async def test_one_client_is_counted_over_all_three(staging: Staging) -> None:
    """Codes cannot be tried for nothing; the next minute is free again."""
    async with staging(plugin_limit="3/min") as stage:
        for path in (ZIP, INFO, "/plugin/aec_x/alter-connector.zip"):
            assert (await stage.anyone.get(path)).status in (200, 404)
        refused = await stage.anyone.get("/plugin/aec_y/alter-connector.zip")
        assert (refused.status, refused.code) == (429, "plugin.tooMany")
        assert 0 < int(refused.headers["Retry-After"]) <= 60
        assert refused.headers["Cache-Control"] == "no-store"
        stage.clock.shift(60)
        assert (await stage.anyone.get(ZIP)).status == 200


async def test_a_plugin_that_cannot_be_made_is_no_riddle(
    staging: Staging, log: io.StringIO
) -> None:
    """Stores are served all the same; the log says why, the answer does not."""
    async with staging(public_url="https://connect.example/it's") as stage:
        for path in (ZIP, INFO):
            answer = await stage.anyone.get(path)
            assert (answer.status, answer.code) == (503, "plugin.notBuildable")
            assert int(answer.headers["Retry-After"]) > 0
            assert "it's" not in answer.body.decode()
        assert (await stage.anyone.get("/readyz")).status == 200
    assert "plugin_not_buildable" in log.getvalue()
    assert "CONNECTOR_PUBLIC_URL" in log.getvalue()


async def test_nothing_else_lies_there(outside: Stage) -> None:
    """Above all no file of the plugin's folder."""
    paths = (
        "/plugin/",
        "/plugin/readme.txt",
        "/plugin/aec_x/",
        "/plugin/../plugin/src/class-plugin.php",
    )
    for path in (*paths, "/plugin/aec_x/info.json", "/plugin/aec_x/y/alter-connector.zip"):
        assert (await outside.anyone.get(path)).status == 404
