"""The bar: for people at a terminal, and for nobody else."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

from tests.cli.processes import environment

_COUNT = """
from connector.cli.showing import counting
with counting("data keys", hidden={hidden}) as tell:
    tell(0, 200)
    tell(50, 200)
    tell(200, 200)
print("done")
"""


def seen(*, hidden: bool) -> str:
    """What a person sees of stderr."""
    ours, theirs = pty.openpty()
    ran = subprocess.run(
        [sys.executable, "-c", _COUNT.format(hidden=hidden)],
        env=environment({"TERM": "xterm", "COLUMNS": "100"}),
        stdout=subprocess.PIPE,
        stderr=theirs,
        check=True,
    )
    os.close(theirs)
    assert ran.stdout == b"done\n"
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:
        pass  # How a terminal says that its other end is closed.
    os.close(ours)
    return shown.decode()


def test_a_person_sees_count_rate_and_time() -> None:
    shown = seen(hidden=False)
    assert "data keys" in shown
    assert "200/200" in shown
    assert "/s" in shown
    assert "0:00:00" in shown


def test_scripts_and_pipes_see_no_bar() -> None:
    assert seen(hidden=True) == ""
    ran = subprocess.run(
        [sys.executable, "-c", _COUNT.format(hidden=False)],
        env=environment({}),
        capture_output=True,
        check=True,
    )
    assert (ran.stdout, ran.stderr) == (b"done\n", b"")
