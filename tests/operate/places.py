"""Where the operator's files lie."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
OPERATE = ROOT / "docs" / "operate"
