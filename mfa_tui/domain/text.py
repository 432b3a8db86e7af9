"""Foreign text made inert: what a tenant, a user or a token wrote is shown, never obeyed.

Terminals obey control characters wherever they stand, and right-to-left overrides make one name look
like another. They are shown as escapes (`\\x1b`, `\\u202e`), so that the reader sees what is really there.
"""

import re

# Terminals and their measuring of widths disagree about the zero-width joiner, and some of rich's cutting
# fails on it. The non-joiner has no width anywhere: emoji families show as their members.
_JOINERS = {"\u200c": "\u200c", "\u200d": "\u200c"}
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_PILE_OF_MARKS = re.compile(f"([{_MARKS}]{{4}})[{_MARKS}]+")


def clean(text: str, limit: int = 2_000) -> str:
    """Return `text` on one line, without anything that a terminal would obey, at most `limit` characters.

    Control, format, surrogate, private-use and unassigned characters become escapes, and joiners non-joiners;
    piles of more than four combining marks are cut; a longer text ends in an ellipsis.
    """
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    if not text.isprintable():
        text = "".join(_shown(character) for character in text)
    return _PILE_OF_MARKS.sub(r"\1", text)


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    if character in _JOINERS:
        return _JOINERS[character]
    if character.isspace() and character not in "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029":
        return " "
    return character.encode("unicode_escape").decode("ascii")


def listed(words: "list[str] | tuple[str, ...]", joiner: str = "and") -> str:
    """Return the words as an English list: `a, b and c`."""
    *first, last = words or ("nothing",)
    return f"{', '.join(first)} {joiner} {last}" if first else last


def percent(share: float) -> str:
    """Return a share of 0 to 1 as people write it: nothing that is there is 0%, nothing that is missing 100%."""
    if 0 < share < 0.01:
        return "<1%"
    return ">99%" if 0.99 < share < 1 else f"{share:.0%}"
