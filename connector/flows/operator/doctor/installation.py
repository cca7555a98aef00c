"""The facts of the settings that a look at the installation needs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from connector.domain.enrolment import EnrolmentPolicy


@dataclass(frozen=True)
class Installation:
    """`is_local`: listens on loopback and is called on loopback, so that only this machine reaches it."""

    data_dir: Path
    key_file: Path
    public_url: str
    public_is_loopback: bool
    is_local: bool
    key_beside_database: bool
    enrolment: EnrolmentPolicy
    allow_private_stores: bool
    trusts_a_proxy: bool
    alter_api_url: str
