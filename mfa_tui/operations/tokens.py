"""What the token screen needs of the tenant: its signing keys, and who its tokens are for."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from mfa_tui.client.connection import signing_keys
from mfa_tui.client.errors import ApiError, describe
from mfa_tui.client.management import ManagementClient
from mfa_tui.domain.entries import Entries
from mfa_tui.domain.problems import Kind, Problem
from mfa_tui.domain.tenant import Application
from mfa_tui.domain.tokens.keys import KeySet, UnusableKeysError, read_keys
from mfa_tui.tenants.profile import Authentication, TenantProfile

CLI_ISSUER = "https://auth0.auth0.com/"
"""Who issues the tokens of a device login of the Auth0 CLI: Auth0's own tenant, not the one that they are for."""

FRESH = 300.0
"""Seconds for which fetched keys are used again. Auth0 advises five to ten minutes."""

COOLDOWN = 30.0
"""Seconds before an unknown key id may cause another request: pasted tokens must not make us hammer the tenant."""


class TenantKeys:
    """The tenant's JWKS, cached, fetched once more where a token names a key that is not in it."""

    def __init__(self, client: ManagementClient, domain: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._source = f"the keys of {domain}"
        self._clock = clock
        self._keys = KeySet(source=self._source)
        self._fetched_at: float | None = None

    async def for_key_id(self, kid: object) -> KeySet:
        """Return the keys to check a token with; raises `ApiError`, or `UnusableKeysError` for a set without keys."""
        age = float("inf") if self._fetched_at is None else self._clock() - self._fetched_at
        known = any(key.kid == kid for key in self._keys.keys)
        if age > FRESH or (not known and age > COOLDOWN):
            self._keys = read_keys(await self._client.get_signing_keys(), self._source)
            self._fetched_at = self._clock()
        return self._keys


@dataclass(frozen=True)
class Targets:
    """Who the tenant issues tokens as and for. `applications` are empty where they may not be read."""

    issuers: tuple[str, ...]
    applications: tuple[Application, ...]


async def read_targets(client: ManagementClient, profile: TenantProfile) -> Targets:
    """Return the tenant's issuer and applications; without read:clients only the issuer."""
    try:
        applications = await client.list_applications()
    except ApiError:
        applications = Entries()
    return Targets(issuers_of(profile), applications)


def issuers_of(profile: TenantProfile) -> tuple[str, ...]:
    """Return what the tenant calls itself in `iss`."""
    # The audience names the canonical domain where the domain in use is a custom one.
    issuers = [f"{profile.base_url}/", profile.audience.removesuffix("api/v2/")]
    if profile.authentication is Authentication.AUTH0_CLI and not profile.client_id:
        issuers.append(CLI_ISSUER)
    return tuple(dict.fromkeys(issuers))


async def fetch_keys(profile: TenantProfile) -> KeySet | Problem:
    """Return the tenant's keys without signing in, or why they could not be fetched."""
    try:
        return read_keys(await signing_keys(profile.base_url), f"the keys of {profile.domain}")
    except ApiError as error:
        return describe(error)
    except UnusableKeysError as error:
        return Problem(Kind.ANSWER, "The tenant's keys cannot be used.", "", str(error))
