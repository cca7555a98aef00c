"""`/v1/manifests`."""

from __future__ import annotations

from typing import Annotated, Any

from aiohttp import web
from pydantic import Field

from connector.flows.collaborators.manifest_check import ManifestReport
from connector.web.callers import authenticated
from connector.web.parts import FLOWS
from connector.web.reading import read_model
from connector.web.rendering import json_answer
from connector.web.v1.local_designs import PlaceBody


class VerifyBody(PlaceBody):
    manifest_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None


async def verify(request: web.Request) -> web.Response:
    store = await authenticated(request)
    body = await read_model(request, VerifyBody)
    report = await request.app[FLOWS].verify_manifest(
        store, body.manifest_url, body.asset_base_url, body.manifest_hash
    )
    return json_answer(report_json(report))


def report_json(report: ManifestReport) -> dict[str, Any]:
    return {
        "ok": report.ok,
        "manifestHash": report.manifest_hash,
        "files": {"checked": report.checked, "total": report.total},
        "problems": [vars(each) for each in report.problems],
    }


ROUTES = [web.post("/v1/manifests/verify", verify)]
