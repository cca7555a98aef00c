"""structlog imports rich wherever it is installed, for tracebacks that this project never shows.

`serve` would pay for it at every start, and hold it for months.
"""

from __future__ import annotations

import sys
from importlib import import_module


def import_structlog_without_rich() -> None:
    """Call before anything imports structlog; afterwards rich can be imported as usual."""
    if "rich" in sys.modules:
        return
    # The import system's own way to say "not there": importing it raises ImportError.
    sys.modules["rich"] = None  # type: ignore[assignment]
    try:
        import_module("structlog")
    finally:
        del sys.modules["rich"]
