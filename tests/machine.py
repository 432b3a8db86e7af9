"""What others left on the machine of a test: profiles, and logins of the Auth0 CLI."""

import json
import os
from pathlib import Path
from typing import Any

from mfa_tui.storage.locations import profiles_file


def logged_in_to(home: Path, *tenants: dict[str, Any]) -> Path:
    """Write the Auth0 CLI's file, with tenants that it is logged in to."""
    file = home / ".config" / "auth0" / "config.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"tenants": {tenant["domain"]: tenant for tenant in tenants}}))
    return file


def profiles(text: str) -> Path:
    """Write the file of profiles."""
    file = profiles_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def of_an_admin() -> None:
    """Leave what an admin of several tenants has: two profiles, two logins of the Auth0 CLI, one of them expired."""
    prod = 'domain = "login.acme.com"\naudience = "https://acme.eu.auth0.com/api/v2/"\nlabel = "production"'
    profiles(
        f'[tenants.prod]\n{prod}\nclient_id = "k2Jd0Qe"\ncolour = "error"\n'
        '[tenants.sandbox]\ndomain = "acme-sandbox.eu.auth0.com"\nlabel = "dev"\n'
        'authentication = "device"\nclient_id = "v81Qm3e"\n'
    )
    logged_in_to(
        Path(os.environ["HOME"]),
        {"domain": "acme-labs.eu.auth0.com", "expires_at": "2020-01-01T00:00:00Z"},
        {"domain": "acme-us.us.auth0.com", "expires_at": "2090-01-01T00:00:00Z"},
    )
