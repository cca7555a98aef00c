"""Every setting, grouped, with unit, default and reason."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    Field,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from connector.domain.connection import ANSWER_LIFETIME
from connector.domain.enrolment import EnrolmentPolicy
from connector.domain.local_design import DesignLimits
from connector.domain.pooling import PoolLimits
from connector.domain.retention import Retention
from connector.domain.window import Rate
from connector.settings.values import (
    DurationText,
    HttpUrl,
    Listen,
    ListenAddress,
    Networks,
    RateText,
    TextByName,
    is_loopback_host,
)

_MINUTE = timedelta(minutes=1)
_TEN_YEARS = timedelta(days=3650)
_KEPT = Retention()
_POOL = PoolLimits()
_MIB = 1024 * 1024

_IFRAMES = {
    "viewer": "/app/viewer/{designId}?add_to_cart=1",
    "viewerLocal": "/app/viewer/{designId}?add_to_cart=1&wp_local_design=1",
    "configurator": "/app/configurator/{designId}",
    "customizer": "/app/customizer/{designId}",
    "customizerOrder": "/app/customizer/{designId}/{orderId}",
}
_CONNECT_PARAMS = (
    "store_url",
    "site_origin",
    "redirect_uri",
    "state",
    "code_challenge",
    "code_challenge_method",
)


class _Group(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="CONNECTOR_",
        extra="ignore",
        frozen=True,
        arbitrary_types_allowed=True,
        validate_default=True,
        env_ignore_empty=True,
        hide_input_in_errors=True,
    )


class ServiceSettings(_Group):
    """Where the connector listens, what it is called from outside, where its data lies."""

    listen: ListenAddress = Field(default=Listen("127.0.0.1", 8080))
    """host:port of the public surfaces. Loopback: a reverse proxy with TLS belongs in front."""

    operator_listen: ListenAddress = Field(default=Listen("127.0.0.1", 8090))
    """host:port of `/metrics`; never on the public port."""

    public_url: HttpUrl = ""
    """How stores and browsers reach it; default `http://` + listen. http only on loopback, since store
    tokens travel over it. No address is ever built from a Host header."""

    data_dir: Path = Path("data")
    """SQLite file, master key and the files of local designs. Made by `init` with mode 0700."""

    database_url: str = ""
    """`sqlite:///path` or `postgresql://…`; default: `connector.db` in the data dir."""

    database_pgbouncer: bool = False
    """`database_url` is PgBouncer's in transaction mode: nothing prepared is kept."""

    listen_database_url: str = ""
    """The server's own address, for LISTEN; default: `database_url`. `off`: processes only look."""

    master_key_file: Path = Path()
    """Default: `master.key` in the data dir. Mode 0600. Better on another volume than the database."""

    log_format: Literal["json", "console"] = "console"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    sync_batch: int = Field(default=100, ge=1, le=500)
    """Bindings per upstream call. 500 is more than any documented example; Alter names no limit."""

    sync_workers: int = Field(default=4, ge=1, le=64)
    """Stores synced side by side by one process."""

    stop_within: float = Field(default=10.0, gt=0, le=300)
    """Seconds a stopping process gives to what is in flight."""

    @field_validator("database_url")
    @classmethod
    def _known_engine(cls, value: str) -> str:
        in_memory = value in ("sqlite:///", "sqlite:///:memory:")
        if value and (in_memory or not value.startswith(("sqlite:///", "postgresql://"))):
            raise ValueError("takes sqlite:///path or postgresql://user@host/database")
        return value

    @field_validator("listen_database_url")
    @classmethod
    def _postgres_or_off(cls, value: str) -> str:
        if value and value != "off" and not value.startswith("postgresql://"):
            raise ValueError("takes postgresql://user@host/database, or off")
        return value

    @model_validator(mode="after")
    def _heard(self) -> Self:
        if self.database_pgbouncer and not self.listen_database_url:
            raise ValueError(
                "CONNECTOR_DATABASE_PGBOUNCER needs CONNECTOR_LISTEN_DATABASE_URL: the server's own address "
                "(LISTEN does not pass PgBouncer in transaction mode), or off"
            )
        return self

    @model_validator(mode="after")
    def _complete(self) -> Self:
        filled: dict[str, Any] = {}
        if not self.public_url:
            filled["public_url"] = f"http://{self.listen}"
        if not self.database_url:
            filled["database_url"] = f"sqlite:///{self.data_dir / 'connector.db'}"
        if self.master_key_file == Path():
            filled["master_key_file"] = self.data_dir / "master.key"
        for name, value in filled.items():
            object.__setattr__(self, name, value)
        if self.public_url.startswith("http:") and not self.public_is_loopback:
            raise ValueError(
                f"CONNECTOR_PUBLIC_URL is needed when CONNECTOR_LISTEN is {self.listen}: "
                "the https address by which stores reach it"
            )
        return self

    @property
    def public_is_loopback(self) -> bool:
        return is_loopback_host(urlsplit(self.public_url).hostname or "")

    @property
    def designs_dir(self) -> Path:
        return self.data_dir / "designs"


