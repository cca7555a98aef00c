"""nginx' file in front of a real connector: who the client is, how large a body may be, and what streams."""

from __future__ import annotations

import asyncio
import os
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from tests.cli.processes import free_address
from tests.operate.places import OPERATE
from tests.stage.stage import Caller, Stage, Staging

pytestmark = pytest.mark.slow

_MAIN = """
daemon off;
{user}
pid {folder}/pid;
error_log {folder}/error.log;
events {{ }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/alter-connector.conf;
}}
"""


def nginx() -> str:
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if found is None or shutil.which("openssl") is None:
        pytest.skip(
            "no nginx or no openssl on this machine (Debian: apt-get install nginx openssl)"
        )
    return found


def laid_out(folder: Path, upstream: str, plain: str, secure: str) -> Path:
    """The file as it is shipped, but for addresses, names and the certificate."""
    folder.mkdir(exist_ok=True)
    text = (OPERATE / "nginx" / "alter-connector.conf").read_text("utf-8")
    for ours, here in (
        ("server 127.0.0.1:8080;", f"server {upstream};"),
        ("listen 80;", f"listen {plain};"),
        ("listen 443 ssl http2;", f"listen {secure} ssl http2;"),
        ("    listen [::]:80;\n", ""),
        ("    listen [::]:443 ssl http2;\n", ""),
        ("/etc/ssl/connect.example.com/fullchain.pem", f"{folder}/certificate.pem"),
        ("/etc/ssl/connect.example.com/privkey.pem", f"{folder}/key.pem"),
        ("/var/log/nginx/alter-connector.log", f"{folder}/access.log"),
    ):
        assert ours in text
        text = text.replace(ours, here)
    (folder / "alter-connector.conf").write_text(text)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(_MAIN.format(folder=folder, user=user))
    certificate = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=connect.example.com "
        f"-keyout {folder}/key.pem -out {folder}/certificate.pem"
    )
    subprocess.run(certificate.split(), check=True, capture_output=True)
    return folder / "nginx.conf"


def test_nginx_reads_its_file(tmp_path: Path) -> None:
    file = laid_out(tmp_path, "127.0.0.1:8080", free_address(), free_address())
    done = subprocess.run([nginx(), "-t", "-c", file], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert b"warn" not in done.stderr


@asynccontextmanager
async def in_front(stage: Stage, folder: Path) -> AsyncIterator[tuple[Caller, str]]:
    """A caller that goes through nginx, and where it listens without TLS."""
    plain, secure = free_address(), free_address()
    file = laid_out(folder, stage.base.removeprefix("http://"), plain, secure)
    process = await asyncio.create_subprocess_exec(nginx(), "-c", str(file))
    trusting = ssl.create_default_context(cafile=str(folder / "certificate.pem"))
    trusting.check_hostname = False
    connector = aiohttp.TCPConnector(ssl=trusting)
    try:
        async with aiohttp.ClientSession(connector=connector) as session:
            caller = Caller(session, f"https://{secure}")
            async with asyncio.timeout(30):
                await _ready(caller)
            yield caller, f"http://{plain}"
    finally:
        process.terminate()
        await process.wait()


async def _ready(caller: Caller) -> None:
    for _ in range(300):
        if await _answers(caller):
            return
        await asyncio.sleep(0.1)


async def _answers(caller: Caller) -> bool:
    try:
        return (await caller.get("/readyz")).status == 200
    except aiohttp.ClientConnectionError:
        return False


async def test_through_nginx_as_it_is_shipped(staging: Staging, tmp_path: Path) -> None:
    async with (
        staging(trusted_proxies="127.0.0.1/32", storefront_product_limit="3/min") as stage,
        in_front(stage, tmp_path / "nginx") as (caller, plain),
    ):
        store = await stage.connect()
        caller.headers = dict(store.headers)
        assert (await caller.get("/v1/store")).json["storeId"] == store.id
        await bodies(caller)
        await the_client_is_not_what_a_client_says(caller, store.storefront_key)
        async with caller.session.get(plain + "/v1/store", allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"].split(":")[0]) == (308, "https")
        await caller.get("/plugin/secret-code/alter-connector.zip?sig=secret-query")
        logged = (tmp_path / "nginx" / "access.log").read_text()
        assert "/v1/store" in logged
        assert "secret" not in logged


async def bodies(caller: Caller) -> None:
    """Bindings of any length go through, whole; all else is cut off at nginx."""
    line = b'{"externalProductId": "wc_%d", "runtimeType": "viewer", "designId": 381}\n'
    many = b"".join(line % number for number in range(30_000))
    assert len(many) > 2 * 2**20
    sent = await caller.put(
        "/v1/bindings", data=many, headers={"Content-Type": "application/x-ndjson"}
    )
    assert (sent.status, sent.json["accepted"]) == (200, 30_000)
    refused = await caller.post("/v1/orders/events", data=b" " * (2 * 2**20), described=False)
    assert refused.status == 413


async def the_client_is_not_what_a_client_says(caller: Caller, key: str) -> None:
    """Whatever it puts into the header, it is counted as one client."""
    statuses = [
        (
            await caller.get(
                f"/storefront/v1/{key}/products/wc_1",
                headers={"X-Forwarded-For": f"198.51.100.{number}"},
            )
        ).status
        for number in range(5)
    ]
    assert statuses[-1] == 429
    assert 200 in statuses[:3] or 404 in statuses[:3]
