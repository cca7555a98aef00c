"""Settings: what an operator may leave out, and what they hear when something is wrong."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from connector.domain.local_design import DesignLimits
from connector.domain.pooling import PoolLimits
from connector.domain.retention import Retention
from connector.domain.window import Rate
from connector.settings import Listen, SettingsFault, load


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("CONNECTOR_", "ALTER_")):
            monkeypatch.delenv(name)


def fault_of(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsFault) as fault:
        load()
    return str(fault.value)


def test_the_defaults_are_those_of_the_contract() -> None:
    """Its table, line by line."""
    settings = load()
    service, storefront, alter = settings.service, settings.storefront, settings.alter
    assert str(service.listen) == "127.0.0.1:8080"
    assert str(service.operator_listen) == "127.0.0.1:8090"
    assert service.public_url == "http://127.0.0.1:8080"
    assert service.data_dir == Path("data")
    assert service.database_url == "sqlite:///data/connector.db"
    assert service.master_key_file == Path("data/master.key")
    assert settings.enrolment == "open"
    assert storefront.allow_private_stores is False
    assert storefront.trusted_proxies == []
    assert storefront.storefront_client_limit == Rate.parse("20/min")
    assert storefront.storefront_store_limit == Rate.parse("60/min")
    assert storefront.storefront_product_limit == Rate.parse("600/min")
    assert storefront.connect_limit == Rate.parse("10/min")
    assert service.sync_batch == 100
    assert alter.api_url == "https://alterproduct.com/public-api/v1"
    assert alter.app_url == alter.app_origin == "https://alterproduct.com"
    assert alter.connect_url == "https://alterproduct.com/app/wp-connect"
    assert alter.connect_params == {}
    assert alter.iframe_urls["viewer"].startswith("/app/viewer/{designId}")
    assert alter.iframe_urls["configurator"].startswith("/app/configurator/{designId}")
    assert alter.iframe_urls["customizer"].startswith("/app/customizer/{designId}")
    assert alter.iframe_urls["customizerOrder"].startswith("/app/customizer/{designId}/{orderId}")
    assert "wp_local_design=1" in alter.iframe_urls["viewerLocal"]
    assert (alter.limit_key, alter.limit_scale) == ("credential", 1.0)
    assert settings.housekeeping.retention == Retention()


def test_other_processes_are_heard_at_the_database_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Unless another address is given, or none; on SQLite there are no others."""
    assert load().listen_database_url is None
    monkeypatch.setenv("CONNECTOR_DATABASE_URL", "postgresql://me@pool/alter")
    assert load().listen_database_url == "postgresql://me@pool/alter"
    told = fault_of(monkeypatch, CONNECTOR_DATABASE_PGBOUNCER="1")
    assert "CONNECTOR_LISTEN_DATABASE_URL: the server's own address" in told
    told = fault_of(monkeypatch, CONNECTOR_LISTEN_DATABASE_URL="sqlite:///x")
    assert "takes postgresql://user@host/database, or off" in told
    monkeypatch.setenv("CONNECTOR_LISTEN_DATABASE_URL", "off")
    assert load().listen_database_url is None


