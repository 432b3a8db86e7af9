"""An event loop in which time passes only by waiting: minutes of sleeping take milliseconds."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Skipping(selectors.DefaultSelector):
    """Does not wait for sockets, which there are none of, but moves the clock."""

    now = 1_700_000_000.37

    def select(self, timeout: float | None = None) -> list[Any]:
        self.now += timeout or 0.0
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """Its `time()` is in epoch seconds."""

    def __init__(self) -> None:
        self._skipping = _Skipping()
        super().__init__(self._skipping)
        self._clock_resolution = 1e-6  # Epoch seconds are floats that are no finer.

    def time(self) -> float:
        return self._skipping.now


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run to the end; `asyncio.sleep` in it takes no time, and `now()` tells the time there."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)


def now() -> float:
    """Return the time of the running loop, epoch seconds."""
    return asyncio.get_running_loop().time()
