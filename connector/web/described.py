"""What a route says of itself: the words that `/openapi.json` is made of.

A handler names the very objects that it reads its request with (bodies, parameters, how it knows its caller), so that
the document cannot say anything else than the service does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeVar

JSON = "application/json"

Schema = Mapping[str, Any]
"""JSON Schema (2020-12)."""


@dataclass(frozen=True)
class Content:
    """Of a body or an answer. `shape` is a schema, or a type that pydantic knows one of; None: bytes."""

    kind: str = JSON
    shape: Any = None
    example: Any = None


@dataclass(frozen=True)
class Parameter:
    """Of an address, a query or a header."""

    name: str
    place: Literal["path", "query", "header"]
    description: str
    schema: Schema
    required: bool = False


@dataclass(frozen=True)
class Access:
    """How a route knows its caller: `security` as OpenAPI says it (any of these, each with all its names)."""

    security: Sequence[Mapping[str, Sequence[str]]] = ()
    parameters: Sequence[Parameter] = ()
    failures: Sequence[str] = ()


ANYONE = Access()


class Read(Protocol):
    """What a handler reads a body with."""

    @property
    def required(self) -> bool: ...
    @property
    def contents(self) -> Sequence[Content]: ...
    @property
    def failures(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Answer:
    """A success: its headers by name, with what they say. No contents: no body."""

    contents: Sequence[Content] = ()
    description: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Operation:
    """One route. `failures` are codes beyond those of caller and body, with a status where it is not the usual one;
    `passes`: Alter's own answers
    pass through it, and so do codes of Alter's in ours (`alters_codes`)."""

    name: str
    summary: str
    detail: str
    access: Access
    body: Read | None
    parameters: Sequence[Parameter]
    answers: Mapping[int, Answer]
    failures: Sequence[str | tuple[int, str]]
    passes: bool
    alters_codes: bool


H = TypeVar("H", bound=Callable[..., Any])

_DESCRIBED = "__operation__"


def described(
    name: str,
    summary: str,
    detail: str = "",
    *,
    access: Access = ANYONE,
    body: Read | None = None,
    parameters: Sequence[Parameter] = (),
    answers: Mapping[int, Any],
    failures: Sequence[str | tuple[int, str]] = (),
    passes: bool = False,
    alters_codes: bool = False,
) -> Callable[[H], H]:
    """`answers`: by status; a type stands for JSON of that shape, None for no body."""
    operation = Operation(
        name=name,
        summary=summary,
        detail=detail,
        access=access,
        body=body,
        parameters=parameters,
        answers={status: _answer(found) for status, found in answers.items()},
        failures=failures,
        passes=passes,
        alters_codes=alters_codes,
    )

    def attached(handler: H) -> H:
        setattr(handler, _DESCRIBED, operation)
        return handler

    return attached


def operation_of(handler: Any) -> Operation:
    """Raises LookupError for a handler that says nothing of itself."""
    found = getattr(handler, _DESCRIBED, None)
    if not isinstance(found, Operation):
        raise LookupError(f"{getattr(handler, '__qualname__', handler)} is not described")
    return found


def _answer(found: Any) -> Answer:
    if isinstance(found, Answer):
        return found
    if isinstance(found, Content):
        return Answer([found])
    return Answer() if found is None else Answer([Content(shape=found)])
