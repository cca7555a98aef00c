"""Product ids and their variations."""

from __future__ import annotations

import pytest

from connector.domain.product_ids import PATTERN, parent_of, variation_of


@pytest.mark.parametrize(
    ("product", "parent", "variation"),
    [
        ("wc_123_456", "wc_123", "456"),
        ("wc2_123_456", "wc2_123", "456"),
        ("123_456", "123", "456"),
        ("my_shop_1_2", "my_shop_1", "2"),
        ("wc_1_2_3", "wc_1_2", "3"),
        ("wc_123", None, None),
        ("wc2_123", None, None),
        ("wc_123_red", None, None),
        ("wc_123_", None, None),
        ("wc_red_456", None, None),
        ("sku2_456", None, None),
    ],
)
def test_a_variation_continues_the_number_of_its_parent(
    product: str, parent: str | None, variation: str | None
) -> None:
    """`wc2_123` is a product of a store with the prefix `wc2_`, no variation of `wc2`."""
    assert parent_of(product) == parent
    if parent is not None:
        assert variation_of(product, parent) == variation
    assert variation_of(product, "wc_9") is None


@pytest.mark.parametrize("product", ["wc_1", "A.b:c-9_", "0", "a" * 191])
def test_ids_that_are_taken(product: str) -> None:
    """Printable, without what URLs and paths read as syntax."""
    assert PATTERN.fullmatch(product)


@pytest.mark.parametrize(
    "product", ["", "_a", ".", "..", "a/b", "a b", "a%2f", "é", "a" * 192, "a\n", "a?b", "a#b"]
)
def test_ids_that_are_not(product: str) -> None:
    """Nothing that could name another path."""
    assert PATTERN.fullmatch(product) is None
