"""The zip, in two builds: *served* by a connector, whose address it carries, and for wordpress.org, which knows none.

The same input makes the same bytes on every machine with the same zlib: names are sorted, times and permissions
fixed. So anybody can check that what a connector serves is what lies here.
"""

from __future__ import annotations

import io
import re
import zipfile

from wp_bridge.delivery.source import DELIVERY_FILE, MAIN_FILE, SLUG, PluginSource
from wp_bridge.errors import PluginNotBuildable

# Before 1980 a zip has no dates; a day later no time zone makes it 1979.
_TIME = (1980, 1, 2, 0, 0, 0)
_FILE = 0o100644
_UNIX = 3

_UPDATER = "src/delivery/"
"""wordpress.org takes no plugin that updates itself from elsewhere (guideline 8)."""

# Narrower than what an address may hold: it is written into PHP and into a comment of PHP, and nothing in it may
# end either.
_ADDRESS = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9._-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?(?:/[a-z0-9._~%-]+)*",
    re.ASCII | re.IGNORECASE,
)
_CODE = re.compile(r"[A-Za-z0-9_-]{1,100}", re.ASCII)


def served(source: PluginSource, address: str, code: str | None = None) -> bytes:
    """The zip of the connector at `address`; with `code`, a zip that lets one store connect there.

    Raises PluginNotBuildable for an address that cannot be written into PHP as it is, ValueError for a code that is
    none.
    """
    checked_address(address)
    if code is not None and not _CODE.fullmatch(code):
        raise ValueError("not an enrolment code")
    files = dict(source.files)
    files[MAIN_FILE] = _with_update_uri(files[MAIN_FILE], update_uri(address))
    files[DELIVERY_FILE] = _delivery(address, code)
    return _zipped(files)


def for_directory(source: PluginSource) -> bytes:
    """The zip for wordpress.org: no address, no updater."""
    return _zipped(
        {name: body for name, body in source.files.items() if not name.startswith(_UPDATER)}
    )


def update_uri(address: str) -> str:
    """What WordPress knows a served plugin by: with a host of its own, wordpress.org is never asked for it, so that
    a plugin of the same name there cannot take its place."""
    return f"{address}/plugin/info.json"


def checked_address(address: str) -> str:
    """Raises PluginNotBuildable."""
    if not _ADDRESS.fullmatch(address):
        raise PluginNotBuildable(
            f"{address!r} cannot be written into the plugin: an address has a scheme, a host in ASCII (punycode), a "
            "port and a plain path, and nothing else; correct CONNECTOR_PUBLIC_URL"
        )
    return address


def _delivery(address: str, code: str | None) -> bytes:
    brought = {"address": address} | ({} if code is None else {"code": code})
    lines = "".join(f"\t{_quoted(key)} => {_quoted(value)},\n" for key, value in brought.items())
    return (
        "<?php\n/**\n * Who delivered this plugin.\n *\n * @package AlterConnector\n */\n\n"
        f"defined( 'ABSPATH' ) || exit;\n\nreturn array(\n{lines});\n"
    ).encode()


def _quoted(text: str) -> str:
    """A text of PHP in single quotes, where only these two mean anything."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _with_update_uri(main: bytes, uri: str) -> bytes:
    """Above the version, in the columns of the other headers."""
    line = f" * Update URI:           {uri}\n".encode()
    made, count = re.subn(rb"^(?= \* Version:)", lambda _: line, main, count=1, flags=re.MULTILINE)
    if not count:
        raise PluginNotBuildable(
            f"{MAIN_FILE} has no line for its version: install the connector again"
        )
    return made


def _zipped(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{SLUG}/{name}", date_time=_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = _UNIX
            entry.external_attr = _FILE << 16
            archive.writestr(entry, files[name], compresslevel=9)
    return written.getvalue()
