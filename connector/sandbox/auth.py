"""Who calls (alter-public-api.txt, "Authentication and base URL")."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from connector.sandbox.plan import Plan
from connector.sandbox.records import Credential, Storefront
from connector.sandbox.refusal import forbidden, refused, unauthorized
from connector.sandbox.scene import SCENE

ACCESS_KEY = "x-alter-access-key"
ACCESS_TOKEN = "x-alter-access-token"  # noqa: S105 - the name of a header


@dataclass(frozen=True, slots=True)
class Caller:
    credential: Credential
    storefront: Storefront
    plan: Plan

    def require_plan(self) -> None:
        if not self.plan.eligible:
            raise refused(403, "plan.notEligible")


def identify(request: web.Request) -> Credential | None:
    world = request.app[SCENE].world
    key = request.headers.get(ACCESS_KEY, "")
    return world.credential(key, request.headers.get(ACCESS_TOKEN, ""))


def authenticate(request: web.Request, scope: str | None = None) -> Caller:
    """Browser calls are refused before the credential is looked at, so that they learn nothing."""
    if "Origin" in request.headers or "Referer" in request.headers:
        raise forbidden()
    credential = identify(request)
    if credential is None:
        raise unauthorized()
    if scope is not None and scope not in credential.scopes:
        raise forbidden()
    scene = request.app[SCENE]
    storefront = scene.world.storefronts[credential.storefront_id]
    return Caller(credential, storefront, scene.knobs.plan_of(storefront))
