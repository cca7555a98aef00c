"""Who may create a store: anyone, or who holds a code."""

from __future__ import annotations

from typing import Literal

EnrolmentPolicy = Literal["open", "code"]