EVERY = {
    "CONNECTOR_LISTEN": "[::1]:9000",
    "CONNECTOR_OPERATOR_LISTEN": "localhost:9001",
    "CONNECTOR_PUBLIC_URL": "https://connect.example/base/",
    "CONNECTOR_DATA_DIR": "/srv/data",
    "CONNECTOR_DATABASE_URL": "postgresql://me@db/alter",
    "CONNECTOR_DATABASE_PGBOUNCER": "true",
    "CONNECTOR_LISTEN_DATABASE_URL": "postgresql://me@direct/alter",
    "CONNECTOR_DATABASE_POOL": "7",
    "CONNECTOR_DATABASE_POOL_WAIT": "3",
    "CONNECTOR_DATABASE_STATEMENT_TIMEOUT": "4",
    "CONNECTOR_DATABASE_LOCK_TIMEOUT": "5",
    "CONNECTOR_DATABASE_IDLE_TIMEOUT": "6",
    "CONNECTOR_MASTER_KEY_FILE": "/srv/keys/master.key",
    "CONNECTOR_LOG_FORMAT": "json",
    "CONNECTOR_LOG_LEVEL": "debug",
    "CONNECTOR_SYNC_BATCH": "50",
    "CONNECTOR_SYNC_WORKERS": "8",
    "CONNECTOR_STOP_WITHIN": "3.5",
    "CONNECTOR_ENROLMENT": "open",
    "CONNECTOR_ALLOW_PRIVATE_STORES": "true",
    "CONNECTOR_TRUSTED_PROXIES": "10.0.0.0/8, ::1",
    "CONNECTOR_STOREFRONT_CLIENT_LIMIT": "1/s",
    "CONNECTOR_STOREFRONT_STORE_LIMIT": "2/h",
    "CONNECTOR_STOREFRONT_PRODUCT_LIMIT": "4/s",
    "CONNECTOR_PLUGIN_LIMIT": "6/s",
    "CONNECTOR_CONNECT_LIMIT": "3/min",
    "CONNECTOR_CONNECT_OPEN": "5",
    "CONNECTOR_KEEP_CONNECTIONS": "30m",
    "CONNECTOR_KEEP_SESSIONS": "0h",
    "CONNECTOR_KEEP_CLAIMS": "90d",
    "CONNECTOR_KEEP_COUNTS": "62d",
    "CONNECTOR_KEEP_SNAPSHOTS": "2h",
    "CONNECTOR_DESIGNS_FILE_MIB": "3",
    "CONNECTOR_DESIGNS_DESIGN_MIB": "30",
    "CONNECTOR_DESIGNS_DESIGN_FILES": "40",
    "CONNECTOR_DESIGNS_STORE_MIB": "300",
    "CONNECTOR_DESIGNS_FREE_MIB": "5",
    "ALTER_API_URL": "https://a.example/v1/",
    "ALTER_APP_URL": "https://App.Example/",
    "ALTER_CONNECT_URL": "https://a.example/connect",
    "ALTER_CONNECT_PARAMS": '{"store_url": "shop"}',
    "ALTER_IFRAME_URLS": '{"viewer": "/v/{designId}"}',
    "ALTER_LIMIT_KEY": "address",
    "ALTER_LIMIT_SCALE": "0.5",
}


def test_every_variable_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under its own name, into its own type."""
    for name, value in EVERY.items():
        monkeypatch.setenv(name, value)
    settings = load()
    service, storefront, alter = settings.service, settings.storefront, settings.alter
    assert (service.listen.host, service.listen.port) == ("::1", 9000)
    assert str(service.listen) == "[::1]:9000"
    assert str(service.operator_listen) == "localhost:9001"
    assert service.public_url == "https://connect.example/base"
    assert (service.data_dir, service.database_url) == (
        Path("/srv/data"),
        "postgresql://me@db/alter",
    )
    assert settings.listen_database_url == "postgresql://me@direct/alter"
    assert settings.pool_limits == PoolLimits(
        size=7, wait=3.0, statement=4.0, lock=5.0, idle=6.0, pgbouncer=True
    )
    assert service.master_key_file == Path("/srv/keys/master.key")
    assert (service.log_format, service.log_level) == ("json", "debug")
    assert (service.sync_batch, service.sync_workers, service.stop_within) == (50, 8, 3.5)
    assert (storefront.enrolment, storefront.allow_private_stores) == ("open", True)
    assert [str(each) for each in storefront.trusted_proxies] == ["10.0.0.0/8", "::1/128"]
    assert storefront.storefront_client_limit == Rate(1, 1.0)
    assert storefront.storefront_store_limit == Rate(2, 3600.0)
    assert storefront.storefront_product_limit == Rate(4, 1.0)
    assert storefront.plugin_limit == Rate(6, 1.0)
    assert storefront.connect_limit == Rate(3, 60.0)
    assert storefront.connect_open == 5
    assert alter.api_url == "https://a.example/v1"
    assert alter.app_origin == "https://app.example"
    assert alter.connect_url == "https://a.example/connect"
    assert alter.connect_params == {"store_url": "shop"}
    assert alter.iframe_urls["viewer"] == "/v/{designId}"
    assert alter.iframe_urls["customizer"] == "/app/customizer/{designId}"
    assert (alter.limit_key, alter.limit_scale) == ("address", 0.5)
    assert settings.housekeeping.retention == Retention(
        connections=timedelta(minutes=30),
        sessions=timedelta(0),
        claims=timedelta(days=90),
        counts=timedelta(days=62),
        snapshots=timedelta(hours=2),
    )
    mib = 1024 * 1024
    assert settings.designs.limits == DesignLimits(3 * mib, 30 * mib, 40, 300 * mib)
    assert settings.designs.floor == 5 * mib
    assert service.designs_dir == Path("/srv/data/designs")


def test_every_field_has_its_variable_here() -> None:
    """A new setting is tested, or this test says so."""
    settings = load()
    names = {
        str(group.model_config["env_prefix"]) + name.upper()
        for group in (
            type(settings.service),
            type(settings.storefront),
            type(settings.alter),
            type(settings.housekeeping),
            type(settings.designs),
            type(settings.database),
        )
        for name in group.model_fields
    }
    assert names == set(EVERY)


@pytest.mark.parametrize("value", ["5", "h", "-1h", "1w", "1.5h", "9m", "3651d", "9999999h"])
def test_a_retention_is_a_bounded_number_with_its_unit(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    """Too short would take an answer away that may still be asked for; too long would be for ever."""
    fault = fault_of(monkeypatch, CONNECTOR_KEEP_CONNECTIONS=value)
    assert fault.splitlines()[1].strip().startswith("CONNECTOR_KEEP_CONNECTIONS:")


def test_an_empty_variable_is_a_missing_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """As container files leave them."""
    for name in EVERY:
        monkeypatch.setenv(name, "")
    assert str(load().service.listen) == "127.0.0.1:8080"


def test_defaults_follow_the_settings_they_derive_from(monkeypatch: pytest.MonkeyPatch) -> None:
    """Data dir and listen address move the rest along."""
    monkeypatch.setenv("CONNECTOR_DATA_DIR", "/srv/x")
    monkeypatch.setenv("CONNECTOR_LISTEN", "127.0.0.1:1234")
    service = load().service
    assert service.database_url == "sqlite:////srv/x/connector.db"
    assert service.master_key_file == Path("/srv/x/master.key")
    assert service.public_url == "http://127.0.0.1:1234"


def test_all_faults_of_all_groups_come_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One start shows everything there is to mend, each under its variable."""
    text = fault_of(
        monkeypatch,
        CONNECTOR_LISTEN="nowhere",
        CONNECTOR_PUBLIC_URL="http://shop.example",
        CONNECTOR_SYNC_BATCH="0",
        CONNECTOR_ENROLMENT="anyone",
        CONNECTOR_TRUSTED_PROXIES="10.0.0.0/99",
        CONNECTOR_STOREFRONT_CLIENT_LIMIT="many",
        ALTER_API_URL="ftp://a.example",
        ALTER_LIMIT_SCALE="-1",
        ALTER_CONNECT_PARAMS="[",
    )
    lines = text.splitlines()
    assert lines[0] == "these settings cannot be used:"
    assert {line.strip().split(":")[0] for line in lines[1:]} == {
        "CONNECTOR_LISTEN",
        "CONNECTOR_PUBLIC_URL",
        "CONNECTOR_SYNC_BATCH",
        "CONNECTOR_ENROLMENT",
        "CONNECTOR_TRUSTED_PROXIES",
        "CONNECTOR_STOREFRONT_CLIENT_LIMIT",
        "ALTER_API_URL",
        "ALTER_LIMIT_SCALE",
        "ALTER_CONNECT_PARAMS",
    }
    assert "20/min" in text
    assert "Value error" not in text


