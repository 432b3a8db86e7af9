"""Output to a terminal that may be slow, not read at all, or gone. Writing never blocks, and so does stopping.

Textual's `WriterThread` hands 30 strings at most to a thread. Where the terminal is not read, the next `write` blocks
the event loop, signals included; where writing failed, the thread is gone, and `write` and `stop` block for ever.
"""

import os
import select
import threading
from collections.abc import Callable
from contextlib import suppress

LARGEST_BACKLOG = 512 * 1024
"""Bytes that wait for the terminal; a full screen takes 20 to 50 KB. What comes on top is dropped."""


class TerminalWriter:
    """Writes to the file descriptor `fileno` in a thread of its own.

    In that thread, `caught_up` is called once the terminal takes output again after some of it was dropped: the screen
    has to be painted again. `gone` is called when the terminal refuses output.
    """

    def __init__(self, fileno: int, encoding: str, *, caught_up: Callable[[], None], gone: Callable[[], None]) -> None:
        self._fileno, self._encoding = fileno, encoding
        self._caught_up, self._gone = caught_up, gone
        self._backlog = bytearray()
        self._dropped = self._stopped = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="terminal-output", daemon=True)
        self._thread.start()

    def write(self, text: str) -> None:
        """Hand over text. Never blocks and never raises; after `stop` the text is lost."""
        with self._changed:
            if self._stopped:
                return
            if len(self._backlog) > LARGEST_BACKLOG:
                self._dropped = True
                return
            self._backlog += text.encode(self._encoding, "backslashreplace")
            self._changed.notify_all()

    def stop(self, timeout: float) -> None:
        """Let the thread write what it has, and wait for that, `timeout` seconds at most."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._thread.join(timeout)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._backlog or self._stopped)
                if not self._backlog:
                    return
                data, self._backlog = self._backlog, bytearray()
                dropped, self._dropped = self._dropped, False
            try:
                # Not through `sys.stderr`: Python aborts at exit where a thread still holds the lock of that.
                while data:
                    with suppress(BlockingIOError):  # Another program has made the terminal non-blocking.
                        del data[: os.write(self._fileno, data)]
                        continue
                    select.select([], [self._fileno], [])
            except OSError:
                self._gone()
                return
            if dropped:
                self._caught_up()
