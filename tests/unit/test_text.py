import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfa_tui.domain.text import clean, listed


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("plain name", "plain name"),
        ("\x1b]52;c;cGFzcw==\x07", r"\x1b]52;c;cGFzcw==\x07"),
        ("a\nb\tc\rd", r"a\nb\tc\rd"),
        ("user\u202egpj.exe", r"user\u202egpj.exe"),
        ("\x9b31m", r"\x9b31m"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("lone \ud800 surrogate", r"lone \ud800 surrogate"),
        ("no\u00a0break", "no break"),
        ("line\u2028break", r"line\u2028break"),
        ("[red]x[/x][@click=app.quit]", "[red]x[/x][@click=app.quit]"),
        ("क्षि and 👩\u200d👧", "क्षि and 👩\u200c👧"),
        ("z" + "\u0301" * 40, "z" + "\u0301" * 4),
    ],
)
def test_foreign_text_is_shown_and_not_obeyed(foreign: str, shown: str) -> None:
    assert clean(foreign) == shown


def test_a_long_text_is_cut_with_an_ellipsis() -> None:
    assert clean("x" * 100, limit=10) == "x" * 9 + "…"


@given(st.text())
def test_whatever_comes_in_nothing_comes_out_that_a_terminal_obeys(text: str) -> None:
    out = clean(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in out)
    assert not any(unicodedata.category(c) == "Cf" and c != "\u200c" for c in out)


def test_lists_read_as_english() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"], "or") == "a, b or c"
    assert listed([]) == "nothing"
