"""All groups from the environment, or all their faults."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import (
    ValidationError,
)

from connector.domain.enrolment import EnrolmentPolicy
from connector.domain.pooling import PoolLimits
from connector.settings.groups import (
    AlterSettings,
    DatabaseSettings,
    DesignSettings,
    HousekeepingSettings,
    ServiceSettings,
    StorefrontSettings,
)


class SettingsFault(Exception):
    """The settings as they are cannot be used; the message names each variable."""


class Settings:
    """All groups, loaded together. `load` is the way to make one."""

    def __init__(
        self,
        service: ServiceSettings,
        storefront: StorefrontSettings,
        alter: AlterSettings,
        housekeeping: HousekeepingSettings,
        designs: DesignSettings,
        *,
        database: DatabaseSettings,
    ) -> None:
        self.service = service
        self.storefront = storefront
        self.alter = alter
        self.housekeeping = housekeeping
        self.designs = designs
        self.database = database

    @property
    def enrolment(self) -> EnrolmentPolicy:
        if self.storefront.enrolment is not None:
            return self.storefront.enrolment
        local = self.service.listen.is_loopback and self.service.public_is_loopback
        return "open" if local else "code"

    @property
    def is_on_sqlite(self) -> bool:
        return self.service.database_url.startswith("sqlite:")

    @property
    def listen_database_url(self) -> str | None:
        """Where other processes are heard; None: nowhere."""
        url, given = self.service.database_url, self.service.listen_database_url
        return None if self.is_on_sqlite or given == "off" else given or url

    @property
    def pool_limits(self) -> PoolLimits:
        database = self.database
        return PoolLimits(
            size=database.pool,
            wait=database.pool_wait,
            statement=database.statement_timeout,
            lock=database.lock_timeout,
            idle=database.idle_timeout,
            pgbouncer=self.service.database_pgbouncer,
        )

    @property
    def key_beside_database(self) -> bool:
        """Whoever copies the one folder then has both."""
        if not self.service.database_url.startswith("sqlite:///"):
            return False
        database = Path(self.service.database_url.removeprefix("sqlite:///")).resolve()
        return database.parent == self.service.master_key_file.resolve().parent


def load() -> Settings:
    """From the environment. Raises SettingsFault with every fault of every group."""
    faults: list[str] = []
    loaded: dict[str, Any] = {}
    for name, group in (
        ("service", ServiceSettings),
        ("storefront", StorefrontSettings),
        ("alter", AlterSettings),
        ("housekeeping", HousekeepingSettings),
        ("designs", DesignSettings),
        ("database", DatabaseSettings),
    ):
        try:
            loaded[name] = group()
        except ValidationError as error:
            prefix = str(group.model_config.get("env_prefix", ""))
            faults.extend(_described(prefix, error))
    if faults:
        raise SettingsFault("these settings cannot be used:\n" + "\n".join(faults))
    return Settings(**loaded)


def _described(prefix: str, error: ValidationError) -> list[str]:
    found = []
    for fault in error.errors(include_input=False, include_url=False):
        variable = prefix + str(fault["loc"][0]).upper() if fault["loc"] else ""
        message = fault["msg"].removeprefix("Value error, ")
        found.append(f"  {variable}: {message}" if variable else f"  {message}")
    return found