class DatabaseSettings(_Group):
    """How PostgreSQL is used by each process; SQLite has none of this. Seconds, unless said otherwise."""

    model_config = SettingsConfigDict(env_prefix="CONNECTOR_DATABASE_")

    pool: int = Field(default=_POOL.size, ge=2, le=200)
    """Connections of one process. All processes together stay below the server's `max_connections`."""

    pool_wait: float = Field(default=_POOL.wait, gt=0, le=120)
    """For a free one; then the caller hears 503."""

    statement_timeout: float = Field(default=_POOL.statement, gt=0, le=3600)
    """The longest statement of ours takes milliseconds; one that takes this long waits for something broken."""

    lock_timeout: float = Field(default=_POOL.lock, gt=0, le=3600)
    idle_timeout: float = Field(default=_POOL.idle, gt=0, le=3600)
    """In a transaction, without a statement: the process hangs, and others wait for its locks."""


class StorefrontSettings(_Group):
    """Who may create stores, and how much browsers may ask."""

    enrolment: EnrolmentPolicy | None = None
    """`open` or `code`; default: open if listen AND public URL are loopback, else code."""

    allow_private_stores: bool = False
    """Development: stores on loopback or private addresses, plain http, any port."""

    trusted_proxies: Networks = Field(default_factory=list)
    """Comma-separated networks whose X-Forwarded-For is believed."""

    storefront_client_limit: RateText = Field(default=Rate(20, 60.0))
    """Browser sessions per client, sliding window."""

    storefront_store_limit: RateText = Field(default=Rate(60, 60.0))
    """Anonymous browser sessions per store; beyond it a ticket is asked for."""

    storefront_product_limit: RateText = Field(default=Rate(600, 60.0))
    """Product look-ups per client; generous, as they are cacheable and many shoppers share an address."""

    plugin_limit: RateText = Field(default=Rate(120, 60.0))
    """Plugin downloads and update checks per client; a host's shops may share one address, and update at once."""

    connect_limit: RateText = Field(default=Rate(10, 60.0))
    """Connect attempts per client (contract, "Connect")."""

    connect_open: int = Field(default=10_000, ge=1)
    """Connect attempts that may wait for their owners at once, in the whole service."""


