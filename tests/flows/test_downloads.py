"""How many files are on their way at once, of one caller and of all."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from connector.domain.errors import RateLimited
from connector.flows.collaborators.downloads import Downloads


def test_one_caller_has_so_many_and_all_together_so_many() -> None:
    """Places come free when a download ends, however it ends."""
    downloads = Downloads(most=3, most_of_one=2)
    with ExitStack() as running:
        running.enter_context(downloads.counted("a"))
        running.enter_context(downloads.counted("a"))
        with pytest.raises(RateLimited) as refused, downloads.counted("a"):
            pass
        assert (refused.value.code, refused.value.retry_after) == ("connector.downloads", 2.0)
        running.enter_context(downloads.counted("b"))
        with pytest.raises(RateLimited), downloads.counted("c"):
            pass
    with pytest.raises(KeyError), downloads.counted("a"):
        raise KeyError
    with downloads.counted("a"), downloads.counted("a"), downloads.counted("c"):
        pass
