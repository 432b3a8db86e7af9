"""Tests wait for what a program does in threads too."""

import asyncio
import threading

from tests.idle import idle


async def test_a_thread_at_work_is_waited_for_and_what_follows_it() -> None:
    release, done = threading.Event(), list[str]()

    async def work() -> None:
        await asyncio.to_thread(release.wait)
        done.append("follows")

    working = asyncio.create_task(work())
    waiting = asyncio.create_task(idle(max_sleep=60))
    for _ in range(50):
        await asyncio.sleep(0)
    assert not waiting.done()
    release.set()
    await waiting
    assert done == ["follows"]
    await working