class AlterSettings(_Group):
    """Upstream. What no document says is a setting here."""

    model_config = SettingsConfigDict(env_prefix="ALTER_")

    api_url: HttpUrl = "https://alterproduct.com/public-api/v1"
    app_url: HttpUrl = "https://alterproduct.com"
    """Origin of the iframes."""

    connect_url: HttpUrl = "https://alterproduct.com/app/wp-connect"
    connect_params: TextByName = Field(default_factory=dict)
    """JSON object from our parameter names to the page's, for names that differ."""

    iframe_urls: TextByName = Field(default_factory=dict)
    """JSON object: templates for viewer, viewerLocal, configurator, customizer, customizerOrder."""

    limit_key: Literal["credential", "address"] = "credential"
    limit_scale: float = Field(default=1.0, gt=0, le=1000)
    """A factor on the documented limits."""

    @field_validator("connect_params")
    @classmethod
    def _known_params(cls, value: dict[str, str]) -> dict[str, str]:
        unknown = sorted(set(value) - set(_CONNECT_PARAMS))
        if unknown:
            raise ValueError(f"knows {', '.join(_CONNECT_PARAMS)}, not {', '.join(unknown)}")
        return value

    @field_validator("iframe_urls")
    @classmethod
    def _all_templates(cls, value: dict[str, str]) -> dict[str, str]:
        unknown = sorted(set(value) - set(_IFRAMES))
        if unknown:
            raise ValueError(f"knows {', '.join(_IFRAMES)}, not {', '.join(unknown)}")
        wrong = sorted(name for name, path in value.items() if not path.startswith("/"))
        if wrong:
            raise ValueError(f"templates start with /: {', '.join(wrong)}")
        return _IFRAMES | value

    @property
    def app_origin(self) -> str:
        parts = urlsplit(self.app_url)
        return f"{parts.scheme}://{parts.netloc}".lower()


class DesignSettings(_Group):
    """How much designs that stores host themselves may take, in MiB unless said otherwise."""

    model_config = SettingsConfigDict(env_prefix="CONNECTOR_DESIGNS_")

    file_mib: int = Field(default=256, ge=1, le=2048)
    """One file. Browsers load it whole; a model beyond this is a mistake more often than not."""

    design_mib: int = Field(default=1024, ge=1, le=3584)
    """All files of one design. It travels as one zip, and beyond 4 GiB not every PHP reads one."""

    design_files: int = Field(default=5000, ge=1, le=20_000)
    """Files of one design. Each is a call to Alter, of which 180 a minute are allowed."""

    store_mib: int = Field(default=10_240, ge=1)
    """All designs of one store: no store fills the disk of the others."""

    free_mib: int = Field(default=1024, ge=0)
    """Left free on the disk of the data dir, whatever comes: the database is there, too."""

    @property
    def limits(self) -> DesignLimits:
        return DesignLimits(
            file_bytes=self.file_mib * _MIB,
            design_bytes=self.design_mib * _MIB,
            design_files=self.design_files,
            store_bytes=self.store_mib * _MIB,
        )

    @property
    def floor(self) -> int:
        return self.free_mib * _MIB


class HousekeepingSettings(_Group):
    """How long what is over is kept: a number with `m`, `h` or `d`, ten years at most."""

    model_config = SettingsConfigDict(env_prefix="CONNECTOR_KEEP_")

    connections: DurationText = Field(default=_KEPT.connections, ge=ANSWER_LIFETIME, le=_TEN_YEARS)
    """Connect attempts after their end. Never shorter than their answers can be asked for again."""

    sessions: DurationText = Field(default=_KEPT.sessions, ge=timedelta(0), le=_TEN_YEARS)
    """Embed sessions after their token's end: within this an order made in one can be put into a cart."""

    claims: DurationText = Field(default=_KEPT.claims, ge=timedelta(days=1), le=_TEN_YEARS)
    """Claims since they were last made: as long as the shop's carts live."""

    counts: DurationText = Field(default=_KEPT.counts, ge=timedelta(days=62), le=_TEN_YEARS)
    """Counts by month. Never shorter than this month and the one before."""

    snapshots: DurationText = Field(default=_KEPT.snapshots, ge=timedelta(hours=1), le=_TEN_YEARS)
    """What an interrupted `replace` left behind. Longer than the longest stream takes."""

    @property
    def retention(self) -> Retention:
        return Retention(
            connections=self.connections,
            sessions=self.sessions,
            claims=self.claims,
            counts=self.counts,
            snapshots=self.snapshots,
        )
