"""`python -m mfa_tui` is `mfa-tui`."""

from mfa_tui.cli.main import main

main()
