"""`mode: replace`: when archiving what a snapshot lacks is more than anyone means by accident. Pure."""

from __future__ import annotations

FEW = 20


def needs_confirmation(*, missing: int, before: int) -> bool:
    """Contract, "Bindings": more than half of what there was, and over 20."""
    return missing > FEW and missing * 2 > before
