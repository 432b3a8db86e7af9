"""`python -m mfa_tui` is `mfa-tui`."""

from mfa_tui.cli import main

main()
