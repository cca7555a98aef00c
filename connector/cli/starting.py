"""What every verb begins with: the settings, and logs on stderr, so that stdout is only the answer."""

from __future__ import annotations

from connector import logs
from connector.settings import Settings, load


def settings_for_service() -> Settings:
    """For what runs on: logs as the settings say. Raises SettingsFault."""
    settings = load()
    service = settings.service
    logs.configure(json=service.log_format == "json", level=service.log_level)
    return settings


def settings_for_operator() -> Settings:
    """For a verb that answers and ends: only warnings are logged, unless debugging. Raises SettingsFault."""
    settings = load()
    level = settings.service.log_level
    logs.configure(json=False, level=level if level in ("debug", "error") else "warning")
    return settings
