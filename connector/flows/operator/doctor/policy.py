"""Settings that are allowed, and not wise where this installation stands."""

from __future__ import annotations

from collections.abc import Iterator

from connector.flows.operator.doctor.finding import Finding, doubtful, fine
from connector.flows.operator.doctor.installation import Installation


def findings(installation: Installation) -> Iterator[Finding]:
    yield _key_place(installation)
    yield _enrolment(installation)
    yield _private_stores(installation)
    yield _proxies(installation)


def _key_place(installation: Installation) -> Finding:
    check = "key place"
    if not installation.key_beside_database:
        return fine(check, "key and database lie apart")
    if installation.public_is_loopback:
        return fine(check, "key and database share a folder, on a machine-local installation")
    return doubtful(
        check,
        "key and database share a folder: whoever copies it can open every credential",
        "move the key to another volume, name it in CONNECTOR_MASTER_KEY_FILE, back it up apart",
    )


def _enrolment(installation: Installation) -> Finding:
    check = "enrolment"
    if installation.enrolment == "code":
        return fine(check, "a new store needs a code (`enrol add`)")
    if installation.is_local:
        return fine(check, "open: any store on this machine may connect")
    return doubtful(
        check,
        "open: anyone who reaches this connector may connect a store",
        "set CONNECTOR_ENROLMENT=code and give out codes with `enrol add`",
    )


def _private_stores(installation: Installation) -> Finding:
    check = "private stores"
    if not installation.allow_private_stores:
        return fine(check, "stores on private addresses are refused")
    return doubtful(
        check,
        "stores on loopback and private addresses are allowed: a stranger's store could point the "
        "connector at this network",
        "unset CONNECTOR_ALLOW_PRIVATE_STORES unless this is a development machine",
    )


def _proxies(installation: Installation) -> Finding:
    check = "trusted proxies"
    if installation.trusts_a_proxy or not installation.public_url.startswith("https:"):
        return fine(check, "set" if installation.trusts_a_proxy else "none, and none needed")
    # This service speaks no TLS, so that behind https there is always a proxy.
    return doubtful(
        check,
        "the public URL is https, so a proxy stands in front, and none is trusted: all shoppers count "
        "as one client and share its limits",
        "name the proxy's address in CONNECTOR_TRUSTED_PROXIES (127.0.0.1 for one on this machine)",
    )
