"""A product's mockups: whatever shape they have, a protected file is found or none is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.alter.mockups import mockup_key

BASE = "https://alterproduct.com/public-api/v1/file/protected/user_34/381/design/"
KEY = "user_34/381/design/"


def sizes(**names: str) -> dict[str, Any]:
    return {"id": 1, "img": {size: f"{BASE}{name}?expires=1&sig=a" for size, name in names.items()}}


@pytest.mark.parametrize(
    ("mockups", "name"),
    [
        ([], None),
        ([sizes(big="b.webp", medium="m.webp", small="s.webp")], "m.webp"),
        ([sizes(big="b.webp", small="s.webp")], "s.webp"),
        ([sizes(big="b.webp")], "b.webp"),
        ([sizes(medium="1.webp"), sizes(medium="2.webp")], "1.webp"),
        ([f"{BASE}a.png", f"{BASE}b.png"], "a.png"),
        ([{"url": f"{BASE}two%20words.png"}], "two words.png"),
        ([{"url": "/v1/file/protected/user_34/381/design/a.png"}], "a.png"),
        ([{"url": f"{BASE}..%2f..%2fsecret"}], None),
        ([{"url": f"{BASE}a%5cb.png"}], None),
        ([{"url": "https://alterproduct.com/public-api/v1/file/public/products/4/big.png"}], None),
        (["http://[", 7, None, {"a": {"b": {"c": {"d": {"e": f"{BASE}deep.png"}}}}}], None),
    ],
)
def test_the_key_of_one_mockup(mockups: list[Any], name: str | None) -> None:
    """Medium before small before whatever comes first; odd keys are none."""
    assert mockup_key(mockups) == (None if name is None else KEY + name)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_nothing_in_an_answer_breaks_it(mockups: Any) -> None:
    """No shape is documented, so every shape may come."""
    assert mockup_key(mockups) is None
