"""The private API of Textual that we lean on: when a release moves it, this says so before a user does."""

import inspect

from textual._xterm_parser import XTermParser
from textual.app import App
from textual.driver import Driver
from textual.drivers import linux_driver
from textual.screen import Screen


def test_a_fatal_error_is_rendered_in_one_place_that_we_replace() -> None:
    source = inspect.getsource(App._fatal_error)
    for name in ("show_locals=True", "_exit_renderables", "_close_messages_no_wait"):
        assert name in source


def test_a_screen_counts_the_style_sheet_it_has_seen() -> None:
    assert "_css_update_count" in inspect.getsource(App)
    assert "_css_update_count" in inspect.getsource(Screen)


def test_the_terminal_is_written_to_through_the_driver() -> None:
    assert "_driver" in inspect.getsource(App.copy_to_clipboard)


def test_switching_screens_delays_the_update_through_a_method_that_we_shorten() -> None:
    assert "self.delay_update()" in inspect.getsource(App.switch_mode)


def test_the_driver_has_the_methods_that_ours_replaces() -> None:
    for name in ("_sigtstp_application", "_sigcont_application", "run_input_thread", "disable_input", "close", "write"):
        assert inspect.isfunction(getattr(linux_driver.LinuxDriver, name))
    source = inspect.getsource(linux_driver)
    assert "signal.signal(signal.SIGCONT, self._sigcont_application)" in source
    assert "self._key_thread.join()" in inspect.getsource(linux_driver.LinuxDriver.disable_input)
    for name in ("_auto_restart", "_must_signal_resume", "_loop", "_file", "_debug"):
        assert name in source + inspect.getsource(Driver)


def test_the_parser_says_whether_it_waits_for_the_rest_of_an_escape() -> None:
    parser = XTermParser()
    list(parser.feed("a"))
    assert parser._timeout_time is None
    list(parser.feed("\x1b"))
    assert parser._timeout_time is not None
