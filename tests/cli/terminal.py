"""The operator's terminal: verbs run in this process, with an environment of their own."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from connector.cli.verbs import alter_connector

UNREACHABLE = "http://127.0.0.1:9/public-api/v1"
"""Nobody listens on the discard port, so that no test ever calls the real Alter."""


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Terminal:
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, typed: str | None = None) -> Ran:
        result = CliRunner().invoke(
            alter_connector, arguments, input=typed, env=self.environment, catch_exceptions=False
        )
        return Ran(result.exit_code, result.stdout, result.stderr)

    async def beside(self, *arguments: str, typed: str | None = None) -> Ran:
        """For tests in which a connector runs already: the verb gets a loop of its own."""
        return await asyncio.to_thread(self.run, *arguments, typed=typed)


def environment_for(
    folder: Path, database_url: str = "", alter_url: str = UNREACHABLE
) -> dict[str, str]:
    """`alter_url` is the base of its API; its pages are served beside it."""
    return {
        "CONNECTOR_DATA_DIR": str(folder),
        "CONNECTOR_DATABASE_URL": database_url,
        "ALTER_API_URL": alter_url,
        "ALTER_APP_URL": alter_url.removesuffix("/public-api/v1"),
    }
