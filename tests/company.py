"""The program over several tenants at once, each in this process, and the demo's three as one company."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from mfa_tui.app.app import MfaApp
from mfa_tui.demo.company import settle as make_the_one_of
from mfa_tui.session.session import TenantSession
from mfa_tui.session.view import TenantView
from mfa_tui.tenants.profile import Label, TenantProfile
from tests.rig import READ_AT, Tenant, profile, screen_text, session

Named = tuple[str, Label]
DEV, STAGING, PRODUCTION = ("acme-demo", Label.DEV), ("acme-staging", Label.STAGING), ("acme-prod", Label.PRODUCTION)


def company(
    home: Path,
    tenants: dict[Named, Any],
    *,
    writable: bool = True,
    ascii_only: bool = False,
    screen: str = "overview",
    theme: str = "",
) -> MfaApp:
    """Return the program over several tenants, each with a name and a label."""
    ways = []
    for (name, label), tenant in tenants.items():
        who = at_its_domain(profile(label, name))

        def open_one(tenant: Any = tenant, who: TenantProfile = who) -> TenantSession:
            folder = home / who.domain
            folder.mkdir(parents=True, exist_ok=True)
            return session(tenant, folder, writable=writable, who=who, samples=False)

        ways.append((TenantView(who, writable, ascii_only), open_one))
    app = MfaApp(*ways[0], *ways[1:], screen=screen, theme=theme)
    app.clock = lambda: READ_AT
    return app


def at_its_domain(who: TenantProfile) -> TenantProfile:
    """Return a profile at the domain that its name says."""
    domain = f"{who.name}.eu.auth0.com"
    return replace(who, domain=domain, base_url=f"https://{domain}", audience=f"https://{domain}/api/v2/")


def acme() -> dict[Named, Tenant]:
    """Return Acme's three tenants, which differ as those of the demo do."""
    tenants = {who: Tenant() for who in (DEV, STAGING, PRODUCTION)}
    for (name, _), tenant in tenants.items():
        make_the_one_of(tenant.demo, f"{name}.eu.auth0.com")
    return tenants


def line(app: MfaApp, beginning: str) -> str:
    """Return the line of a row, without the cursor."""
    return [line[2:] for line in screen_text(app).splitlines() if line[2:].startswith(beginning)][0]  # noqa: RUF015 - a coroutine must not raise StopIteration
