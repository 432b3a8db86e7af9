"""The terminal as Textual's driver for Linux and macOS sees it, with an end in time whatever the terminal does.

Faults of Textual 8.2.8 that this mends; the reports are in docs/decisions/009-closed-terminals.md:

- An error in the input thread becomes a crash with exit code 0.
- The event loop blocks where the terminal is not read (see `TerminalWriter`).
- The input thread takes end-of-file for "nothing typed" and reads it again at once, for ever.
- SIGCONT without SIGTSTP before it starts a second input thread beside the first, and nothing ends the first.
- The input thread wakes ten times a second in case an escape is pending, also where none is, and delays the end
  by 0.2 seconds.
"""

import os
import selectors
import signal
import termios
from contextlib import suppress
from typing import Any

from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from mfa_tui.process import HANGUP, end_in_time
from mfa_tui.ui.textual_fixes.terminal_input import CarefulDecoder
from mfa_tui.ui.textual_fixes.terminal_writer import TerminalWriter

_TIME_TO_WRITE = 0.5  # seconds that the last output has, such as leaving the alternate screen
_MAIN_SCREEN = b"\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
_ESCAPE_CHECK = 0.02  # seconds between two looks whether a pending escape is a key


class TerminalDriver(LinuxDriver):
    """Ends the app, a `TerminalApp`, on signals and when the terminal is gone."""

    _app: Any

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        assert self._file is not None  # noqa: S101 - without standard error there is no full-screen program
        self._output_fileno, self._encoding = self._file.fileno(), self._file.encoding
        self._output: TerminalWriter | None = None
        self._reading = False  # whether the application mode is on
        self._ending = False
        self._wake_read, self._wake_write = os.pipe()
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
            signal.signal(number, lambda number, frame: self._end(128 + number))

    def _end(self, code: int) -> None:
        """End the app, and the process in any case; from a signal handler or any thread."""
        if not self._ending:
            self._ending = True
            end_in_time(code, last=self._restore)
            with suppress(RuntimeError):  # The loop has ended, and so does the process.
                self._loop.call_soon_threadsafe(self._app.end, code)

    def _hang_up(self) -> None:
        self._end(HANGUP)

    def _restore(self) -> None:
        """Restore the terminal where the app did not come to that; never blocks."""
        if self._reading and self.attrs_before is not None:
            output = self._output_fileno
            with suppress(OSError, termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
                os.set_blocking(output, False)
                os.write(output, _MAIN_SCREEN)
                os.set_blocking(output, True)  # The shell has the same file description.

    # Application mode.

    def start_application_mode(self) -> None:
        """Start reading and writing."""
        self._output = TerminalWriter(
            self._output_fileno, self._encoding, caught_up=self._paint_again, gone=self._hang_up
        )
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._reading = True
        if not os.isatty(self.fileno):  # It went away while this was suspended, and Textual does not read it then.
            self._hang_up()

    def stop_application_mode(self) -> None:
        """Stop reading and give the terminal back as it was."""
        super().stop_application_mode()
        self._reading = False

    def _sigtstp_application(self, *_: object) -> None:
        if not self._ending:
            super()._sigtstp_application()

    def _sigcont_application(self, *_: object) -> None:
        """Take the terminal again. A closed terminal sends SIGCONT too, after SIGHUP."""
        if self._auto_restart and not self._ending:
            if self._reading:  # It was stopped by SIGSTOP, and the shell has had the terminal.
                self.suspend_application_mode()
            self._must_signal_resume = True
            self.resume_application_mode()

    # Output.

    def write(self, data: str) -> None:
        """Hand data to the terminal; never blocks."""
        if self._output is not None:
            self._output.write(data)

    def close(self) -> None:
        """Write what is left, as far as the terminal takes it."""
        super().close()
        if self._output is not None:
            self._output.stop(_TIME_TO_WRITE)

    def _paint_again(self) -> None:
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._app.paint_again)

    # Input.

    def disable_input(self) -> None:
        """Stop the input thread at once."""
        os.write(self._wake_write, b"\0")
        super().disable_input()
        os.read(self._wake_read, 1)

    def _run_input_thread(self) -> None:
        """Read, and end the app on an error as on any other: Textual would show the message, and exit with 0."""
        try:
            self.run_input_thread()
        except Exception as error:
            self._loop.call_soon_threadsafe(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Turn what is typed into events, until `disable_input`; where the terminal is gone, end the app."""
        parser, decoder = XTermParser(self._debug), CarefulDecoder()
        with selectors.SelectSelector() as selector:  # The one that takes terminals on macOS.
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._wake_read, selectors.EVENT_READ)
            while True:
                pending = parser._timeout_time is not None
                ready = {key.fd for key, _ in selector.select(_ESCAPE_CHECK if pending else None)}
                if self._wake_read in ready:
                    return
                if ready:
                    try:
                        data = os.read(self.fileno, 4096)
                    except OSError:
                        data = b""
                    if not data:
                        self._hang_up()
                        return
                    for event in parser.feed(decoder.decode(data)):
                        self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)
