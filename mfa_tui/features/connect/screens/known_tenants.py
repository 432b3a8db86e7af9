"""The tenants that this machine knows, and the way from one of them to a session."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from mfa_tui.domain.problems import Problem
from mfa_tui.features.connect.screens.sign_in import in_words, sign_in
from mfa_tui.features.connect.screens.tenant_form import WAYS, Added, TenantForm
from mfa_tui.features.connect.service.demo_tenants import demo_profiles, open_demo
from mfa_tui.session.connected import OpenSession
from mfa_tui.tenants.profile import TenantProfile
from mfa_tui.ui.dialogs.choose import ChooseScreen
from mfa_tui.ui.host import Host

if TYPE_CHECKING:
    from mfa_tui.client.connection import Credentials
    from mfa_tui.features.connect.service.choosing import Found, Survey
    from mfa_tui.features.connect.service.connecting import Connecting


class Known(NamedTuple):
    """A tenant to connect to. `origin` says where it is known from; `found` is None for a demo tenant."""

    profile: TenantProfile
    origin: str
    found: "Found | None" = None

    @property
    def key(self) -> str:
        """Return what tells it from the others: names may come twice, and so may domains."""
        return f"{self.origin}:{self.profile.name}:{self.profile.domain}"


class Way(NamedTuple):
    """A tenant that was tried out: how to open a session with it, and what signing in told."""

    profile: TenantProfile
    open_session: OpenSession
    words: str = ""


def known(survey: "Survey | None") -> Iterator[Known]:
    """Yield what is on this machine, in the order in which a command would look, then the demo tenants."""
    for found in survey.found if survey else ():
        yield Known(found.profile, str(found.origin), found)
    yield from (Known(profile, "demo") for profile in demo_profiles())


async def way_to(app: Host, connecting: "Connecting", tenant: Known) -> Way | Problem | None:
    """Sign in and try it out, asking for what is missing; None where the user went back."""
    if tenant.found is None:
        return Way(tenant.profile, partial(open_demo, tenant.profile, writable=tenant.profile.writable))
    credentials = await sign_in(app, connecting, tenant.found)
    if credentials is None or isinstance(credentials, Problem):
        return credentials
    trial = await connecting.try_out(tenant.profile, credentials)
    return trial.problem or _way(connecting, tenant.profile, credentials, " ".join((in_words(trial), *trial.notes)))


async def new_tenant(app: Host, connecting: "Connecting", ascii_only: bool) -> Way | None:
    """Ask for a new tenant, try it out and save it; None where the user went back."""
    options = [(words, about) for _, words, about in WAYS]
    chosen = await app.push_screen_wait(ChooseScreen("How do you sign in to the new tenant?", options, ascii_only))
    if chosen is None:
        return None
    added: Added | None = await app.push_screen_wait(TenantForm(connecting, WAYS[chosen][0], ascii_only))
    return _way(connecting, *added) if added else None


def _way(connecting: "Connecting", profile: TenantProfile, credentials: "Credentials", words: str) -> Way:
    return Way(profile, partial(connecting.open, profile, credentials, writable=profile.writable), words)
