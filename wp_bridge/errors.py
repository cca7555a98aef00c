"""What can go wrong between the service and a WordPress site.

Each class belongs to one door; messages of `InvalidSiteUrl` are written for the person who typed
the address, the others carry short codes and are worded by whoever shows them.
"""

from __future__ import annotations

from typing import Literal

UnreachableCode = Literal[
    "dns",
    "refusedAddress",
    "tls",
    "connect",
    "timeout",
    "redirect",
    "tooLarge",
    "status",
    "malformed",
]


class BridgeError(Exception):
    """Base of everything `wp_bridge` raises. Never raised directly."""


class InvalidSiteUrl(BridgeError):
    """An address that cannot be used; the message says what is wrong and what to do."""


class AddressRefused(BridgeError, OSError):
    """The guard at the socket refused a final address.

    It is an OSError because the connection race of aiohttp collects only those, and its text is the
    same for every address because that race keeps the type only when all candidates failed alike:
    so a site counts as refused exactly when each of its addresses was. `reason` names the range of
    this one.
    """

    def __init__(self, reason: str) -> None:
        super().__init__("address refused")
        self.reason = reason


class SiteUnreachable(BridgeError):
    """A call to a site brought no usable answer.

    `code` is stable and for programs, `detail` is one line for logs and owners: it never holds
    bytes the site answered, because whoever names an internal host as a shop would read them there.
    `status` is the HTTP status when there was one.
    """

    def __init__(self, code: UnreachableCode, detail: str, *, status: int | None = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.status = status


ManifestFault = Literal[
    "malformed",
    "notJson",
    "html",
    "tooLarge",
    "forbiddenPath",
    "forbiddenType",
]


class ManifestInvalid(BridgeError):
    """A manifest that cannot be used.

    `code` is stable and for programs, `detail` continues "the manifest cannot be used: …" and names a place in it,
    never what stands there.
    """

    def __init__(self, code: ManifestFault, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class TicketInvalid(BridgeError):
    """A ticket that opens nothing; `reason` is a code for logs, shoppers see one answer for all."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PluginNotBuildable(BridgeError):
    """The plugin's zip cannot be made; the message says why and what to do, for the operator."""
