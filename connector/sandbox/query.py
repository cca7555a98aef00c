"""Reading query parameters the strict way: outside the documented values is refused, never clamped."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from aiohttp import web

from connector.sandbox.refusal import Refused, refused

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Query:
    """`subject` begins the codes of refusals: `product.invalidLimit`."""

    request: web.Request
    subject: str

    def text(self, name: str) -> str:
        return self.request.query.get(name, "")

    def number(self, name: str, default: int, lowest: int = 0, highest: int | None = None) -> int:
        found = self.optional_number(name, lowest, highest)
        return default if found is None else found

    def optional_number(self, name: str, lowest: int = 0, highest: int | None = None) -> int | None:
        text = self.request.query.get(name)
        if text is None:
            return None
        # Longer texts are no number anybody means, and Python refuses very long ones by raising.
        if not (text.isascii() and text.isdigit() and len(text) <= 18):
            raise self._invalid(name)
        number = int(text)
        if number < lowest or (highest is not None and number > highest):
            raise self._invalid(name)
        return number

    def one_of(self, name: str, words: Collection[str]) -> str | None:
        word = self.request.query.get(name)
        if word is not None and word not in words:
            raise self._invalid(name)
        return word

    def sorted(
        self, records: Iterable[Record], keys: dict[str, Callable[[Record], Any]]
    ) -> list[Record]:
        """`keys` by the words of `order_by`, `id` among them: it comes second, so that pages do not overlap."""
        key = keys[self.one_of("order_by", keys) or "id"]
        backwards = self.one_of("direction", ("ASC", "DESC")) == "DESC"
        by_id = keys["id"]
        return sorted(records, key=lambda each: (key(each), by_id(each)), reverse=backwards)

    def _invalid(self, name: str) -> Refused:
        words = "".join(word.capitalize() for word in name.split("_"))
        return refused(400, f"{self.subject}.invalid{words}")


def path_id(request: web.Request, name: str, subject: str) -> int:
    unverified_id = request.match_info[name]
    if not (unverified_id.isascii() and unverified_id.isdigit() and len(unverified_id) <= 18):
        raise refused(400, f"{subject}.invalidId")
    return int(unverified_id)
