"""The gateway routes of this version: health, auth check, sessions, runtime bindings."""

from __future__ import annotations

import re

from aiohttp import web

from connector.domain.errors import NotFound, Unreadable
from connector.flows.gateway.bindings import Switch
from connector.web.gateway.callers import gateway_store
from connector.web.gateway.passing import passed_answer
from connector.web.gateway.rebuilding import (
    json_object,
    rebuilt_patch,
    rebuilt_sync,
    sent_items,
    sent_patch,
)
from connector.web.large_bodies import large_body
from connector.web.parts import FLOWS
from connector.web.rendering import json_answer

_NUMBER = re.compile(r"[1-9][0-9]{0,15}")
_FINGERPRINT = re.compile(r"[\x21-\x7e]{1,200}")


async def health(_request: web.Request) -> web.Response:
    return json_answer({"ok": True})


async def check(request: web.Request) -> web.Response:
    store = await gateway_store(request)
    return passed_answer(await request.app[FLOWS].gateway_check(store))


async def session(request: web.Request) -> web.Response:
    store = await gateway_store(request)
    fingerprint = request.headers.get("x-alter-client-fingerprint")
    if fingerprint is not None and _FINGERPRINT.fullmatch(fingerprint) is None:
        raise Unreadable("connector.invalidFingerprint", "The fingerprint is not printable text.")
    body = await json_object(request)
    return passed_answer(await request.app[FLOWS].gateway_session(store, body, fingerprint))


async def sync(request: web.Request) -> web.Response:
    store = await gateway_store(request)
    async with large_body(request, store):
        rebuilt = await rebuilt_sync(request)
        flow = request.app[FLOWS].gateway_bindings
        return passed_answer(await flow.sync(store, rebuilt, await sent_items(rebuilt)))


async def patch(request: web.Request) -> web.Response:
    store = await gateway_store(request)
    rebuilt = rebuilt_patch(await json_object(request))
    flow = request.app[FLOWS].gateway_bindings
    return passed_answer(
        await flow.patch(store, _binding_id(request), rebuilt, sent_patch(rebuilt))
    )


async def activate(request: web.Request) -> web.Response:
    return await _switched(request, "activate_binding")


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
