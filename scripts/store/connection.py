"""What a shop keeps of its connection, read past the plugin."""

from __future__ import annotations

import re

from scripts.store.site import Site

_SECRETS = re.compile(r's:\d+:"(\w*(?:token|secret))";s:\d+:"([^"]+)"')


async def secrets(site: Site) -> dict[str, str]:
    """What nobody may see, by name, `store_token` among it; nothing of a shop that is not connected."""
    rows = await site.database.query(
        "SELECT option_value FROM shop_options WHERE option_name = 'alter_connector_connection'"
    )
    return dict(_SECRETS.findall(rows[0][0])) if rows else {}


async def storefront_key(site: Site) -> str:
    """What every page of the shop may know."""
    rows = await site.database.query(
        "SELECT option_value FROM shop_options WHERE option_name = 'alter_connector_connection'"
    )
    found = re.search(r'"storefront_key";s:\d+:"([^"]+)"', rows[0][0])
    assert found, "the shop is not connected"
    return found[1]
