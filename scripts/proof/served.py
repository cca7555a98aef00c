"""`alter-connector`, with a tripwire: killed by the system in the middle of logging a chosen event.

    python -m scripts.proof.served EVENT NUMBER serve

At log level `debug` the connector says each commit when it is made. The NUMBER-th line of EVENT is written, and
then SIGKILL: nothing after that line is executed, so the kill is exact where a watching process would be late.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from typing import TextIO

from connector.__main__ import main


class Tripwire(io.TextIOBase):
    """Stands before stderr; the log writes one line at a time."""

    def __init__(self, behind: TextIO, event: str, number: int) -> None:
        self._behind = behind
        self._mark = f'"event":"{event}"'
        self._left = number

    def write(self, text: str) -> int:
        written = self._behind.write(text)
        if self._mark in text.replace('": "', '":"'):
            self._left -= 1
            if self._left == 0:
                self._behind.flush()
                os.kill(os.getpid(), signal.SIGKILL)
        return written

    def flush(self) -> None:
        self._behind.flush()


if __name__ == "__main__":
    event, number, *arguments = sys.argv[1:]
    sys.stderr = Tripwire(sys.stderr, event, int(number))
    sys.argv[1:] = arguments
    main()
