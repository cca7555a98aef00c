"""`/v1/manifests`."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import Field
from typing_extensions import TypedDict

from connector.flows.collaborators.manifest_check import ManifestReport
from connector.web.callers import BY_TOKEN
from connector.web.described import described
from connector.web.parts import FLOWS
from connector.web.reading import JsonBody
from connector.web.rendering import json_answer
from connector.web.v1.local_designs import PLACE_EXAMPLE, PlaceBody


class VerifyBody(PlaceBody):
    manifest_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None


class CheckedFiles(TypedDict):
    checked: int
    total: int | None


class ManifestProblem(TypedDict):
    """`subject` is `manifest` or a file of it; `blocking`: a browser would not show the design."""

    code: str
    subject: str
    detail: str
    blocking: bool


class ManifestAnswer(TypedDict):
    ok: bool
    manifestHash: str | None
    files: CheckedFiles
    problems: list[ManifestProblem]


VERIFY = JsonBody(VerifyBody, example=PLACE_EXAMPLE)


@described(
    "verifyManifest",
    "Look at a manifest and its files where they lie: could a browser load them?",
    access=BY_TOKEN.access,
    body=VERIFY,
    answers={200: ManifestAnswer},
    failures=["manifest.assetBaseUrl", "manifest.foreignUrl", "store.tooMany"],
)
async def verify(request: web.Request) -> web.Response:
    store = await BY_TOKEN.store(request)
    body = await VERIFY.read(request)
    report = await request.app[FLOWS].verify_manifest(
        store, body.manifest_url, body.asset_base_url, body.manifest_hash
    )
    return json_answer(report_json(report))


def report_json(report: ManifestReport) -> ManifestAnswer:
    return {
        "ok": report.ok,
        "manifestHash": report.manifest_hash,
        "files": {"checked": report.checked, "total": report.total},
        "problems": [
            {
                "code": each.code,
                "subject": each.subject,
                "detail": each.detail,
                "blocking": each.blocking,
            }
            for each in report.problems
        ],
    }


ROUTES = [web.post("/v1/manifests/verify", verify)]
