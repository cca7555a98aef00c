"""The table against a transcription of the documents, and what a path parameter may be."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.alter.endpoints import (
    DOCUMENTED_LIMITS,
    ENDPOINTS,
    Access,
    CacheRule,
    Endpoint,
    LimitClass,
    Payload,
    endpoint,
)

ROUTES = Path(__file__).with_name("documented_routes.txt").read_text().splitlines()


def spelled(row: Endpoint) -> str:
    prefix = "/public-api" if row.above_version else "/public-api/v1"
    path = re.sub(r"\{(\w+)\}", r":\1", row.path)
    return f"{'older ' if row.older else ''}{row.method} {prefix}{path} | {access(row)}"


def access(row: Endpoint) -> str:
    if row.access is Access.SIGNED_OR_CREDENTIAL:
        return f"signed URL or {row.scope}"
    plain = {
        Access.PUBLIC: "public",
        Access.EMBED_TOKEN: "embed token",
        Access.HANDOFF_CODE: "handoff code",
        Access.CREDENTIAL: row.scope or "any",
    }
    return plain[row.access] + (", Business plan" if row.business_plan else "")


def test_the_table_is_the_documents() -> None:
    documented = [line for line in ROUTES if line and not line.startswith("#")]
    assert sorted(map(spelled, ENDPOINTS)) == sorted(documented)


def test_names_are_unique_and_found() -> None:
    assert len({row.name for row in ENDPOINTS}) == len(ENDPOINTS)
    assert all(endpoint(row.name) is row for row in ENDPOINTS)
    with pytest.raises(KeyError):
        endpoint("nowhere")


def test_placeholders_are_exactly_the_parameters() -> None:
    for row in ENDPOINTS:
        assert set(re.findall(r"\{(\w+)\}", row.path)) == set(row.params), row.name


def test_limit_classes() -> None:
    assert DOCUMENTED_LIMITS == {
        "auth_check": 60,
        "reads": 300,
        "writes": 120,
        "assets": 180,
        "fonts": 300,
        "exchange": 30,
        "global": 600,
    }
    by_class = {row.name: row.limit for row in ENDPOINTS}
    assert by_class["batch_orders"] is LimitClass.READS
    assert by_class["embed_session"] is by_class["sync_bindings"] is LimitClass.WRITES
    assert by_class["get_design_import_file"] is LimitClass.ASSETS


def test_only_a_session_and_an_exchange_must_not_be_repeated() -> None:
    assert {row.name for row in ENDPOINTS if not row.idempotent} == {"embed_session", "exchange"}


def test_what_may_be_cached() -> None:
    shared = {row.name for row in ENDPOINTS if row.cache is CacheRule.SHARED}
    assert shared == {"fonts", "currencies", "public_preview", "public_preview_older"}
    for name in ("get_order", "batch_orders", "embed_session", "protected_file"):
        assert endpoint(name).cache is CacheRule.NEVER
    assert endpoint("get_product").cache is CacheRule.STORE
    assert endpoint("get_asset_file").payload is Payload.FILE


def test_paths_are_built_and_encoded() -> None:
    row = endpoint("get_asset_file")
    given = {"type": "products", "assetId": "4", "role": "preview_medium"}
    assert row.url_path(given) == "/assets/products/4/files/preview_medium"
    key = {"key": "user_34/381/design/zażółć gęś.webp"}
    assert endpoint("protected_file").url_path(key) == (
        "/file/protected/user_34/381/design/za%C5%BC%C3%B3%C5%82%C4%87%20g%C4%99%C5%9B.webp"
    )


@pytest.mark.parametrize(
    "key",
    ["..", ".", "", "/a", "a/", "a//b", "a/../b", "a/./b", "a\\b", "a\0b", "a%2fb", "a%00", "a?b"],
)
def test_keys_that_would_climb_are_refused(key: str) -> None:
    with pytest.raises(ValueError, match="'key'"):
        endpoint("protected_file").url_path({"key": key})


@pytest.mark.parametrize("value", ["1/2", "..", "%2e%2e", "1\n", "٣", "-1", "", "a"])
def test_a_number_is_ascii_digits(value: str) -> None:
    with pytest.raises(ValueError, match="'id'"):
        endpoint("get_order").url_path({"id": value})


def test_missing_and_unknown_parameters_are_named() -> None:
    with pytest.raises(ValueError, match="'id'"):
        endpoint("get_order").url_path({})
    with pytest.raises(ValueError, match="'other'"):
        endpoint("fonts").url_path({"other": "1"})


@given(st.text())
def test_a_key_never_changes_the_number_of_segments_unseen(key: str) -> None:
    row = endpoint("protected_file")
    try:
        path = row.url_path({"key": key})
    except ValueError:
        return
    assert unquote(path.removeprefix("/file/protected/")) == key
    assert re.fullmatch(r"[A-Za-z0-9._~%/-]+", path)
    assert not {"", ".", ".."} & set(path.split("/")[1:])


def test_the_query_is_encoded_once_and_in_order() -> None:
    row = endpoint("list_products")
    assert row.url_query([("name", "a b&c=ż"), ("limit", "9")]) == "name=a%20b%26c%3D%C5%BC&limit=9"
    assert row.url_query([]) == ""
    with pytest.raises(ValueError, match="'_'"):
        row.url_query([("_", "1")])
    assert endpoint("protected_file").url_query([("X-Sig", "1/2")]) == "X-Sig=1%2F2"
