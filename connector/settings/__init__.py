"""Every setting, grouped, with unit, default and reason. The only reader of the environment.

All faults are reported together: `load` raises `SettingsFault` whose message lists each variable, what is wrong
with it and what it takes.
"""

from connector.settings.groups import (
    AlterSettings,
    DatabaseSettings,
    DesignSettings,
    HousekeepingSettings,
    ServiceSettings,
    StorefrontSettings,
)
from connector.settings.loading import Settings, SettingsFault, load
from connector.settings.values import Listen, is_loopback_host

__all__ = [
    "AlterSettings",
    "DatabaseSettings",
    "DesignSettings",
    "HousekeepingSettings",
    "Listen",
    "ServiceSettings",
    "Settings",
    "SettingsFault",
    "StorefrontSettings",
    "is_loopback_host",
    "load",
]
