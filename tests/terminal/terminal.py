"""A program in a terminal of its own: a pseudo-terminal, real keys, and everything that it wrote.

The screen is read as a stream: `text` is the output without escape sequences, a line break for each jump of the
cursor. That is enough to wait for words, and needs no terminal emulator.
"""

import fcntl
import os
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

ROOT = Path(__file__).resolve().parents[2]
MFA_TUI = (sys.executable, "-m", "mfa_tui")
ENTER, TAB, ESCAPE, UP, DOWN, HOME, CTRL_C = "\r", "\t", "\x1b", "\x1b[A", "\x1b[B", "\x1b[H", "\x03"
REFUSED = "Press it again to confirm."
"""What the program says where a key came before the dialog that it would confirm was drawn."""
ALT_SCREEN_ON, ALT_SCREEN_OFF = b"\x1b[?1049h", b"\x1b[?1049l"
HIDE_CURSOR, SHOW_CURSOR = b"\x1b[?25l", b"\x1b[?25h"

_STRINGS = re.compile(r"\x1b[\]PX^_].*?(?:\x07|\x1b\\)", re.DOTALL)
_STYLES = re.compile(r"\x1b\[[0-9;:]*m")
_OTHERS = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[ -/]*[0-~])")


def plain(output: bytes) -> str:
    """What a reader sees of some output: styles vanish, other sequences move the cursor, so break the line."""
    text = _STYLES.sub("", _STRINGS.sub("", output.decode("utf-8", "replace")))
    lines = (line.rstrip() for line in _OTHERS.sub("\n", text).splitlines())
    return "\n".join(line for line in lines if line)


def _pattern(text: str | re.Pattern[str]) -> str | re.Pattern[str]:
    return re.escape(text) if isinstance(text, str) else text


