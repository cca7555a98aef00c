"""What can go wrong, said once: a kind (which decides the HTTP status), a `code`, and a text for people.

The web layer holds the one table from kind to status. `detail` is shown to people as it is: it names the
cause and the action and never carries a secret, an upstream body or a stack.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FieldError:
    """One fault in what was sent. `path` is dotted, list positions included (`bindings.3.status`)."""

    path: str
    code: str
    detail: str


@dataclass(frozen=True)
class Upstream:
    """What Alter said when Alter was the one that refused."""

    status: int
    code: str | None


class Failure(Exception):
    """Base of all answers that are not a success; never raised itself."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        extra: Mapping[str, Any] | None = None,
        retry_after: float | None = None,
        upstream: Upstream | None = None,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)
        self.extra = dict(extra or {})
        self.retry_after = retry_after
        self.upstream = upstream


class Unreadable(Failure):
    """The body is not JSON at all."""


class Unauthorised(Failure):
    """No token, or one that opens nothing."""


class Forbidden(Failure):
    """The caller is known or irrelevant; this is not for it."""


class NotFound(Failure):
    """No such thing, or it is another store's: the two look the same."""


class Conflict(Failure):
    """The state of things does not allow it."""


class Gone(Failure):
    """It was there once, and will not come back."""


class TooLarge(Failure):
    """More bytes than the contract takes."""


class WrongType(Failure):
    """A content type that is not read here."""


class Invalid(Failure):
    """Readable, and wrong: `errors` names each field."""


class UpgradeRequired(Failure):
    """The plugin is too old to be understood."""


class PreconditionRequired(Failure):
    """A header that guards a destructive call is missing."""


class RateLimited(Failure):
    """Too often; `retry_after` says when again."""


class BadUpstream(Failure):
    """Alter did not answer, or not in a way that can be used."""


class Unavailable(Failure):
    """Not now; `retry_after` says when again."""
