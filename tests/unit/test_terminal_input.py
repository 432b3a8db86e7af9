"""Stray bytes and pastes that pretend to be keys, in whatever pieces they arrive."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfa_tui.ui.textual_fixes.terminal_input import END, START, CarefulDecoder


def decoded(*pieces: bytes) -> str:
    decoder = CarefulDecoder()
    return "".join(decoder.decode(piece) for piece in pieces)


def test_a_byte_that_is_no_utf_8_is_read_as_a_replacement() -> None:
    assert decoded(b"a\xffb") == "a\ufffdb"
    assert decoded("é".encode()[:1], "é".encode()[1:]) == "é"


def test_keys_pass_as_they_are() -> None:
    for key in ("\x1b", "\x1b[A", "\x1bOP", "q"):
        assert decoded(key.encode()) == key


@pytest.mark.parametrize("inner", ["\x1b[0m2 a", "\x1b]0;PWNED\x07W", "\x1b", "\x1b[201", "x\x1b[200~y"])
def test_an_escape_inside_of_a_paste_ends_nothing(inner: str) -> None:
    text = decoded(f"{START}{inner}{END}q".encode())
    assert text == START + inner.replace("\x1b", "\ufffd") + END + "q"


@given(st.text(), st.text(), st.integers(1, 7))
def test_however_it_is_cut_into_pieces_the_paste_stays_a_paste(inner: str, after: str, size: int) -> None:
    inner, after = inner.replace(END, ""), after.replace("\x1b", "")
    data = f"{START}{inner}{END}{after}".encode("utf-8", "replace")
    pieces = [data[first : first + size] for first in range(0, len(data), size)]
    assert decoded(*pieces) == decoded(data)
    whole = decoded(data)
    assert whole.startswith(START)
    assert "\x1b" not in whole[len(START) : whole.index(END)]
