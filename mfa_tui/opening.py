"""Which tenant a command is about, and how to open a session with it; shared by everything on the command line."""

import os
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NoReturn

import click

from mfa_tui.tenants.profile import Label, TenantProfile

if TYPE_CHECKING:
    from mfa_tui.operations.session import TenantSession

USAGE = 2


def chosen_tenant(demo: bool, writable: bool) -> "tuple[TenantProfile, Callable[[], TenantSession]]":
    """Return the tenant and how to open a session with it, which imports the HTTP client only then."""
    if demo:
        return _demo(writable)
    from mfa_tui.tenants.environment import EnvironmentProblem, profile_from, static_token

    try:
        profile = profile_from(os.environ)
    except EnvironmentProblem as problem:
        stop(str(problem), USAGE)

    def open_real() -> "TenantSession":
        from pydantic import SecretStr

        from mfa_tui.client.connection import Credentials
        from mfa_tui.operations.journal import Journal
        from mfa_tui.operations.session import open_session
        from mfa_tui.tenants.locations import journal_file

        access_token = static_token(os.environ)
        credentials = Credentials(
            profile.audience,
            profile.client_id,
            SecretStr(os.environ.get("AUTH0_CLIENT_SECRET", "")),
            SecretStr(access_token) if access_token else None,
        )
        return open_session(profile, credentials, Journal(journal_file()), writable=writable)

    return profile, open_real


def _demo(writable: bool) -> "tuple[TenantProfile, Callable[[], TenantSession]]":
    from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DEMO_DOMAIN

    url = f"https://{DEMO_DOMAIN}"
    profile = TenantProfile(DEMO_DOMAIN.split(".")[0], DEMO_DOMAIN, url, Label.DEV, DEMO_CLIENT_ID, f"{url}/api/v2/")

    def open_demo() -> "TenantSession":
        from pydantic import SecretStr

        from mfa_tui.client.connection import Credentials
        from mfa_tui.demo.app import create_app
        from mfa_tui.demo.samples import sample_tokens
        from mfa_tui.operations.journal import Journal
        from mfa_tui.operations.session import open_session
        from mfa_tui.tenants.locations import journal_file

        credentials = Credentials(profile.audience, DEMO_CLIENT_ID, SecretStr(DEMO_CLIENT_SECRET))
        tenant = create_app()
        journal = Journal(journal_file())
        samples = partial(sample_tokens, tenant, url)
        return open_session(profile, credentials, journal, writable=writable, asgi_app=tenant, samples=samples)

    return profile, open_demo


def complain(words: str) -> None:
    """Say something on stderr: stdout carries answers only."""
    click.echo(f"mfa-tui: {words}", err=True)


def stop(words: str, code: int) -> NoReturn:
    """Say on stderr why it ends here, and end."""
    complain(words)
    sys.exit(code)
