"""The gateway routes of this version: health, auth check, sessions, runtime bindings."""

from __future__ import annotations

import re

from aiohttp import web

from connector.domain.errors import NotFound, Unreadable
from connector.flows.gateway.bindings import Switch
from connector.web.described import Content, Parameter, described
from connector.web.gateway.bodies import BINDING, SESSION, SyncBody
from connector.web.gateway.callers import BY_CREDENTIAL, gateway_store
from connector.web.gateway.passing import RELAY_FAILURES, passed_answer
from connector.web.gateway.rebuilding import (
    rebuilt_patch,
    sent_items,
    sent_patch,
)
from connector.web.large_bodies import large_body
from connector.web.parts import FLOWS
from connector.web.rendering import OkAnswer, json_answer

_NUMBER = re.compile(r"[1-9][0-9]{0,15}")
_FINGERPRINT = re.compile(r"[\x21-\x7e]{1,200}")


FINGERPRINT = Parameter(
    "x-alter-client-fingerprint",
    "header",
    "The visitor's, for Alter's limit of sessions.",
    {"type": "string", "pattern": f"^{_FINGERPRINT.pattern}$"},
)
BINDING_ID = Parameter(
    "id", "path", "Alter's number.", {"type": "string", "pattern": f"^{_NUMBER.pattern}$"}, True
)
SYNC = SyncBody()

_ALTERS = Content(shape={"type": "object", "description": "Alter's answer."})
_BINDING_FAILURES = ("connector.bindingNotFound", "sync.busy", *RELAY_FAILURES)


@described(
    "isAliveLikeAlter", "The process lives, said where Alter says it.", answers={200: OkAnswer}
)
async def health(_request: web.Request) -> web.Response:
    return json_answer({"ok": True})


@described(
    "authCheck",
    "Storefront, scopes and plan of the credential.",
    access=BY_CREDENTIAL,
    answers={200: _ALTERS},
    failures=RELAY_FAILURES,
    passes=True,
)
async def check(request: web.Request) -> web.Response:
    store = await gateway_store(request)
    return passed_answer(await request.app[FLOWS].gateway_check(store))


@described(
    "embedSession",
    "A token for a tool on one of the store's pages.",
    "`origin` must be one of the store's. Fields that Alter does not document are left out.",
    access=BY_CREDENTIAL,
    parameters=[FINGERPRINT],
    body=SESSION,
    answers={200: _ALTERS},
    failures=[
        *("connector.originNotAllowed", "connector.invalidFingerprint"),
        *("connector.invalidRuntimeBindingId", "connector.invalidDesignId"),
        *("connector.invalidOrderId", *RELAY_FAILURES),
    ],
    passes=True,
)
async def session(request: web.Request) -> web.Response:
    store = await gateway_store(request)
    fingerprint = request.headers.get(FINGERPRINT.name)
    if fingerprint is not None and _FINGERPRINT.fullmatch(fingerprint) is None:
        raise Unreadable("connector.invalidFingerprint", "The fingerprint is not printable text.")
    body = await SESSION.read(request)
    return passed_answer(await request.app[FLOWS].gateway_session(store, body, fingerprint))


@described(
    "syncBindings",
    "Create or change runtime bindings. What Alter takes is recorded as confirmed.",
    access=BY_CREDENTIAL,
    body=SYNC,
    answers={200: _ALTERS},
    failures=[
        *("connector.externalProductIdPrefix", "store.tooMany", "sync.busy"),
        *RELAY_FAILURES,
    ],
    passes=True,
)
async def sync(request: web.Request) -> web.Response:
    store = await gateway_store(request)
    async with large_body(request, store):
        rebuilt = await SYNC.read(request)
        flow = request.app[FLOWS].gateway_bindings
        return passed_answer(await flow.sync(store, rebuilt, await sent_items(rebuilt)))


@described(
    "patchBinding",
    "Change a runtime binding.",
    access=BY_CREDENTIAL,
    parameters=[BINDING_ID],
    body=BINDING,
    answers={200: _ALTERS},
    failures=_BINDING_FAILURES,
    passes=True,
)
async def patch(request: web.Request) -> web.Response:
    store = await gateway_store(request)
    rebuilt = rebuilt_patch(await BINDING.read(request))
    flow = request.app[FLOWS].gateway_bindings
    return passed_answer(
        await flow.patch(store, _binding_id(request), rebuilt, sent_patch(rebuilt))
    )


@described(
    "activateRuntimeBinding",
    "Activate a runtime binding.",
    access=BY_CREDENTIAL,
    parameters=[BINDING_ID],
    answers={200: _ALTERS},
    failures=_BINDING_FAILURES,
    passes=True,
)
async def activate(request: web.Request) -> web.Response:
    return await _switched(request, "activate_binding")


@described(
    "deactivateRuntimeBinding",
    "Deactivate a runtime binding.",
    access=BY_CREDENTIAL,
    parameters=[BINDING_ID],
    answers={200: _ALTERS},
    failures=_BINDING_FAILURES,
    passes=True,
)
async def deactivate(request: web.Request) -> web.Response:
    return await _switched(request, "deactivate_binding")


async def _switched(request: web.Request, switch: Switch) -> web.Response:
    store = await gateway_store(request)
    flow = request.app[FLOWS].gateway_bindings
    return passed_answer(await flow.switch(store, _binding_id(request), switch))


def _binding_id(request: web.Request) -> int:
    text = request.match_info["id"]
    if _NUMBER.fullmatch(text) is None:
        raise NotFound("connector.bindingNotFound", "There is no such runtime binding.")
    return int(text)


_BINDINGS = "/public-api/v1/runtime-bindings"
ROUTES = [
    web.get("/public-api/healthz", health, allow_head=False),
    web.get("/public-api/v1/healthz", health, allow_head=False),  # where the older document has it
    web.get("/public-api/v1/auth/check", check, allow_head=False),
    web.post("/public-api/v1/embed/session", session),
    web.post(f"{_BINDINGS}/sync-from-wordpress", sync),
    web.patch(_BINDINGS + "/{id}", patch),
    web.post(_BINDINGS + "/{id}/activate", activate),
    web.post(_BINDINGS + "/{id}/deactivate", deactivate),
]
