"""Baseline files from a screen: writing one, and asking for the one to compare with."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from mfa_tui.domain.problems import Kind
from mfa_tui.domain.text import clean, listed
from mfa_tui.ui.dialogs.ask_path import PathScreen
from mfa_tui.ui.host import Host

if TYPE_CHECKING:
    from mfa_tui.domain.inventory import Baseline
    from mfa_tui.session.session import TenantSession


async def export_baseline(app: Host, session: "TenantSession") -> None:
    """Read what decides over MFA, ask where to write it, and write it there, readable by its owner only."""
    from mfa_tui.features.drift.service.baseline_files import is_ours
    from mfa_tui.features.drift.service.baseline_toml import as_toml
    from mfa_tui.features.drift.service.drift import read_inventory
    from mfa_tui.storage.own_files import check_own
    from mfa_tui.storage.private_files import write_private
    from mfa_tui.storage.typed_files import UnusableFile

    app.toast("Reading what decides over MFA…")
    inventory = await read_inventory(session)
    text, _ = as_toml(inventory)
    unread = [part for part, problem in inventory.unread.items() if problem.kind is not Kind.ABSENT]
    app.clear_notifications()
    if not inventory.values:
        app.toast(next(iter(inventory.unread.values())).words, "error")
        return
    left_out = f"Could not be read and is left out: {listed(unread)}. " if unread else ""

    def write(typed: str, replace: bool) -> Path:
        path = Path(typed).expanduser()
        try:
            check_own(Path(os.path.realpath(path)))
            if path.exists() and not (replace or is_ours(path)):
                raise FileExistsError
            write_private(path, [text])
        except FileExistsError:
            raise
        except OSError as error:
            raise UnusableFile(f"{error.strerror or 'It cannot be written'}.") from error
        return path

    question = PathScreen(
        f"Write the baseline of {clean(session.profile.name, 60)} to",
        f"{left_out}TOML with comments; keys and tokens are not in it.",
        write,
        value=f"{session.profile.name}-mfa.toml",
    )
    path = await app.push_screen_wait(question)
    if path is not None:
        app.toast(f"Written to {clean(str(path), 200)}. Hold it against a tenant: mfa-tui check --baseline FILE")


async def ask_baseline(app: Host) -> "Baseline | None":
    """Ask for a baseline file, or the export of Auth0's Deploy CLI, until one can be used; None on the way back."""
    from mfa_tui.features.drift.model.baseline import BadBaselineError
    from mfa_tui.features.drift.service.baseline_files import read_baseline
    from mfa_tui.storage.typed_files import UnusableFile

    def read(typed: str, replace: bool) -> "Baseline":
        try:
            return read_baseline(Path(typed).expanduser())
        except BadBaselineError as error:
            raise UnusableFile(str(error)) from None

    question = PathScreen(
        "Compare with the baseline in",
        "A file of mfa-tui export, or an export of Auth0's Deploy CLI: tenant.yaml, or its folder.",
        read,
    )
    return await app.push_screen_wait(question)