def test_a_fault_does_not_repeat_what_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database URL may carry a password."""
    text = fault_of(monkeypatch, CONNECTOR_DATABASE_URL="mysql://me:hunter2secret@db/x")
    assert "CONNECTOR_DATABASE_URL" in text
    assert "hunter2secret" not in text


WRONG = {
    "CONNECTOR_LISTEN": [
        "8080",
        ":8080",
        "127.0.0.1",
        "127.0.0.1:http",
        "127.0.0.1:99999",
        "http://127.0.0.1:8080",
        "127.0.0.1:8080/x",
        "127.0.0.1:8080?x",
        "127.0.0.1:8080#x",
        "me@127.0.0.1:8080",
        "::1:8080",
    ],
    "CONNECTOR_PUBLIC_URL": [
        "http://shop.example",
        "http://10.0.0.1",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "ftp://localhost",
        "https://",
        "https://a.example?x=1",
        "https://a.example#x",
        "https://me@a.example",
        "https://a.example:99999",
        "https://a.example:x",
        "//a.example",
    ],
    "CONNECTOR_DATABASE_URL": [
        "mysql://x",
        "sqlite://x",
        "x.db",
        "sqlite:///",
        "sqlite:///:memory:",
    ],
    "CONNECTOR_SYNC_BATCH": ["0", "501", "many"],
    "CONNECTOR_SYNC_WORKERS": ["0", "65"],
    "CONNECTOR_STOP_WITHIN": ["0", "301"],
    "CONNECTOR_LOG_FORMAT": ["xml"],
    "CONNECTOR_LOG_LEVEL": ["loud"],
    "CONNECTOR_ENROLMENT": ["closed"],
    "CONNECTOR_ALLOW_PRIVATE_STORES": ["perhaps"],
    "CONNECTOR_TRUSTED_PROXIES": ["here", "10.0.0.0/33"],
    "CONNECTOR_CONNECT_LIMIT": ["10", "10/day"],
    "CONNECTOR_CONNECT_OPEN": ["0", "many"],
    "ALTER_LIMIT_KEY": ["store"],
    "ALTER_LIMIT_SCALE": ["0", "1001"],
    "ALTER_CONNECT_PARAMS": ["{", "[]", '{"x": "y"}', '{"state": 1}'],
    "ALTER_IFRAME_URLS": ["{", "[]", '{"designer": "/x"}', '{"viewer": "https://evil.example"}'],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_what_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """Alone, so that nothing else can be the reason."""
    text = fault_of(monkeypatch, **{name: value})
    assert name in text
    assert len(text.splitlines()) == 2


@pytest.mark.parametrize(
    "name", ["CONNECTOR_PUBLIC_URL", "ALTER_API_URL", "ALTER_APP_URL", "ALTER_CONNECT_URL"]
)
def test_tokens_and_codes_never_travel_in_clear(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Each address says so by its own name; over loopback nothing leaves the machine."""
    for url in ("http://alter.example", "http://10.0.0.1/x", "http://127.0.0.1.example"):
        text = fault_of(monkeypatch, **{name: url})
        assert f"{name}: must be https unless it is a loopback address" in text
    for url in ("http://127.0.0.1:8099/x", "http://[::1]/x", "http://a.localhost/x"):
        monkeypatch.setenv(name, url)
        load()


