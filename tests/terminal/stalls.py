"""Runs `mfa-tui` as it is, on an event loop that notes how long each of its turns kept keys and screen waiting.

`python -m tests.terminal.stalls FILE ARGUMENTS...` appends the milliseconds of each turn of more than 20 ms to a file,
a line each, so that they outlast a kill. What the machine gave to other programs meanwhile does not count: Linux says
how long a thread was ready to run and had to wait.
"""

import asyncio
import os
import selectors
import sys
import time
from pathlib import Path
from typing import Any

WAITED = Path("/proc/thread-self/schedstat")
"""Nanoseconds on a processor, nanoseconds of waiting for one, and a count."""
NOTED = 20.0


def stalls(file: Path) -> list[float]:
    """Return the turns that were noted, milliseconds, the longest first."""
    return sorted((float(line) for line in file.read_text().splitlines()), reverse=True) if file.exists() else []


class _Timing(selectors.DefaultSelector):
    """What a loop waits in between two turns."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self._file = os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        self._waited = os.open(WAITED, os.O_RDONLY)
        self._since = self._now()

    def _now(self) -> float:
        """Return milliseconds that pass only while the thread works, or waits for something by itself."""
        return time.perf_counter() * 1e3 - int(os.pread(self._waited, 100, 0).split()[1]) / 1e6

    def select(self, timeout: float | None = None) -> list[Any]:
        took = self._now() - self._since
        if took > NOTED:
            os.write(self._file, f"{took:.1f}\n".encode())
        ready = super().select(timeout)
        self._since = self._now()
        return ready


class _Policy(asyncio.DefaultEventLoopPolicy):
    def __init__(self, file: str) -> None:
        super().__init__()
        self._file = file

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        return asyncio.SelectorEventLoop(_Timing(self._file))


if __name__ == "__main__":
    asyncio.set_event_loop_policy(_Policy(sys.argv.pop(1)))
    from mfa_tui.cli.main import main

    main()
