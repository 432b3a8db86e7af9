"""Waiting until a program under test has nothing left to do, without naps: by what its event loop still has in line."""

import asyncio
from asyncio.base_events import BaseEventLoop
from time import monotonic
from typing import Any
from weakref import WeakSet

SOON = 0.05
"""Seconds ahead within which a timer counts as work to come: a screen is drawn 1/60 s after it was asked to be."""
LONGEST = 1.0
"""Seconds after which a program that never rests, such as one with a spinner, is looked at as it is."""

_in_threads: WeakSet[asyncio.Future[Any]] = WeakSet()
_run_in_executor = BaseEventLoop.run_in_executor


def _remember(loop: Any, *arguments: Any) -> Any:
    """Run in a thread, as `asyncio.to_thread` does, and remember what waits for it."""
    future = _run_in_executor(loop, *arguments)
    _in_threads.add(future)
    return future


BaseEventLoop.run_in_executor = _remember  # type: ignore[assignment]


async def idle(min_sleep: float = 0, max_sleep: float = LONGEST) -> None:
    """Return once nothing is ready to run, no thread works for the loop, and no timer ends soon."""
    loop: Any = asyncio.get_running_loop()
    deadline = monotonic() + max_sleep
    quiet = 0
    while quiet < 3 and monotonic() < deadline:
        await asyncio.sleep(0)
        if loop._ready:
            quiet = 0
            continue
        if working := [future for future in _in_threads if not future.done() and future.get_loop() is loop]:
            quiet = 0
            await asyncio.wait(working, timeout=deadline - monotonic(), return_when=asyncio.FIRST_COMPLETED)
            continue
        now = loop.time()
        due = min((timer._when for timer in loop._scheduled if not timer._cancelled), default=now + 2 * SOON)
        if due <= now + SOON:
            quiet = 0
            await asyncio.sleep(max(0.0, due - now))
        else:
            quiet += 1
