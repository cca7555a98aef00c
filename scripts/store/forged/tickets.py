"""Tickets: who opens an existing design, how, and until when."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time

from scripts.store import bought, connection, web
from scripts.store.scene import Scene
from scripts.store.shelves import Shelves
from scripts.store.shopper import Json, Shopper, shopper


async def play(scene: Scene, things: Shelves) -> None:
    async with shopper(scene) as guest, shopper(scene) as stranger:
        made = await guest.make(things.own)
        (key,) = (await guest.add(things.own, made)).json["added"]
        asked = {"want": "ticket", "line": key, "mode": "edit", "runtime": "customizer"}
        ticket = (await guest.ask("session", asked)).json["ticket"]
        await _edges(scene, things, ticket)
        number = await guest.pay()
        await _of_an_order(scene, guest, stranger, number)


async def _edges(scene: Scene, things: Shelves, ticket: str) -> None:
    secret = (await connection.secrets(scene.site))["ticket_secret"]
    _, content, _ = ticket.split(".")
    fields = json.loads(base64.urlsafe_b64decode(content + "=="))
    assert _signed(fields, secret) == ticket, "tickets are signed otherwise than documented"
    assert 0 < fields["e"] - time.time() <= 900, fields
    opens = fields["p"]
    assert await _asks(scene, things, opens, ticket) == (201, "")
    wrong = {
        "expired": _signed(fields | {"e": int(time.time()) - 90}, secret),
        "too long": _signed(fields | {"e": int(time.time()) + 3600}, secret),
        "another secret": _signed(fields, "0" * len(secret)),
        "another order": ticket.replace(
            content, _encoded(json.dumps(fields | {"o": "123"}).encode())
        ),
        "cut": ticket[:-2],
        "nonsense": "v1.e30.e30",
    }
    for what, each in wrong.items():
        found = await _asks(scene, things, opens, each)
        assert found == (403, "storefront.ticketInvalid"), (what, found)
    assert (await _asks(scene, things, f"wc_{things.free}", ticket))[0] == 403
    scene.tale.tell(
        "A ticket opens a design for at most 15 minutes; expired, for another product, with another order or secret, "
        "cut or made up it opens nothing."
    )


async def _of_an_order(scene: Scene, guest: Shopper, stranger: Shopper, number: int) -> None:
    order = await bought.order(scene, number)
    wanted: Json = {"want": "session", "orderItem": order.item.id, "runtime": "customizer"}
    for key in ("", "wc_order_made_up", order.key[:-1], None, ["*"]):
        answer = await stranger.ask("session", wanted | {"orderKey": key})
        assert (answer.status, answer.code) == (404, "session.gone"), (key, answer)
    for mode in ("view", "edit"):
        answer = await guest.ask("session", wanted | {"orderKey": order.key, "mode": mode})
        assert answer.status == 200, answer
        saved = await guest.save(answer.json)
        assert saved.status in (401, 403, 409), saved
    scene.tale.tell("What was bought is only looked at, and only by who has the order's key.")


async def _asks(scene: Scene, things: Shelves, external: str, ticket: str) -> tuple[int, str]:
    """A browser on the shop's page asks the connector."""
    key = await connection.storefront_key(scene.site)
    address = f"{scene.service.connector}/storefront/v1/{key}/session"
    body = {"externalProductId": external, "runtimeType": "customizer", "ticket": ticket}
    async with (
        web.caller() as http,
        http.post(address, json=body, headers={"Origin": scene.site.home}) as answer,
    ):
        return answer.status, str((await answer.json()).get("code", ""))


def _signed(fields: Json, secret: str) -> str:
    signed = f"v1.{_encoded(json.dumps(fields, separators=(',', ':')).encode())}"
    digest = hmac.digest(secret.encode(), signed.encode(), hashlib.sha256)
    return f"{signed}.{_encoded(digest)}"


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
