"""What may be shown: redaction by name, by value and by shape, and escapes for outsiders'
characters.

Each way alone leaks. By name: the value of a key that names a secret is dropped. By value: every
living `Secret` is cut out of every text, tracebacks included, however it got there. By shape:
tokens, JWTs, tickets, Bearer headers, query parameters and JSON fields that carry secrets are cut
out of texts even when no `Secret` of ours holds them.

Limits: a secret of unknown shape that is no living `Secret`, one split over two values, and numbers
pass.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import islice

from structlog.typing import EventDict, WrappedLogger

from connector.domain.secrets import live_values

REDACTED = "[redacted]"
LONGEST_TEXT = 8 * 1024
LONGEST_TRACEBACK = 32 * 1024
DEEPEST = 6
MOST_ITEMS = 100

_SECRET_WORDS = frozenset(
    {
        "authorization",
        "bearer",
        "challenge",
        "cookie",
        "cookies",
        "credential",
        "credentials",
        "fingerprint",
        "jwt",
        "passphrase",
        "passwd",
        "password",
        "passwords",
        "proof",
        "secret",
        "secrets",
        "signature",
        "ticket",
        "tickets",
        "token",
        "tokens",
        "verifier",
    }
)
# A name that ends so speaks about a secret and does not hold it.
_ABOUT_WORDS = frozenset(
    {
        "age",
        "at",
        "checked",
        "count",
        "expires",
        "expiry",
        "file",
        "id",
        "ids",
        "kind",
        "length",
        "method",
        "mode",
        "name",
        "path",
        "reason",
        "required",
        "scope",
        "scopes",
        "state",
        "status",
        "type",
        "until",
        "valid",
    }
)
_HARMLESS_CODES = frozenset(
    {
        "country",
        "currency",
        "error",
        "exit",
        "http",
        "language",
        "locale",
        "postal",
        "reason",
        "response",
        "status",
        "upstream",
    }
)
_SECRET_KEYS = frozenset(
    {
        "access",
        "api",
        "cart",
        "claim",
        "consumer",
        "data",
        "encryption",
        "master",
        "private",
        "probe",
        "signing",
    }
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

_IN_URL = (
    "access_?token|client_secret|code|code_?verifier|connect_?secret|consumer_key|consumer_secret|"
    "enrolment|fingerprint|id_token|password|proof|refresh_token|secret|session_?token|signature|"
    "state|ticket|token|verifier"
)
# Outsiders choose the texts, so each pattern is linear: bounded, or unable to start inside its own
# run.
_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    # user:password@ of database and proxy addresses
    (re.compile(r"(?<=://)[^\s/@\"'<>]{1,512}@"), f"{REDACTED}@"),
    (re.compile(r"\b(?:alc|aec)_[A-Za-z0-9_-]{6,}"), REDACTED),
    (re.compile(r"(?<=alter-connector-key-v1 )[0-9a-f]{16} \S+"), REDACTED),
    (re.compile(r"(?<![\w-])eyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?"), REDACTED),
    (re.compile(r"\bv1\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}"), REDACTED),
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}"), rf"\1 {REDACTED}"),
    (
        re.compile(
            r"(?i)\b((?:proxy-)?authorization|(?:set-)?cookie|x-alter-access-(?:key|token)|"
            r"x-connector-enrolment)(:\s*)[^\r\n]+"
        ),
        rf"\1\2{REDACTED}",
    ),
    # Query parameters, also those of an address that travels escaped inside another one.
    (
        re.compile(
            rf"(?i)((?:[?&;]|%3F|%26|%3B)(?:{_IN_URL})(?:=|%3D))(?:(?!%26|%23)[^&#;\s\"'<>])+"
        ),
        rf"\1{REDACTED}",
    ),
)
# `"name": "value"` of JSON or of a dict's repr, also escaped inside another text. The value is only
# looked at, so that each quoted text is judged as a name in its turn.
_NAMED = re.compile(r"""(\\{0,8}["'])([A-Za-z][\w-]{2,40})\1(?=\s*:\s*b?(\\{0,8}["']))""")
# The same as a pair in a tuple, as raw headers are. Only right behind the bracket: in a list of
# texts a value named `token` would take the next name for its value, and the value after that would
# pass.
_PAIRED = re.compile(r"""\(b?(["'])([A-Za-z][\w-]{2,40})\1(?=,\s*b?(["']))""")

# C0, C1, bidi controls, line separators, zero-width, lone surrogates: they forge or hide parts of a
# line.
_DECEIVING = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The last processor before rendering: nothing secret, nothing forged, only plain JSON values."""
    # Longest first, or a secret that contains another one would leave its rest.
    living = sorted(set(live_values()), key=len, reverse=True)

    def hide(text: str) -> str:
        return _hide_shapes(_hide_values(text, living))

    cleaned: EventDict = {}
    for key, value in event.items():
        if key == "exception" and isinstance(value, str):
            cleaned[key] = _clean_traceback(value, hide)
        else:
            cleaned[_clean_text(str(key), hide)] = _clean_named(key, value, hide, 0)
    return cleaned


def is_secret_name(name: str) -> bool:
    """Whether a key of this name holds a secret, in snake, camel, kebab or header case.

    `token`, `accessToken` and `X-Alter-Access-Token` do; `token_id`, `tokenCount` and `status_code`
    speak about something. A code is a secret unless the word before says which harmless kind it is.
    """
    words = [word.lower() for word in _WORD.findall(name)]
    if not words or words[-1] in _ABOUT_WORDS:
        return False
    before = words[-2] if len(words) > 1 else ""
    if words[-1] in {"code", "codes"}:
        return before not in _HARMLESS_CODES
    if words[-1] in {"key", "keys"} and before in _SECRET_KEYS:
        return True
    return not _SECRET_WORDS.isdisjoint(words)


def _clean_named(key: object, value: object, hide: Callable[[str], str], depth: int) -> object:
    # Numbers, flags and None are counts, statuses and absences, which are worth seeing.
    if value is None or isinstance(value, bool | int):
        return value
    if is_secret_name(str(key)):
        return REDACTED
    return _clean(value, hide, depth)


def _clean(value: object, hide: Callable[[str], str], depth: int) -> object:
    if value is None or isinstance(value, bool | int | str | float | BaseException):
        return _clean_scalar(value, hide)
    if not isinstance(value, Mapping | list | tuple | set | frozenset):
        return _clean_text(repr(value), hide)
    if depth >= DEEPEST:
        return "…"
    if isinstance(value, Mapping):
        return {
            _clean_text(str(key), hide): _clean_named(key, item, hide, depth + 1)
            for key, item in islice(value.items(), MOST_ITEMS)
        }
    return [_clean(item, hide, depth + 1) for item in islice(value, MOST_ITEMS)]


def _clean_scalar(
    value: bool | int | str | float | BaseException | None, hide: Callable[[str], str]
) -> object:
    if isinstance(value, str):
        return _clean_text(value, hide)
    if isinstance(value, BaseException):
        return _clean_text(f"{type(value).__name__}: {value}", hide)
    # JSON knows no infinity and no NaN.
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _clean_text(text: str, hide: Callable[[str], str]) -> str:
    # Cut twice: before, to bound the work an outsider can cause; after, with a margin that drops a
    # secret the first cut went through.
    shown = hide(text[: 2 * LONGEST_TEXT])
    if len(shown) > LONGEST_TEXT:
        shown = shown[:LONGEST_TEXT] + "…"
    return _escape(shown)


def _clean_traceback(text: str, hide: Callable[[str], str]) -> str:
    """Line by line, so that the line ends stay ours; the end is kept, where the cause is told."""
    shown = hide(text[-2 * LONGEST_TRACEBACK :])
    if len(shown) > LONGEST_TRACEBACK:
        shown = "…" + shown[-LONGEST_TRACEBACK:]
    return "\n".join(_escape(line) for line in shown.split("\n"))


def _escape(text: str) -> str:
    return _DECEIVING.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def _hide_values(text: str, living: Sequence[str]) -> str:
    for value in living:
        if value in text:
            text = text.replace(value, REDACTED)
    return text


def _hide_shapes(text: str) -> str:
    text = _hide_named(_hide_named(text, _NAMED), _PAIRED)
    for shape, shown in _SHAPES:
        text = shape.sub(shown, text)
    return text


def _hide_named(text: str, names: re.Pattern[str]) -> str:
    pieces: list[str] = []
    done = 0
    for found in names.finditer(text):
        if found.start() < done or not is_secret_name(found[2]):
            continue
        pieces += (text[done : found.end(3)], REDACTED)
        done = _end_of_quoted(text, found.end(3), found[3])
    return "".join((*pieces, text[done:]))


def _end_of_quoted(text: str, start: int, quote: str) -> int:
    """Where the closing quote stands; the end of the text if it was cut off before."""
    position = start
    while position < len(text) and not text.startswith(quote, position):
        position += 2 if text[position] == "\\" else 1
    return min(position, len(text))
