"""Connecting to tenants, for whatever asks: look what there is, sign in, try it out, save it, open a session.

Nothing here raises an `ApiError`: what goes wrong comes back as a `Problem` with words.
"""

import asyncio
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from mfa_tui.client.auth.device import DeviceCode
from mfa_tui.client.auth.tokens import Tokens
from mfa_tui.client.connection import Credentials, device_login, open_connection
from mfa_tui.client.errors import ApiError, Forbidden, describe
from mfa_tui.client.transports.guard import Access
from mfa_tui.client.transports.retry import Sleep
from mfa_tui.domain import scopes
from mfa_tui.domain.access import Grant
from mfa_tui.domain.problems import Kind, Problem
from mfa_tui.domain.text import clean
from mfa_tui.features.connect.service.choosing import Found, Survey, look_around
from mfa_tui.features.connect.service.signing_in import (
    KeyringVault,
    Told,
    Wanted,
    find_credentials,
    holder_of,
    with_tokens,
)
from mfa_tui.session.session import TenantSession, open_session
from mfa_tui.storage.journal import Journal
from mfa_tui.storage.ledger import waited_for
from mfa_tui.storage.locations import journal_file, profiles_file, profiles_lock
from mfa_tui.storage.own_files import check_own
from mfa_tui.storage.private_files import write_private
from mfa_tui.tenants.profile import Authentication, TenantProfile
from mfa_tui.tenants.profiles import ProfileProblem, Profiles, read_text, whole, with_profile, without_profile
from mfa_tui.tenants.secrets import KeyringUnusable, SecretStore

LONGEST_CHANGE = 5.0
"""Seconds for which another program may change the profiles before ours gives up."""


