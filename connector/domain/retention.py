"""How long what is over is kept. All of it is bounded: nothing grows with the years a service runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Retention:
    connections: timedelta = timedelta(hours=1)
    """Attempts outlive their use by this, so that a late repeat hears `used` and not `unknown`."""

    sessions: timedelta = timedelta(hours=48)
    """After its token's end. An order made in a session is claimed with it, and the claim may wait for a
    connector, an Alter or a laptop to come back. After WooCommerce's 48 hours the visitor's session is gone, and
    with it the cart."""

    claims: timedelta = timedelta(days=60)
    """Longer than carts live. An order that was bought is linked in `alter_orders` and stays its store's."""

    counts: timedelta = timedelta(days=730)
    """Embed sessions and reassignments by month: two years can be compared."""

    snapshots: timedelta = timedelta(days=1)
    """What a stream that broke, or a process that was killed, left behind: longer than any stream takes."""
