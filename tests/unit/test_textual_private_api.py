"""The private API of Textual that we lean on: when a release moves it, this says so before a user does."""

import inspect

from textual.app import App
from textual.drivers import linux_driver
from textual.screen import Screen

from mfa_tui.terminal import CarefulDecoder, read_the_terminal_carefully


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


def test_the_terminal_is_read_through_a_decoder_that_we_replace() -> None:
    assert 'getincrementaldecoder("utf-8")()' in inspect.getsource(linux_driver)
    original = vars(linux_driver)["getincrementaldecoder"]
    read_the_terminal_carefully()
    try:
        assert isinstance(vars(linux_driver)["getincrementaldecoder"]("utf-8")(), CarefulDecoder)
    finally:
        vars(linux_driver)["getincrementaldecoder"] = original
