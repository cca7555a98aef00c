"""The documents name what there is: every setting, route and command."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web
from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from connector.sandbox.conduct import OrderNumber, ToolPage
from connector.sandbox.knobs import Knobs
from connector.sandbox.variants import Variants
from connector.settings import (
    AlterSettings,
    DatabaseSettings,
    DesignSettings,
    HousekeepingSettings,
    ServiceSettings,
    StorefrontSettings,
)
from connector.web.application import ROUTES

ROOT = Path(__file__).parents[2]
OPERATOR = (ROOT / "docs" / "OPERATOR.md").read_text(encoding="utf-8")
SANDBOX = (ROOT / "docs" / "SANDBOX.md").read_text(encoding="utf-8")
HTTP = (ROOT / "docs" / "HTTP.md").read_text(encoding="utf-8")


def variables() -> list[str]:
    return [
        f"{group.model_config.get('env_prefix')}{name.upper()}"
        for group in (
            ServiceSettings,
            StorefrontSettings,
            AlterSettings,
            DesignSettings,
            DatabaseSettings,
            HousekeepingSettings,
        )
        for name in group.model_fields
    ]


@pytest.mark.parametrize("variable", variables())
def test_every_setting_is_in_the_operators_table(variable: str) -> None:
    """A row of the table, not a mention in passing."""
    assert f"| `{variable}` |" in OPERATOR


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if isinstance(route, web.RouteDef)], ids=str
)
def test_every_route_is_in_the_http_document(route: web.RouteDef) -> None:
    """Method and path as they are registered."""
    assert f"`{route.method} {route.path}`" in HTTP


@pytest.mark.parametrize("group", [Knobs, ToolPage, Variants, OrderNumber])
def test_every_knob_is_in_the_sandboxs_document(group: type[BaseModel]) -> None:
    names = [to_camel(name) for name in group.model_fields]
    assert [name for name in names if f"`{name}`" not in SANDBOX] == []


def test_the_readme_names_two_commands_that_exist() -> None:
    """The promise of the first page."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in ("scripts/demo", "scripts/test"):
        assert command in readme
        assert (ROOT / command).stat().st_mode & 0o111
