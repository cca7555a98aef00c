"""What can go wrong at Alter's door. No message, `str` or `repr` here carries a token or a raw body."""

from __future__ import annotations

from collections.abc import Mapping


class AlterError(Exception):
    """The base: a call to Alter that brought no usable answer. `endpoint` is the row's name or ""."""

    def __init__(self, message: str, *, endpoint: str = "") -> None:
        super().__init__(f"{endpoint}: {message}" if endpoint else message)
        self.endpoint = endpoint

    @property
    def nothing_sent(self) -> bool:
        """True only when certainly no request went out."""
        return False


class AlterUnreachable(AlterError):
    """No whole answer came. `outcome_unknown` is False only when certainly nothing was sent."""

    def __init__(self, reason: str, *, outcome_unknown: bool, endpoint: str = "") -> None:
        super().__init__(f"Alter did not answer ({reason})", endpoint=endpoint)
        self.reason = reason
        self.outcome_unknown = outcome_unknown

    @property
    def nothing_sent(self) -> bool:
        return not self.outcome_unknown


class AlterBusy(AlterError):
    """Our own budget says wait: nothing was sent. `retry_after` in seconds."""

    def __init__(self, retry_after: float, *, endpoint: str = "", why: str = "budget") -> None:
        super().__init__(f"not sent ({why}), due in {retry_after:.1f} s", endpoint=endpoint)
        self.retry_after = retry_after

    @property
    def nothing_sent(self) -> bool:
        return True


class BreakerOpen(AlterBusy):
    """Alter failed several times in a row and is left alone until `retry_after` seconds are over."""

    def __init__(self, retry_after: float, *, endpoint: str = "") -> None:
        super().__init__(retry_after, endpoint=endpoint, why="Alter is failing")


class AlterMalformed(AlterError):
    """A 2xx answer that is not what the documents describe; the effect upstream may have happened."""

    def __init__(self, reason: str, *, endpoint: str = "") -> None:
        super().__init__(f"unreadable answer: {reason}", endpoint=endpoint)
        self.reason = reason


class AlterRefused(AlterError):
    """Alter answered, and not with 2xx.

    `code` and `detail` come cleaned from a JSON body, else they are None; `retry_after` in seconds;
    `body` and `headers` are the raw answer for a gateway that passes it on, shown by no message.
    """

    def __init__(
        self,
        status: int,
        *,
        code: str | None = None,
        detail: str | None = None,
        retry_after: float | None = None,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        endpoint: str = "",
    ) -> None:
        words = [f"Alter answered {status}"]
        words += [text for text in (code, detail) if text is not None]
        super().__init__(", ".join(words), endpoint=endpoint)
        self.status = status
        self.code = code
        self.detail = detail
        self.retry_after = retry_after
        self.body = body
        self.headers: Mapping[str, str] = headers if headers is not None else {}

    @property
    def unauthorized(self) -> bool:
        return self.status == 401

    @property
    def forbidden(self) -> bool:
        return self.status == 403

    @property
    def rate_limited(self) -> bool:
        return self.status == 429

    @property
    def server_fault(self) -> bool:
        return self.status >= 500

    @property
    def about_content(self) -> bool:
        """What was sent is at fault, not when or by whom: the same again meets the same answer."""
        return self.status in {400, 404, 409, 422}

    @property
    def too_large(self) -> bool:
        return self.status == 413
