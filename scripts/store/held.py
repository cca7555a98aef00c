"""What is held of a product: by the shop's mirror, by the connector, by Alter. Each is asked itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aiohttp

from scripts.store import connection
from scripts.store.scene import Scene

Bindings = dict[str, tuple[int | None, str]]
"""By runtime type: the design's number and the status."""

_COLUMNS = "runtime_type, design_id, wanted, state, code, version"


@dataclass(frozen=True)
class Row:
    """Of the shop's mirror."""

    runtime_type: str
    design: int
    wanted: str
    state: str
    code: str
    version: int


async def in_shop(scene: Scene, object_id: int) -> dict[str, Row]:
    """The mirror's rows of a product or variation, by runtime type."""
    found = await scene.site.database.query(
        f"SELECT {_COLUMNS} FROM shop_alter_connector_bindings"  # noqa: S608 - numbers of ours
        f" WHERE object_id = {object_id} ORDER BY id"
    )
    rows = [
        Row(kind, int(no), wanted, state, code, int(v))
        for kind, no, wanted, state, code, v in found
    ]
    return {row.runtime_type: row for row in rows}


async def at_connector(scene: Scene, external_id: str) -> Bindings:
    """What the connector answers the shop's own token."""
    address = f"{scene.service.connector}/v1/bindings"
    token = (await connection.secrets(scene.site))["store_token"]
    headers = {"Authorization": f"Bearer {token}"}
    query = {"externalProductId": external_id}
    async with (
        aiohttp.ClientSession() as session,
        session.get(address, params=query, headers=headers) as answer,
    ):
        answer.raise_for_status()
        return _read((await answer.json())["items"], external_id)


async def at_alter(scene: Scene, external_id: str) -> Bindings:
    return _read((await scene.service.state())["bindings"], external_id)


async def everywhere(scene: Scene, external_id: str, expected: Bindings) -> None:
    """Connector and Alter both hold exactly this, archived ones aside."""
    for who, ask in (("the connector", at_connector), ("Alter", at_alter)):
        found = {
            kind: one
            for kind, one in (await ask(scene, external_id)).items()
            if one[1] != "archived"
        }
        assert found == expected, f"{who} holds {found} of {external_id}, not {expected}"


async def status_everywhere(scene: Scene, external_id: str, expected: str) -> None:
    """Every binding of the product has this status with both."""
    for who, ask in (("the connector", at_connector), ("Alter", at_alter)):
        found = {status for _, status in (await ask(scene, external_id)).values()}
        assert found == {expected}, f"{who} has {external_id} as {found}, not {expected}"


def _read(items: list[dict[str, Any]], external_id: str) -> Bindings:
    return {
        item["runtimeType"]: (item["designId"], item["status"])
        for item in items
        if item["externalProductId"] == external_id
    }
