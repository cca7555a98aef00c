"""What `scripts/test-store` holds against the plugin: complaints of ours, and calls that nobody asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts.store.watch import Call, Watch

CONNECTOR = "http://127.0.0.1:9000"
USUAL = "[22-Nov-2026 01:00:00 UTC] PHP Warning:  An unexpected error occurred in /web/update.php on line 12\n"


def watch(folder: Path, log: str, *calls: Call) -> Watch:
    debug, made = folder / "debug.log", folder / "calls.ndjson"
    debug.write_text(log)
    made.write_text("".join(f"{json.dumps(vars(call))}\n" for call in calls))
    return Watch(debug, made, CONNECTOR)


def call(**changes: object) -> Call:
    usual = {
        "at": 100.0,
        "by": "fpm-fcgi",
        "method": "GET",
        "uri": "/wp-admin/index.php",
        "action": "",
        "to": f"GET {CONNECTOR}/v1/store",
    }
    return Call(**(usual | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "later",
    [
        "[22-Nov-2026 02:00:00 UTC] PHP Notice:  new in /web/wp-content/plugins/alter-connector/a.php on line 3\n",
        "[22-Nov-2026 02:00:00 UTC] PHP Deprecated:  something of another's\n",
        "[22-Nov-2026 02:00:00 UTC] PHP Fatal error:  Uncaught Error in /web/x.php\nStack trace:\n"
        "#0 /web/x.php(3): AlterConnector\\Service\\Client->call()\n",
        # What was usual, but with us in its stack.
        USUAL + "#1 /web/wp-content/plugins/alter-connector/alter-connector.php(7)\n",
    ],
)
def test_what_is_ours_or_new_is_a_complaint(tmp_path: Path, later: str) -> None:
    found = watch(tmp_path, USUAL)
    found.settle()
    (tmp_path / "debug.log").write_text(USUAL + later + USUAL)
    assert len({*found.naming_us(), *found.new()}) == 1


def test_what_was_said_before_is_usual(tmp_path: Path) -> None:
    """Numbers may differ: times, lines, addresses in memory."""
    found = watch(tmp_path, USUAL)
    found.settle()
    (tmp_path / "debug.log").write_text(USUAL * 2 + USUAL.replace("line 12", "line 140"))
    assert [*found.naming_us(), *found.new()] == []


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"uri": "/wp-admin/admin.php?page=wc-settings&tab=alter"},
        {"uri": "/product/mug/"},
        {"uri": "/wp-admin/admin-ajax.php", "method": "POST", "action": "heartbeat"},
        {"uri": "/wp-admin/admin-ajax.php", "method": "POST", "action": "get-community-events"},
        {"uri": "/wp-json/wc-analytics/orders?page=1"},
    ],
)
def test_a_page_that_calls_by_itself_is_found(tmp_path: Path, changes: dict[str, str]) -> None:
    assert len(watch(tmp_path, "", call(**changes)).unasked()) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "POST", "uri": "/wp-admin/admin-post.php", "action": "alter_connector_connect"},
        {"uri": "/wp-admin/admin.php?page=alter-connector-return&code=a&state=b"},
        {"uri": "/wp-admin/admin-post.php?action=alter_connector_check&_wpnonce=0a1b2c3d4e"},
        {
            "uri": "/wp-admin/admin-ajax.php?action=alter_connector_designs",
            "action": "alter_connector_designs",
        },
        {"uri": "/?rest_route=/alter/v1/designs"},
        {"uri": "/wp-json/alter/v1/designs"},
    ],
)
def test_a_click_may_call_but_looking_may_not(tmp_path: Path, changes: dict[str, str]) -> None:
    """The same request is a fault where nobody clicked: a script of ours that asks by itself."""
    found = watch(tmp_path, "", call(**changes))
    assert found.unasked() == []
    found.silence = ((50.0, 150.0),)
    assert len(found.unasked()) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"uri": "/wp-cron.php?doing_wp_cron=1", "method": "POST"},
        {"by": "cli", "uri": "wp"},
        {"uri": "/wp-admin/admin-ajax.php", "action": "as_async_request_queue_runner"},
        {"to": "GET https://api.wordpress.org/"},
        {"to": "POST http://localhost:8000/wp-cron.php"},
    ],
)
def test_what_keeps_nobody_waiting_may_be(tmp_path: Path, changes: dict[str, str]) -> None:
    found = watch(tmp_path, "", call(**changes))
    found.silence = ((50.0, 150.0),)
    assert found.unasked() == []


def test_calls_are_counted_by_how_they_came_about(tmp_path: Path) -> None:
    asked = call(method="POST")
    background = call(by="cli")
    elsewhere = call(to="GET https://api.wordpress.org/")
    assert watch(tmp_path, "", asked, asked, background, elsewhere, call()).figures() == {
        "that nobody asked for": 1,
        "asked for": 2,
        "in the background": 1,
        "to other places, refused by this stage": 1,
    }
