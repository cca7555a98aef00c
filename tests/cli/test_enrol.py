"""`enrol`: codes are shown once, expire, and can be taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal, environment_for
from tests.stage.stage import Stage

pytestmark = pytest.mark.slow


def when(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture
def ready(terminal: Terminal) -> Terminal:
    terminal.run("init")
    return terminal


def test_a_code_is_shown_once_and_never_listed(ready: Terminal) -> None:
    made = ready.run("enrol", "add", "--label", "Anna's shop", "--json").json
    assert made["code"].startswith("aec_")
    assert (made["label"], made["usesLeft"], made["state"]) == ("Anna's shop", 1, "usable")
    assert when(made["expiresAt"]) - when(made["createdAt"]) == timedelta(hours=72)
    for arguments in (("enrol", "list"), ("enrol", "list", "--json")):
        assert made["code"] not in ready.run(*arguments).out
    assert [each["id"] for each in ready.run("enrol", "list", "--json").json] == [made["id"]]


def test_people_see_the_code_too(ready: Terminal) -> None:
    assert "aec_" in ready.run("enrol", "add").out


def test_uses_and_expiry_are_the_operators(ready: Terminal) -> None:
    made = ready.run("enrol", "add", "--uses", "5", "--expires", "7d", "--json").json
    assert made["usesLeft"] == 5
    assert when(made["expiresAt"]) - when(made["createdAt"]) == timedelta(days=7)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--uses", "0"),
        ("--expires", "0h"),
        ("--expires", "3"),
        ("--expires", "soon"),
        ("--expires", "999999d"),
        ("--label", "x" * 201),
    ],
)
def test_nonsense_is_wrong_usage(ready: Terminal, arguments: tuple[str, str]) -> None:
    ran = ready.run("enrol", "add", *arguments)
    assert (ran.code, ran.out) == (2, "")


def test_revoking_is_final_and_repeatable(ready: Terminal) -> None:
    made = ready.run("enrol", "add", "--json").json
    assert ready.run("enrol", "revoke", made["id"], "--json").json["wasRevoked"] is False
    assert ready.run("enrol", "revoke", made["id"], "--json").json["wasRevoked"] is True
    assert ready.run("enrol", "list", "--json").json[0]["state"] == "revoked"
    assert "revoked" in ready.run("enrol", "list").out


def test_an_unknown_enrolment_is_told(ready: Terminal) -> None:
    ran = ready.run("enrol", "revoke", "en_nobody")
    assert ran.code == 1
    assert "en_nobody" in ran.err


def test_with_open_enrolment_a_code_is_pointless_and_told_so(ready: Terminal) -> None:
    assert "open" in ready.run("enrol", "add").err
    ready.environment["CONNECTOR_ENROLMENT"] = "code"
    assert ready.run("enrol", "add").err == ""


async def test_a_running_connector_takes_and_refuses_codes_at_once(
    staging: Callable[..., AbstractAsyncContextManager[Stage]], tmp_path: Path, database_url: str
) -> None:
    beside = Terminal(environment_for(tmp_path, database_url))
    async with staging(enrolment="code") as stage:
        made = (await beside.beside("enrol", "add", "--uses", "2", "--json")).json
        headers = {"X-Connector-Enrolment": made["code"]}
        assert (await stage.start(headers=headers)).status == 201
        await beside.beside("enrol", "revoke", made["id"])
        refused = await stage.start(headers=headers)
    assert (refused.status, refused.code) == (403, "connect.enrolmentInvalid")


def test_a_link_is_a_code_for_one_store_and_72_hours(ready: Terminal) -> None:
    """The whole address, once: the list does not show it again."""
    ready.environment["CONNECTOR_PUBLIC_URL"] = "https://connect.example"
    made = ready.run("enrol", "link", "--label", "Anna's shop", "--json").json
    assert re.fullmatch(
        r"https://connect\.example/plugin/aec_[a-z0-9]{26}/alter-connector\.zip", made["url"]
    )
    assert (made["label"], made["usesLeft"], made["state"]) == ("Anna's shop", 1, "usable")
    assert when(made["expiresAt"]) - when(made["createdAt"]) == timedelta(hours=72)
    assert [each["id"] for each in ready.run("enrol", "list", "--json").json] == [made["id"]]
    assert "aec_" not in ready.run("enrol", "list", "--json").out


def test_people_see_the_link_whole(ready: Terminal) -> None:
    """On one line, or it could not be copied."""
    ready.environment["CONNECTOR_PUBLIC_URL"] = "https://connect.example"
    ran = ready.run("enrol", "link")
    assert re.search(
        r"https://connect\.example/plugin/aec_[a-z0-9]{26}/alter-connector\.zip", ran.out
    )
    assert ran.err == ""


def test_a_link_on_loopback_is_told_to_reach_nobody_else(ready: Terminal) -> None:
    assert "only on this machine" in ready.run("enrol", "link").err


def test_no_link_is_made_to_a_plugin_that_cannot_be_built(ready: Terminal) -> None:
    ready.environment["CONNECTOR_PUBLIC_URL"] = "https://connect.example/it's"
    ran = ready.run("enrol", "link")
    assert (ran.code, ran.out) == (1, "")
    assert "CONNECTOR_PUBLIC_URL" in ran.err
    assert ready.run("enrol", "list", "--json").json == []


def test_a_labels_length_counts_for_links_too(ready: Terminal) -> None:
    assert ready.run("enrol", "link", "--label", "x" * 201).code == 2
