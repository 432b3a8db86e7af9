"""Waiting until a program under test has nothing left to do, without naps: by what its event loop still has in line."""

import asyncio
from time import monotonic
from typing import Any

SOON = 0.05
"""Seconds ahead within which a timer counts as work to come: a screen is drawn 1/60 s after it was asked to be."""
LONGEST = 1.0
"""Seconds after which a program that never rests, such as one with a spinner, is looked at as it is."""


async def idle(min_sleep: float = 0, max_sleep: float = LONGEST) -> None:
    """Return once nothing is ready to run and no timer ends soon."""
    loop: Any = asyncio.get_running_loop()
    deadline = monotonic() + max_sleep
    quiet = 0
    while quiet < 3 and monotonic() < deadline:
        await asyncio.sleep(0)
        if loop._ready:
            quiet = 0
            continue
        now = loop.time()
        due = min((timer._when for timer in loop._scheduled if not timer._cancelled), default=now + 2 * SOON)
        if due <= now + SOON:
            quiet = 0
            await asyncio.sleep(max(0.0, due - now))
        else:
            quiet += 1
