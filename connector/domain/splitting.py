"""Finding the bad items of a refused batch: halves, until they stand alone.

Pure and synchronous: `Split` says which items go next and hears what became of them; who sends is its
caller's business. Two bad items in a hundred cost at most 27 calls.

When both halves of a part are refused alike, and both halves of one of those again, the fault may lie in the
batch and not in its items (a plan that ended, a field nobody may send). Then the first and the last item of
that part are sent alone: if both are refused alike too, all of the part count as refused with that answer;
otherwise splitting goes on as before. A refusal may be about something that some items share (a design that is not
there): then only what shares it with the two counts as refused, and the rest is sent on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")

_ALIKE_BEFORE_PROBING = 2


@dataclass(frozen=True)
class Answered:
    """How Alter refused a part: two refusals are alike when status and code are."""

    status: int
    code: str | None
    detail: str | None = None
    last_answer: str | None = None

    def is_like(self, other: Answered) -> bool:
        return (self.status, self.code) == (other.status, other.code)


@dataclass
class _Part(Generic[T]):
    items: Sequence[T]
    alike: int = 0
    sibling: _Part[T] | None = None
    refusal: Answered | None = None
    accepted: bool = False
    probe_of: _Part[T] | None = None
    probes: list[_Part[T]] = field(default_factory=list)
    may_probe: bool = True


def _everything(_item: object, _refusal: Answered) -> Hashable:
    return None


class Split(Generic[T]):
    """One refused batch on its way to verdicts.

    `about` names what of an item a refusal speaks of; items for which it is the same share their fate.
    """

    def __init__(
        self,
        items: Sequence[T],
        refusal: Answered,
        about: Callable[[T, Answered], Hashable] = _everything,
    ) -> None:
        self._about = about
        self._waiting: deque[_Part[T]] = deque()
        self._failed: list[tuple[T, Answered]] = []
        self._sent: _Part[T] | None = None
        root = _Part(items, refusal=refusal)
        self._after_refusal(root)

    def next(self) -> Sequence[T] | None:
        """The items to send now, or None when every item has its verdict."""
        if not self._waiting:
            return None
        self._sent = self._waiting.popleft()
        return self._sent.items

    def accepted(self) -> None:
        part = self._take_sent()
        part.accepted = True
        if part.probe_of is not None:
            self._after_probe(part.probe_of)
        elif part.sibling is not None and part.sibling.refusal is not None:
            self._after_refusal(part.sibling)

    def refused(self, answer: Answered) -> None:
        part = self._take_sent()
        part.refusal = answer
        if part.probe_of is not None:
            self._after_probe(part.probe_of)
        elif part.sibling is not None:
            self._after_sibling(part, part.sibling)
        else:
            self._after_refusal(part)

    def verdicts(self) -> Sequence[tuple[T, Answered]]:
        """Items refused for good since this was last asked."""
        found, self._failed = self._failed, []
        return found

    def _take_sent(self) -> _Part[T]:
        assert self._sent is not None, "an answer without a question"
        part, self._sent = self._sent, None
        return part

    def _after_sibling(self, part: _Part[T], sibling: _Part[T]) -> None:
        """The pair is judged when both halves are answered."""
        if sibling.accepted:
            self._after_refusal(part)
        elif sibling.refusal is not None and part.refusal is not None:
            both_alike = part.refusal.is_like(sibling.refusal)
            for half in (sibling, part):
                half.alike = half.alike + 1 if both_alike else 0
                self._after_refusal(half)

    def _after_refusal(self, part: _Part[T]) -> None:
        assert part.refusal is not None
        if len(part.items) == 1:
            self._failed.append((part.items[0], part.refusal))
        elif part.alike >= _ALIKE_BEFORE_PROBING and part.may_probe and len(part.items) > 2:
            self._probe(part)
        else:
            self._halve(part)

    def _halve(self, part: _Part[T]) -> None:
        middle = (len(part.items) + 1) // 2
        left: _Part[T] = _Part(part.items[:middle], part.alike, may_probe=part.may_probe)
        right: _Part[T] = _Part(part.items[middle:], part.alike, may_probe=part.may_probe)
        left.sibling, right.sibling = right, left
        # In front: one half is followed to its end before the next, so that progress is made early.
        self._waiting.extendleft((right, left))

    def _probe(self, part: _Part[T]) -> None:
        part.probes = [_Part([item], probe_of=part) for item in (part.items[0], part.items[-1])]
        self._waiting.extendleft(reversed(part.probes))

    def _after_probe(self, part: _Part[T]) -> None:
        first, last = part.probes
        if not all(probe.accepted or probe.refusal for probe in (first, last)):
            return
        assert part.refusal is not None
        for probe in (first, last):
            if probe.refusal is not None:
                self._failed.append((probe.items[0], probe.refusal))
        rest: _Part[T] = _Part(part.items[1:-1], may_probe=False)
        if all(p.refusal is not None and p.refusal.is_like(part.refusal) for p in (first, last)):
            rest = self._give_up(part.refusal, rest.items, [p.items[0] for p in (first, last)])
        if rest.items:
            self._waiting.appendleft(rest)

    def _give_up(self, refusal: Answered, items: Sequence[T], alone: Sequence[T]) -> _Part[T]:
        """Refuses what is as those that were refused alone, and returns the rest."""
        known = {self._about(item, refusal) for item in alone}
        spared: list[T] = []
        for item in items:
            if self._about(item, refusal) in known:
                self._failed.append((item, refusal))
            else:
                spared.append(item)
        return _Part(spared, _ALIKE_BEFORE_PROBING)
