"""Our two themes. Blue and orange carry the meaning, which most colour-blind people tell apart; words say it too."""

from textual.theme import Theme

_QUIET = {"text-muted": "auto 78%", "text-disabled": "auto 70%"}
"""Quiet words: Textual's own are below a contrast of 4.5 to 1, which a test demands of everything that is drawn."""

DARK = Theme(
    name="mfa-dark",
    primary="#5aa9e6",
    secondary="#7f95aa",
    accent="#f2a65a",
    warning="#f2a65a",
    error="#ef6f6c",
    success="#5aa9e6",
    foreground="#d8dee6",
    background="#12161c",
    surface="#171c24",
    panel="#1e2530",
    dark=True,
    variables={"border": "#2c3644", "border-blurred": "#232b37", "footer-key-foreground": "#5aa9e6", **_QUIET},
)

LIGHT = Theme(
    name="mfa-light",
    primary="#1763a6",
    secondary="#5c6b7a",
    accent="#934607",
    warning="#934607",
    error="#b3261e",
    success="#1763a6",
    foreground="#1d2530",
    background="#fbfbfa",
    surface="#f3f4f4",
    panel="#e7eaed",
    dark=False,
    variables={"border": "#c3cad2", "border-blurred": "#d5dae0", "footer-key-foreground": "#1763a6", **_QUIET},
)
