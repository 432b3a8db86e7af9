"""The demo tenants as tenants to connect to: Acme's three, in this process, where nothing leaves or outlives it."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DEMO_DOMAIN, DEMO_DOMAINS
from mfa_tui.process import temporary_folder
from mfa_tui.tenants.profile import Label, TenantProfile

if TYPE_CHECKING:
    from mfa_tui.session.session import TenantSession


def demo_profiles() -> tuple[TenantProfile, ...]:
    """Return the demo tenants, the one that `--demo` starts with first. What counts for production is locked."""
    labels = (Label.DEV, Label.STAGING, Label.PRODUCTION)
    return tuple(_profile(domain, label) for domain, label in zip(DEMO_DOMAINS, labels, strict=True))


def _profile(domain: str, label: Label) -> TenantProfile:
    url = f"https://{domain}"
    writable = label is not Label.PRODUCTION
    profile = TenantProfile(domain.partition(".")[0], domain, url, label, DEMO_CLIENT_ID, f"{url}/api/v2/")
    return replace(profile, writable=writable, folder=temporary_folder())


def open_demo(profile: TenantProfile, *, writable: bool) -> "TenantSession":
    """Return a session with a new demo tenant. The first of them has the Adaptive MFA add-on.

    The files about it are removed at the end of the process, because the tenant is gone too.
    """
    from pydantic import SecretStr

    from mfa_tui.client.connection import Credentials
    from mfa_tui.demo.app import create_app
    from mfa_tui.demo.company import settle
    from mfa_tui.demo.options import DemoOptions
    from mfa_tui.demo.samples import sample_tokens
    from mfa_tui.session.session import open_session
    from mfa_tui.storage.journal import Journal
    from mfa_tui.storage.locations import journal_file

    credentials = Credentials(profile.audience, DEMO_CLIENT_ID, SecretStr(DEMO_CLIENT_SECRET))
    tenant = create_app(DemoOptions(adaptive_mfa=profile.domain == DEMO_DOMAIN))
    settle(tenant, profile.domain)
    journal = Journal(journal_file(profile.folder))
    samples = partial(sample_tokens, tenant, profile.base_url)
    return open_session(profile, credentials, journal, writable=writable, asgi_app=tenant, samples=samples)
