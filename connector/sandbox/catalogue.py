"""The designs a seeded storefront starts with: varied enough that paging and searching mean something.

The first is the document's own example (alter-public-api.txt, "Storefront products").
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from connector.sandbox.records import Design

FIRST_DESIGN_ID = 381
FIRST_CREATED = datetime(2026, 1, 3, 23, 55, 5, tzinfo=UTC)

# name, Alter base product, silhouette on the tool pages
PRODUCTS = (
    ("Men's T-Shirt", 4, "shirt"),
    ("Mug 450ml (15oz)", 1, "mug"),
    ("Canvas Tote Bag", 7, "bag"),
    ("Women's T-Shirt", 5, "shirt"),
    ("Gift Box", 12, "box"),
    ("Travel Mug 350ml", 2, "mug"),
    ("Snapback Cap", 9, "cap"),
    ("Kids' Hoodie", 6, "shirt"),
    ("Drawstring Bag", 8, "bag"),
    ("Espresso Cup", 3, "mug"),
    ("Trucker Cap", 10, "cap"),
    ("Mailer Box", 13, "box"),
)
EDITIONS = ("", " - Summer", " - Organic", " - Team", " - Retro", " - Limited", " - Zażółć")


def timestamp(moment: datetime) -> str:
    """Alter's form: UTC, milliseconds, a trailing Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + "000Z"


def designs(storefront_id: int, count: int, ids: Iterator[int]) -> Iterator[Design]:
    for index in range(count):
        edition, product = divmod(index, len(PRODUCTS))
        name, product_id, kind = PRODUCTS[product]
        yield Design(
            id=next(ids),
            storefront_id=storefront_id,
            name=name + EDITIONS[edition % len(EDITIONS)],
            product_id=product_id,
            created_at=timestamp(FIRST_CREATED + timedelta(hours=7 * index)),
            kind=kind,
            # Every fifth design is only shown, never customised, so that the filter has two sides.
            is_customizer=index % 5 != 4,
            embeddable={"viewer": True, "configurator": True, "customizer": index % 5 != 4},
        )
