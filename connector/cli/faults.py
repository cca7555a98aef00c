"""From an exception to what the operator reads and the exit code; a traceback goes to the debug log only."""

from __future__ import annotations

import structlog

from connector.domain.errors import Failure
from connector.flows.operator.initialise import CannotInitialise
from connector.flows.startup import KeyDoesNotFit
from connector.settings import SettingsFault
from connector.store.database import DatabaseError
from connector.vault.errors import VaultError
from wp_bridge.errors import PluginNotBuildable

log = structlog.get_logger(__name__)

FAILED = 1
WRONG_SETTINGS = 2

_SAY_WHAT_TO_DO = (DatabaseError, VaultError, KeyDoesNotFit, CannotInitialise, PluginNotBuildable)


def told(fault: Exception) -> tuple[str, int]:
    if isinstance(fault, SettingsFault):
        return str(fault), WRONG_SETTINGS
    if isinstance(fault, _SAY_WHAT_TO_DO):
        return str(fault), FAILED
    if isinstance(fault, Failure):
        return fault.detail, FAILED
    if isinstance(fault, OSError):
        return str(fault), FAILED
    log.debug("unexpected_fault", exc_info=fault)
    # Its own text may quote a statement with its parameters, so only its kind is shown.
    return (
        f"unexpected fault ({type(fault).__name__}); CONNECTOR_LOG_LEVEL=debug shows where",
        FAILED,
    )