def environment(home: Path, **more: str) -> dict[str, str]:
    """An environment made from nothing: no variable of whoever runs the tests gets in."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "TEXTUAL_ANIMATIONS": "none",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        **more,
    }


class Screenless(AssertionError):
    """What was waited for did not come."""


class Latency(NamedTuple):
    """Seconds from a key to the first and to the last byte that it caused."""

    first: float
    last: float


class Terminal:
    """Start `arguments` in a terminal of `size` (columns, lines). Leaving the `with` block kills it.

    Without `controlling` the program is not a session leader of this terminal: it gets no SIGHUP when that is closed.
    With `apart` its output goes to a terminal of its own.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        env: Mapping[str, str],
        size: tuple[int, int] = (120, 36),
        *,
        controlling: bool = True,
        apart: bool = False,
    ) -> None:
        self.output = bytearray()
        self.exit_code: int | None = None  # negative: the signal that ended it
        self._mark = 0
        self._pressed_again = False
        self._closed = False
        self._master, slave = os.openpty()
        self._screen, screen = os.openpty() if apart else (self._master, slave)
        self.tty = os.ttyname(screen)
        try:
            for terminal in {slave, screen}:
                fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
            self._modes_before = termios.tcgetattr(slave)
            # A session leader that opens a terminal is controlled by it, as a program under a shell is.
            flags = os.O_RDWR | (0 if controlling else os.O_NOCTTY)
            opened = [
                (os.POSIX_SPAWN_OPEN, 0, os.ttyname(slave), flags, 0),
                (os.POSIX_SPAWN_OPEN, 1, self.tty, os.O_RDWR | os.O_NOCTTY, 0),
            ]
            copies = [(os.POSIX_SPAWN_DUP2, 1, 2)]
            self.started = time.perf_counter()
            self.pid = os.posix_spawn(arguments[0], list(arguments), env, file_actions=[*opened, *copies], setsid=True)
        except BaseException:
            for terminal in {self._master, self._screen}:
                os.close(terminal)
            raise
        finally:
            for terminal in {slave, screen}:
                os.close(terminal)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Kill the program if it still runs, and give the terminal back."""
        if self.exit_code is None:
            self.send(signal.SIGKILL)
            self._reap(os.waitpid(self.pid, 0)[1])
        self.close_ends(self._master, self._screen)

    def close_ends(self, *ends: int) -> None:
        """Close our end of the terminal, or of one of the two."""
        for end in {*ends} - {-1}:
            os.close(end)
        self._master = -1 if self._master in ends else self._master
        self._screen = -1 if self._screen in ends else self._screen

    @property
    def text(self) -> str:
        """Everything it wrote, as a reader sees it."""
        return plain(bytes(self.output))

    @property
    def news(self) -> str:
        """What it wrote since the last key."""
        return plain(bytes(self.output[self._mark :]))

    @property
    def is_restored(self) -> bool:
        """Whether the terminal is as it was: main screen, a cursor, and the line modes of before."""
        left = self.output.rfind(ALT_SCREEN_OFF)
        return (
            left > self.output.rfind(ALT_SCREEN_ON)
            and self.output.rfind(SHOW_CURSOR) > self.output.rfind(HIDE_CURSOR)
            and termios.tcgetattr(self._master) == self._modes_before
        )

    def type(self, *keys: str) -> None:
        """Type keys, one write for each; `wait_for` then looks only at what comes after."""
        self._read_all()
        self._mark = len(self.output)
        for key in keys:
            os.write(self._master, key.encode(errors="surrogateescape"))

    def confirm(self) -> None:
        """Press the confirming button of a dialog as somebody who has read it: earlier keys do not confirm."""
        self.settle(0.25)
        self.type(TAB, ENTER)

    def send(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Take the terminal away, as when its window is closed or the connection to it is lost."""
        self.close_ends(self._master, self._screen)
        self._closed = True

    def hang_up_input(self) -> None:
        """Take away the terminal that it reads from, where that is apart."""
        self.close_ends(self._master)

    def hang_up_output(self) -> None:
        """Take away the terminal that it writes to, where that is apart."""
        self.close_ends(self._screen)
        self._closed = True

    def block(self) -> None:
        """Have the terminal take no more output, as when nobody reads it."""
        slave = os.open(self.tty, os.O_RDWR | os.O_NOCTTY)
        termios.tcflow(slave, termios.TCOOFF)
        os.close(slave)

    def unblock(self) -> None:
        """Have it take output again."""
        slave = os.open(self.tty, os.O_RDWR | os.O_NOCTTY)
        termios.tcflow(slave, termios.TCOON)
        os.close(slave)

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size: the program paints everything."""
        fcntl.ioctl(self._screen, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def wait_for(self, *texts: str | re.Pattern[str], within: float = 20.0) -> float:
        """Wait until all the texts were written since the last key; return the moment (`perf_counter`)."""
        deadline = time.perf_counter() + within
        while missing := [text for text in texts if not re.search(_pattern(text), self.news)]:
            self._still_there(f"waiting for {missing}")
            self._press_again()
            if not self._read(deadline) and not self._closed:
                raise Screenless(f"no {missing} within {within} s; since the last key:\n{self.news[-3000:]}")
        return time.perf_counter()

    def wait_for_bytes(self, marker: bytes, within: float = 20.0) -> float:
        """As `wait_for`, but for bytes, and cheaper: for measuring."""
        deadline = time.perf_counter() + within
        while self.output.find(marker, self._mark) < 0:
            self._still_there(f"waiting for {marker!r}")
            if not self._read(deadline) and not self._closed:
                raise Screenless(f"no {marker!r} within {within} s; since the last key:\n{self.news[-3000:]}")
        return time.perf_counter()

    def press(self, key: str, quiet: float = 0.06, within: float = 5.0) -> Latency:
        """Type a key and tell how long its text took to begin and to end; `quiet` seconds end it."""
        self.settle(quiet)
        self._mark = len(self.output)
        pressed = time.perf_counter()
        os.write(self._master, key.encode(errors="surrogateescape"))
        while not self.news:  # switching mouse or cursor modes paints nothing
            self._still_there(f"painting after {key!r}")
            if not self._read(pressed + within) and not self._closed:
                raise Screenless(f"nothing was painted within {within} s of {key!r}")
        first = last = time.perf_counter()
        while self._read(time.perf_counter() + quiet):
            last = time.perf_counter()
        return Latency(first - pressed, last - pressed)

    def settle(self, quiet: float = 0.06, within: float = 20.0) -> None:
        """Wait until nothing was written for `quiet` seconds."""
        deadline = time.perf_counter() + within
        while self._read(time.perf_counter() + quiet):
            if time.perf_counter() > deadline:
                raise Screenless(f"it never stopped writing within {within} s")

    def listen(self, seconds: float) -> None:
        """Read what it writes for some time."""
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            self._read(deadline)

    def wait_until(self, condition: Callable[[], bool], within: float = 20.0) -> None:
        """Wait until something is true of the world outside, while the program goes on writing to its terminal."""
        deadline = time.perf_counter() + within
        while not condition():
            self._press_again()
            if time.perf_counter() > deadline:
                raise Screenless(f"it did not become true within {within} s; since the last key:\n{self.news[-3000:]}")
            self._read(time.perf_counter() + 0.005)

    def wait_exit(self, within: float = 20.0) -> int:
        """Wait until the program has ended, read what is left, and return its exit code."""
        deadline = time.perf_counter() + within
        while self.exit_code is None:
            if not self._gone() and time.perf_counter() > deadline:
                raise Screenless(f"it still runs after {within} s; since the last key:\n{self.news[-3000:]}")
            self._read(time.perf_counter() + 0.01)
        self._read_all()
        return self.exit_code

    def is_alive(self) -> bool:
        """Whether the program still runs."""
        return self.exit_code is None and not self._gone()

    def _press_again(self) -> None:
        """Press again, once a story, where the program says that the key came before its dialog was drawn.

        A program that refuses again fails the story: the words that it waits for do not come.
        """
        if REFUSED in self.news and not self._pressed_again:
            self._pressed_again = True
            self.settle(0.25)
            self.type(ENTER)

    def _gone(self) -> bool:
        if self.exit_code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._reap(status)
        return self.exit_code is not None

    def _reap(self, status: int) -> None:
        self.exit_code = os.waitstatus_to_exitcode(status)

    def _still_there(self, doing: str) -> None:
        if self._closed:
            self.wait_exit()
            raise Screenless(f"it ended with {self.exit_code} while {doing}:\n{self.news[-3000:]}")

    def _read_all(self) -> None:
        while self._read(0.0):
            pass

    def _read(self, deadline: float) -> bool:
        """Read what there is, waiting for it until the deadline; false if nothing came."""
        left = max(0.0, deadline - time.perf_counter())
        if self._closed:  # nothing can come any more, but a caller in a loop must not spin
            select.select([], [], [], left)
            return False
        if not select.select([self._screen], [], [], left)[0]:
            return False
        try:
            data = os.read(self._screen, 1 << 16)
        except OSError:  # how Linux says that the last program on the terminal has gone
            data = b""
        self.output += data
        self._closed = not data
        return bool(data)
