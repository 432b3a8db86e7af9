"""What the token screen needs of the tenant: its signing keys, and the names of its applications."""

import time
from collections.abc import Callable

from mfa_tui.client.api.management import ManagementClient
from mfa_tui.client.connection import signing_keys
from mfa_tui.client.errors import ApiError, describe
from mfa_tui.domain.problems import Kind, Problem
from mfa_tui.domain.tenant import Application
from mfa_tui.features.tokens.model.judging.keys import KeySet, read_keys
from mfa_tui.features.tokens.model.judging.pem import UnusableKeysError
from mfa_tui.tenants.profile import TenantProfile

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


async def read_applications(client: ManagementClient) -> tuple[Application, ...]:
    """Return the applications that tokens are issued to, for their names; none without read:clients."""
    try:
        return await client.list_applications()
    except ApiError:
        return ()


async def fetch_keys(profile: TenantProfile) -> KeySet | Problem:
    """Return the tenant's keys without signing in, or why they could not be fetched."""
    try:
        return read_keys(await signing_keys(profile.base_url), f"the keys of {profile.domain}")
    except ApiError as error:
        return describe(error)
    except UnusableKeysError as error:
        return Problem(Kind.ANSWER, "The tenant's keys cannot be used.", "", str(error))
