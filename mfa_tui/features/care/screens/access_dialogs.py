"""The dialogs that open or close a user's way in: what each will mean, counted where Auth0 lets us count."""

from functools import partial
from typing import Any

from textual.content import Content

from mfa_tui.domain.policies import ADAPTIVE, named
from mfa_tui.domain.tenant import Loaded
from mfa_tui.domain.text import clean, listed
from mfa_tui.domain.user.dossier import Dossier
from mfa_tui.domain.user.users import User
from mfa_tui.session import access
from mfa_tui.session.user_writes import UserWrites
from mfa_tui.session.view import TenantView
from mfa_tui.ui.dialogs.deed import Deed, DeedScreen
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.facts import Fact

BLOCKS = (
    ("The block of an admin", "the user cannot log in at all"),
    ("The blocks of brute-force protection", "addresses from which too many logins failed"),
)
"""What can keep a user out, in the order in which it is offered."""


def admin_block_dialog(writes: UserWrites, user: User, name: str, view: TenantView) -> DeedScreen:
    """Say what an admin's block is, and what stays."""
    facts: list[Fact] = [
        ("lifts", Content.styled("the block that an admin put on this user: they cannot log in at all", "bold")),
        ("then", "The user can log in again at once. A password reset by API would have lifted it too."),
        ("stays", "Blocks of brute-force protection, if there are any."),
    ]
    lift = Deed("lift the admin's block of a user", partial(access.lift_admin_block, writes, user.user_id))
    return DeedScreen(f"Unblock {name}", facts, "Unblock", (lift,), view.ascii)


def log_out_dialog(writes: UserWrites, user: User, dossier: Dossier, name: str, view: TenantView) -> DeedScreen:
    """Say how many sessions and tokens end, and what goes on in spite of it."""
    held = [_counted(dossier.sessions, "session"), _counted(dossier.refresh_tokens, "refresh token")]
    facts: list[Fact] = [
        ("ends", Content.styled(listed(held), "bold")),
        ("then", "Everybody who is logged in as this user has to log in again, also where that is the user."),
        (
            "goes on",
            "Access tokens that were given out until they expire, and sessions that applications keep themselves.",
        ),
    ]
    # Refresh tokens too: some outlive their session.
    deeds = (
        Deed("end all sessions", partial(access.revoke_sessions, writes, user.user_id)),
        Deed("revoke all refresh tokens", partial(access.revoke_refresh_tokens, writes, user.user_id)),
    )
    return DeedScreen(f"Log out {name} everywhere", facts, "Log out", deeds, view.ascii)


def _counted(part: Loaded[tuple[Any, ...]], word: str) -> str:
    if part.value is None:
        return f"every {word} (they could not be counted)"
    return f"{len(part.value) or 'no'} {word}{'' if len(part.value) == 1 else 's'}"


def forget_browsers_dialog(
    writes: UserWrites, user: User, name: str, view: TenantView, lasts: Loaded[str]
) -> DeedScreen:
    """Say what ends, and how long this tenant remembers browsers, as far as it could be read."""
    facts: list[Fact] = [
        ("ends", Content.styled("every “remember this browser” of this user", "bold")),
        ("then", "Each browser is prompted for MFA again at its next login, also the user's own."),
        ("lasts", lasts.value or "How long this tenant remembers a browser could not be read."),
        ("count", "Auth0 does not show how many there are."),
    ]
    forget = Deed("forget remembered browsers", partial(access.forget_browsers, writes, user.user_id))
    return DeedScreen(f"Forget the browsers of {name}", facts, "Forget", (forget,), view.ascii)


def clear_risk_dialog(writes: UserWrites, user: User, name: str, view: TenantView) -> DeedScreen:
    """Say what counts as new, and whether that matters in this tenant."""
    tenant = view.configuration
    facts: list[Fact] = [
        ("ends", Content.styled("what the risk assessment knows of this user's devices", "bold")),
        ("over", listed([clean(one, 60) for one in dict.fromkeys(user.connections)])),
        ("then", "Every device counts as new at the next login, so that Auth0 may rate it as risky and ask for MFA."),
    ]
    off = tenant.risk.value is not None and not tenant.risk.value.enabled
    if off and named(tenant.policies.value or ()) != ADAPTIVE:
        facts.append(
            ("here", Content.styled("The risk assessment is off in this tenant: nothing asks it now.", tones.WARN))
        )
    deeds = [
        Deed(f"clear the risk known over {clean(one, 60)}", partial(access.clear_risk, writes, user.user_id, one))
        for one in dict.fromkeys(user.connections)
    ]
    return DeedScreen(f"Clear the risk of {name}", facts, "Clear", deeds, view.ascii)
