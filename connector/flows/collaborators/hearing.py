"""What a notice of another process does here: bells ring, and what was kept of a store is dropped.

Nothing kept is shown without a look at the row it belongs to (its epoch), so a notice that is late or lost never
shows anybody what is over; dropping only ends the keeping.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from connector.flows.collaborators.answer_cache import AnswerCache
from connector.flows.collaborators.bell import Bells
from connector.flows.collaborators.bootstrap_cache import BootstrapSource
from connector.store.notices import Kind, Notice


@dataclass(frozen=True)
class Hearing:
    """`counted_again`: the number of processes may be another one."""

    bells: Bells
    bootstraps: BootstrapSource
    answers: AnswerCache
    count_again: Callable[[], None]

    def __call__(self, notice: Notice) -> None:
        if notice.kind is Kind.WORK:
            self.bells.work.ring()
        elif notice.kind is Kind.PROCESSES:
            self.count_again()
        else:
            self.bells.settled.ring()
            if notice.store_id is not None:
                self.bootstraps.drop_store(notice.store_id)
                self.answers.drop_store(notice.store_id)

    def missed(self) -> None:
        """Nobody knows what was said meanwhile."""
        self.bootstraps.drop_all()
        self.answers.drop_all()
        self.count_again()
        self.bells.work.ring()
        self.bells.settled.ring()
