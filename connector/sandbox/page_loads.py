"""One load of a tool page may behave otherwise than the knobs say: `?toolPage={"price":"text"}`.

The page hands the same query to the route behind its button, so that two tabs can differ.
"""

from __future__ import annotations

import json

from aiohttp import web

from connector.sandbox.conduct import ToolPage
from connector.sandbox.control import read
from connector.sandbox.refusal import refused
from connector.sandbox.scene import SCENE

QUERY = "toolPage"


def conduct_of(request: web.Request) -> ToolPage:
    """What the query names is the load's own; the rest is as the knobs say."""
    common = request.app[SCENE].knobs.tool_page
    own = request.query.get(QUERY)
    if own is None:
        return common
    try:
        changes = json.loads(own)
    except ValueError:
        raise refused(400, "sandbox.invalidToolPage") from None
    if not isinstance(changes, dict):
        raise refused(400, "sandbox.invalidToolPage")
    return read(ToolPage, common.model_dump(by_alias=True) | changes)