@pytest.mark.parametrize(
    ("name", "known"), [("ALTER_IFRAME_URLS", "customizerOrder"), ("ALTER_CONNECT_PARAMS", "state")]
)
def test_unknown_names_are_answered_with_the_known_ones(
    monkeypatch: pytest.MonkeyPatch, name: str, known: str
) -> None:
    """A template or parameter that nobody reads would be silently ignored."""
    text = fault_of(monkeypatch, **{name: '{"wrong": "/x"}'})
    assert "wrong" in text
    assert known in text


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:1",
        "http://127.0.0.5",
        "http://[::1]:80",
        "http://x.localhost",
        "https://a.b",
    ],
)
def test_http_is_for_loopback_only(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Store tokens travel over it."""
    monkeypatch.setenv("CONNECTOR_PUBLIC_URL", url)
    assert load().service.public_url == url


def test_listening_to_the_world_needs_a_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """None can be made up from 0.0.0.0; the message says which variable to set."""
    text = fault_of(monkeypatch, CONNECTOR_LISTEN="0.0.0.0:8080")
    assert "CONNECTOR_PUBLIC_URL is needed when CONNECTOR_LISTEN is 0.0.0.0:8080" in text


@pytest.mark.parametrize(
    ("listen", "public", "rule"),
    [
        ("127.0.0.1:8080", "http://127.0.0.1:8080", "open"),
        ("[::1]:8080", "http://localhost:8080", "open"),
        ("127.0.0.1:8080", "https://connect.example", "code"),
        ("0.0.0.0:8080", "http://localhost:8080", "code"),
        ("0.0.0.0:8080", "https://connect.example", "code"),
    ],
)
def test_enrolment_is_open_only_where_nobody_else_can_come(
    monkeypatch: pytest.MonkeyPatch, listen: str, public: str, rule: str
) -> None:
    """Listen AND public URL on loopback; what was chosen counts anyway."""
    monkeypatch.setenv("CONNECTOR_LISTEN", listen)
    monkeypatch.setenv("CONNECTOR_PUBLIC_URL", public)
    assert load().enrolment == rule
    for chosen in ("open", "code"):
        monkeypatch.setenv("CONNECTOR_ENROLMENT", chosen)
        assert load().enrolment == chosen


@pytest.mark.parametrize(
    ("database", "key", "beside"),
    [
        ("sqlite:////srv/a/x.db", "/srv/a/master.key", True),
        ("sqlite:////srv/a/../a/x.db", "/srv/a/master.key", True),
        ("sqlite:////srv/a/x.db", "/srv/b/master.key", False),
        ("postgresql://db/x", "/srv/b/master.key", False),
    ],
)
def test_a_key_beside_its_database_is_noticed(
    monkeypatch: pytest.MonkeyPatch, database: str, key: str, beside: bool
) -> None:
    """Whoever copies the one folder then has both."""
    monkeypatch.setenv("CONNECTOR_DATABASE_URL", database)
    monkeypatch.setenv("CONNECTOR_MASTER_KEY_FILE", key)
    assert load().key_beside_database is beside


def test_a_listen_address_shows_itself() -> None:
    """In messages and reprs; IPv6 in brackets."""
    assert repr(Listen("::1", 80)) == "Listen([::1]:80)"
    assert Listen.parse("localhost:80").is_loopback
    assert not Listen.parse("0.0.0.0:80").is_loopback
