"""Misbehaviour on request: what a network and a server can do to an answer.

A fault is put into the knobs, matches calls by method and path, and says in plain fields what happens.
`delay` goes with anything, itself included: a delay alone only slows the true answer down. It may be changed while
calls wait: who waits for something else to happen first sets it to 0 then.
"""

from __future__ import annotations

import re
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic.alias_generators import to_camel


class Fault(BaseModel):
    """`seen` and `fired` count, so that a test can say how often it was met."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, validate_by_name=True)

    path: str = Field(default="", description="regular expression, searched in the whole path")
    method: str | None = Field(default=None, description="None: every method")
    times: int | None = Field(default=1, ge=1, description="None: until it is cleared")
    after: int = Field(default=0, ge=0, description="the first n matching calls pass")

    delay: float = Field(default=0.0, ge=0.0, le=600.0, description="seconds before anything else")
    status: int | None = Field(default=None, ge=200, le=599)
    body: Any = None
    headers: dict[str, str] = Field(default_factory=dict)
    html: str | None = Field(default=None, description="an HTML body, as proxies answer")
    reset: bool = Field(default=False, description="reset the connection, nothing is done")
    answer_lost: bool = Field(default=False, description="do it, then reset instead of answering")
    truncate: bool = Field(default=False, description="do it, send half of the answer, hang up")

    seen: int = Field(default=0, ge=0)
    fired: int = Field(default=0, ge=0)

    @field_validator("path")
    @classmethod
    def compiles(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from error
        return value

    @model_validator(mode="after")
    def does_one_thing(self) -> Self:
        answers = self.status is not None or self.html is not None
        deeds = sum((answers, self.reset, self.answer_lost, self.truncate))
        if deeds > 1 or not (deeds or self.delay):
            raise ValueError("a fault is one of: an answer, reset, answerLost, truncate, a delay")
        return self

    @property
    def answers(self) -> bool:
        return self.status is not None or self.html is not None

    def strikes(self, method: str, path: str) -> bool:
        """Counts the call when it matches; True when this fault is due for it."""
        if self.method not in (None, method) or not re.search(self.path, path):
            return False
        self.seen += 1
        if self.seen <= self.after or (self.times is not None and self.fired >= self.times):
            return False
        self.fired += 1
        return True
