"""The few tones that words are drawn in. Theme variables, so that light, dark and terminal themes all work."""

from mfa_tui.domain.findings import Severity

MUTED = "$foreground 75%"
DISABLED = "$foreground 68%"
KEY = "$text-primary"
GOOD = "$text-success"
WARN = "$text-warning"
BAD = "$text-error"
STAGED = "bold $text-accent"

SEVERITY = {Severity.ERROR: f"bold {BAD}", Severity.WARN: WARN, Severity.NOTE: MUTED}
