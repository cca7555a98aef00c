"""`keys` as real processes: killed in the middle, beside a running `serve`, beside stores that reconnect."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import sqlalchemy as sa

from connector.domain import ids
from connector.sandbox.server import Sandbox
from connector.store import data_keys
from connector.store.database import Database
from connector.vault.key_file import KeyFile
from connector.vault.sealing import Place, Vault, wrapped_prefix
from tests.cli.processes import PATIENCE, Served, finished, serving, started
from tests.cli.terminal import Terminal, environment_for
from tests.domain.rows import NOW
from tests.stage.stage import ConnectedStore, Stage

_MANY = 8_000
_RECONNECTS = 10
"""Far below what Alter exchanges in a minute, however long a rotation takes."""

# A dozen processes one after the other: on a busy machine that takes more than the usual minute.
pytestmark = [pytest.mark.timeout(180), pytest.mark.slow]


@pytest.fixture
async def environment(tmp_path: Path, database_url: str) -> dict[str, str]:
    """Of an initialised installation on either engine."""
    given = environment_for(tmp_path, database_url)
    assert (await Terminal(given).beside("init")).code == 0
    return given


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


async def verb(environment: dict[str, str], *arguments: str) -> dict[str, object]:
    code, out, err = await finished(environment, "keys", *arguments, "--json")
    assert code == 0, err
    return dict(json.loads(out))


async def promoted(environment: dict[str, str]) -> str:
    key_id = str((await verb(environment, "add"))["keyId"])
    await verb(environment, "promote", key_id)
    return key_id


async def put_keys(database: Database, vault: Vault, count: int) -> dict[str, bytes]:
    """Data keys; what each of them sealed, by owner."""
    rows, sealed = [], {}
    for _ in range(count):
        owner = ids.new_store_id()
        wrapped = vault.new_data_key(owner)
        rows.append({"owner": owner, "wrapped": wrapped, "created_at": NOW})
        sealed[str(owner)] = vault.seal(wrapped, place(owner), owner.encode())
    for start in range(0, count, 2000):
        async with database.write() as connection:
            await connection.execute(sa.insert(data_keys.data_keys), rows[start : start + 2000])
    return sealed


def place(owner: str) -> Place:
    return Place(owner, "stores", "sealed_credential", owner)


async def under(database: Database, key_id: str) -> int:
    async with database.read() as connection:
        return await data_keys.count_under(connection, wrapped_prefix(key_id))


async def all_open(database: Database, vault: Vault, sealed: dict[str, bytes]) -> bool:
    async with database.read() as connection:
        rows = (await connection.execute(sa.select(data_keys.data_keys))).all()
    wrapped = {row.owner: row.wrapped for row in rows}
    return all(
        vault.open(wrapped[owner], place(owner), value) == owner.encode()
        for owner, value in sealed.items()
    )


async def test_a_killed_rotation_goes_on_where_it_was(
    environment: dict[str, str], database: Database, tmp_path: Path
) -> None:
    """Killed twice in the middle; at each moment everything opens, and nothing is done twice."""
    file = KeyFile(tmp_path / "master.key")
    sealed = await put_keys(database, Vault(file.load()), _MANY)
    new = await promoted(environment)
    before = 0
    for _ in range(2):
        async with started(environment, "keys", "rotate") as process:
            async with asyncio.timeout(PATIENCE):
                while await under(database, new) <= before + 500:
                    assert process.returncode is None, "it was done before it could be killed"
                    await asyncio.sleep(0.01)
            process.kill()
            await process.wait()
        count = await under(database, new)
        assert before < count < _MANY
        assert await all_open(database, Vault(file.load()), sealed)
        before = count
    told = await verb(environment, "rotate")
    assert told["rewrapped"] == _MANY - before
    assert await under(database, new) == _MANY
    old = file.load().ids[-1]
    await verb(environment, "retire", old)
    assert file.load().ids == (new,)
    assert await all_open(database, Vault(file.load()), sealed)


async def test_stores_that_reconnect_or_go_meanwhile_lose_nothing(
    stage: Stage, store: ConnectedStore, beside: Terminal, tmp_path: Path
) -> None:
    """Their rows change under the rotation's hands: what they wrote stands, and what is gone stays gone."""
    ring = stage.connector.adapters.vault.ring
    await put_keys(stage.database, Vault(ring), 3000)
    going = await stage.connect("http://going.localhost", share=True)
    new = json.loads((await beside.beside("keys", "add", "--json")).out)["keyId"]
    assert (await beside.beside("keys", "promote", new)).code == 0
    rotation = asyncio.create_task(beside.beside("keys", "rotate", "--json"))
    await beside.beside("stores", "release", going.id, "--yes")
    reconnected = 0
    while not rotation.done():
        if reconnected < _RECONNECTS:
            assert (await stage.connect()).id == store.id
            reconnected += 1
        await asyncio.sleep(0.05)
    ran = await rotation
    assert ran.code == 0, ran.err
    assert reconnected > 0
    again = await stage.connect()
    assert (await again.post("/v1/store/check")).status == 200
    async with stage.database.read() as connection:
        assert await data_keys.get(connection, going.id) is None
        assert await data_keys.count(connection) == await data_keys.count_under(
            connection, wrapped_prefix(new)
        )


# Beside a real `serve`


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as found:
        yield found


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def connect(
    client: aiohttp.ClientSession, served: Served, sandbox: Sandbox, shop: str
) -> str:
    credential = sandbox.issue_credential()
    body = {
        "storeUrl": shop,
        "accessKey": credential.access_key,
        "accessToken": credential.access_token,
        "shareStorefront": True,
    }
    async with client.post(served.base + "/v1/connect/credentials", json=body) as answer:
        assert answer.status == 201, await answer.text()
        return str((await answer.json())["storeToken"])


async def check(client: aiohttp.ClientSession, served: Served, token: str) -> int:
    """A call to Alter with the store's credential, which is opened for it."""
    headers = {"Authorization": f"Bearer {token}"}
    async with client.post(served.base + "/v1/store/check", headers=headers) as answer:
        await answer.read()
        return answer.status


async def test_a_running_serve_follows_every_step(
    environment: dict[str, str],
    database: Database,
    sandbox: Sandbox,
    client: aiohttp.ClientSession,
    tmp_path: Path,
) -> None:
    """And a `serve` that starts with the new key alone opens what the old key had sealed."""
    environment |= {"ALTER_API_URL": sandbox.api_url, "CONNECTOR_ALLOW_PRIVATE_STORES": "1"}
    old = KeyFile(tmp_path / "master.key").load().primary_id
    async with serving(environment) as served:
        first = await connect(client, served, sandbox, "http://one.localhost")
        new = await promoted(environment)
        assert await check(client, served, first) == 200
        await verb(environment, "rotate")
        second = await connect(client, served, sandbox, "http://two.localhost")
        assert await under(database, old) == 0
        await verb(environment, "retire", old)
        assert await check(client, served, first) == 200
        served.process.kill()
        await served.process.wait()
    async with serving(environment) as served:
        assert await check(client, served, first) == await check(client, served, second) == 200
        found = (await verb(environment, "status"))["processes"]
        assert isinstance(found, list)
        assert found[-1]["keyIds"] == [new]
        served.process.terminate()
        await served.process.wait()
    left = (await verb(environment, "status"))["processes"]
    assert isinstance(left, list)
    assert [each for each in left if each["processId"] == found[-1]["processId"]] == []
