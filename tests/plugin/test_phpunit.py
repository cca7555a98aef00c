"""The plugin's own tests, which are PHP's, as a part of this suite."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.skipif(
    shutil.which("phpunit") is None or shutil.which("php") is None,
    reason="no PHPUnit on this machine (Debian: apt-get install phpunit)",
)
def test_phpunit_is_content() -> None:
    """Fails with what PHPUnit says; a run without tests is no pass."""
    run = subprocess.run(
        ["phpunit", "--configuration", HERE / "phpunit.xml", "--colors=never"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "OK" in run.stdout, run.stdout
    assert "No tests executed" not in run.stdout