@dataclass(frozen=True)
class Trial:
    """How signing in went. Without a `problem` it worked, and `grant` is what the tenant allows.

    `known` is false for a token that does not say its scopes; `notes` are what the user should know besides.
    """

    profile: TenantProfile
    grant: Grant = field(default_factory=Grant)
    problem: Problem | None = None
    notes: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Tell whether the token says what it allows."""
        return bool(self.grant.scopes)

    def lacking(self, *, writes: bool) -> tuple[str, ...]:
        """Return the scopes that are missing to read everything, or to write too."""
        return scopes.missing(self.grant.scopes, writes=writes) if self.known else ()

    def remedy(self, *, writes: bool) -> str:
        """Return what brings the missing scopes."""
        return scopes.remedy(self.lacking(writes=writes), granted=self.grant.scopes, holder=holder_of(self.profile))


@dataclass(frozen=True)
class Saved:
    """What became of a profile: `kept` tells whether its secret is in the keyring, `notes` what to know besides."""

    path: Path
    kept: bool
    notes: tuple[str, ...] = ()


class Connecting:
    """All of it, for one environment, one file of profiles and one keyring. `told` hears what is good to know."""

    def __init__(
        self,
        environment: Mapping[str, str] = os.environ,
        *,
        store: SecretStore | None = None,
        profiles_path: Path | None = None,
        told: Told = lambda words: None,
        clock: Callable[[], float] = time.time,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.environment = environment
        self.store = store or SecretStore()
        self.path = profiles_path or profiles_file()
        self._told = told
        self._clock = clock
        self._sleep = sleep

    async def survey(self) -> Survey:
        """Return every tenant that this machine knows. Reads files; the keyring is not asked."""
        return await asyncio.to_thread(look_around, self.environment, self.path, self._clock)

    async def credentials(self, found: Found) -> Credentials | Wanted | Problem:
        """Return what to sign in with, or what has to be asked for. The keyring may ask its user to unlock it."""
        return await asyncio.to_thread(find_credentials, found, self.environment, self.store, told=self._told)

    async def log_in(self, profile: TenantProfile, show: Callable[[DeviceCode], None]) -> Credentials | Problem:
        """Log in as a person: `show` what to open and compare, and wait until it is confirmed. Can be cancelled.

        Asks for the scopes that the profile's access needs. Nothing is kept; see `keep` and `save`.
        """
        login = device_login(profile.base_url, profile.client_id, profile.audience, sleep=self._sleep)
        try:
            code = await login.begin(scopes.least(writes=profile.writable))
            show(code)
            tokens: Tokens = await login.wait(code)
        except ApiError as error:
            return describe(error)
        return with_tokens(profile, tokens, self.store, self._told)

    async def try_out(self, profile: TenantProfile, credentials: Credentials) -> Trial:
        """Sign in and make one harmless call. A refused call is fine where the token says which scopes it lacks."""
        connection = open_connection(
            profile.base_url,
            credentials,
            access=Access(),
            clock=self._clock,
            sleep=self._sleep,
            holder=holder_of(profile),
        )
        problem = None
        try:
            await connection.client.list_factors()
        except Forbidden as error:
            problem = None if connection.grant.scopes else describe(error)
        except ApiError as error:
            problem = describe(error)
        finally:
            await connection.aclose()
        return Trial(profile, connection.grant, problem, _notes(profile, credentials))

    async def keep(self, profile: TenantProfile, credentials: Credentials) -> str:
        """Keep the secret of a profile in the keyring; return why not, empty where it was kept or there is none."""
        secret = _secret(credentials)
        if secret is None or not profile.authentication.kept:
            return ""
        try:
            await asyncio.to_thread(self.store.write, profile.account, secret)
        except KeyringUnusable as unusable:
            return str(unusable)
        if isinstance(credentials.vault, KeyringVault):
            credentials.vault.unsaved = None
        return ""

    async def save(self, profile: TenantProfile, credentials: Credentials, *, default: bool = False) -> Saved | Problem:
        """Write the profile, and its secret into the keyring, never into a file. A broken file stays as it is."""
        try:
            before = await asyncio.to_thread(self._write, lambda text: with_profile(text, profile, default=default))
        except (ProfileProblem, OSError) as problem:
            return _unsaved(problem)
        notes = await self._forget(before, profile.name, keeping=profile.account)
        has_secret = bool(profile.authentication.kept) and _secret(credentials) is not None
        why_not = await self.keep(profile, credentials)
        if why_not:
            return Saved(self.path, False, (*notes, _not_kept(profile, why_not)))
        return Saved(self.path, has_secret, notes)

    async def remove(self, name: str) -> Saved | Problem:
        """Remove a profile, and its secret unless another profile signs in with it."""
        try:
            before = await asyncio.to_thread(self._write, lambda text: without_profile(text, name))
        except KeyError:
            return Problem(Kind.ABSENT, f"No profile is called {name[:80]!r}.", "See: mfa-tui tenants list")
        except (ProfileProblem, OSError) as problem:
            return _unsaved(problem)
        return Saved(self.path, False, await self._forget(before, name))

    async def _forget(self, before: Profiles, name: str, keeping: str = "") -> tuple[str, ...]:
        """Remove the secret that a profile had, unless it is still used; return what to know of it."""
        gone = before.named(name)
        used = {keeping, *(profile.account for profile in before.profiles if profile.name != name)}
        if gone is None or not gone.authentication.kept or gone.account in used:
            return ()
        try:
            await asyncio.to_thread(self.store.remove, gone.account)
        except KeyringUnusable as unusable:
            return (f"Its {gone.authentication.kept} may still be in a keyring: {unusable}.",)
        return ()

    def open(self, profile: TenantProfile, credentials: Credentials, *, writable: bool) -> TenantSession:
        """Return a session with the tenant; nothing is sent yet."""
        return open_session(profile, credentials, Journal(journal_file()), writable=writable, sleep=self._sleep)

    def _write(self, changed: Callable[[str], str]) -> Profiles:
        """Change the file, whole or not at all; return the profiles of before. Raises `ProfileProblem`, `OSError`."""
        path = Path(os.path.realpath(self.path))  # People link to their own collection of configuration files.
        with waited_for(profiles_lock(path), LONGEST_CHANGE):
            text, line_end = read_text(path)
            before = whole(self.path, text)
            new = changed(text)
            whole(self.path, new)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            check_own(path)
            write_private(path, [new.replace("\n", line_end)])
        return before


def _secret(credentials: Credentials) -> SecretStr | None:
    if isinstance(credentials.vault, KeyringVault):
        return credentials.vault.unsaved
    return credentials.client_secret or credentials.token


def _notes(profile: TenantProfile, credentials: Credentials) -> tuple[str, ...]:
    notes = []
    if profile.custom_domain and profile.domain in profile.audience:
        notes.append(
            f"{profile.domain} is a custom domain. The Management API's audience always has the tenant's own domain: "
            "set it, as https://TENANT.REGION.auth0.com/api/v2/, if the sign-in is refused."
        )
    if profile.authentication is Authentication.DEVICE and credentials.vault is None:
        notes.append(
            "The tenant gave no refresh token: the login ends when its token does, and then you log in again. Allow "
            "Offline Access for the API and the Refresh Token grant for the application to renew it."
        )
    return tuple(notes)


def _not_kept(profile: TenantProfile, why: str) -> str:
    variable = {
        Authentication.CLIENT_SECRET: "set AUTH0_CLIENT_SECRET, or type it when asked",
        Authentication.ACCESS_TOKEN: "set AUTH0_API_TOKEN, or type it when asked",
    }.get(profile.authentication, "log in again when asked")
    return f"The {profile.authentication.kept} was not kept: {why}. Next time, {variable}."


def _unsaved(problem: ProfileProblem | OSError) -> Problem:
    if isinstance(problem, ProfileProblem):
        words = str(problem)
    else:
        words = f"{clean(str(problem.filename or ''), 200)}: {(problem.strerror or 'unknown reason').lower()}"
    return Problem(Kind.REFUSED, "The profile was not saved.", "", words)
