"""Glyphs for states: always beside a word, never alone; and the same in ASCII."""

from typing import NamedTuple

from mfa_tui.domain.findings import Severity


class Glyphs(NamedTuple):
    """One set of glyphs."""

    on: str
    off: str
    staged: str
    setup: str
    denied: str
    error: str
    warn: str
    note: str
    done: str
    arrow: str
    dot: str
    marked: str
    cursor: str
    differs: str
    ticked: str
    unticked: str
    picked: str
    unpicked: str

    def severity(self, severity: Severity) -> str:
        """Return the glyph of a severity."""
        return {Severity.ERROR: self.error, Severity.WARN: self.warn, Severity.NOTE: self.note}[severity]

    def state(self, on: bool) -> str:
        """Return glyph and word for on or off."""
        return f"{self.on} on" if on else f"{self.off} off"

    def staged_state(self, on: bool) -> str:
        """Return glyph and word for what is staged to be on or off."""
        return f"{self.staged} {'on' if on else 'off'}"


UNICODE = Glyphs("●", "○", "◐", "!", "?", "✖", "▲", "·", "✓", "→", "·", "◆", "▸", "≠", "☑", "☐", "◉", "○")
ASCII = Glyphs(
    "[x]", "[ ]", "[~]", "[!]", "[?]", "[E]", "[W]", "[n]", "[v]", "->", "-", "*", ">", "!=", "[x]", "[ ]", "(*)", "( )"
)


def glyphs(ascii_only: bool) -> Glyphs:
    """Return the set to use."""
    return ASCII if ascii_only else UNICODE
