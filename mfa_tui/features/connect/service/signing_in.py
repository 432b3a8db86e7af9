"""What to sign in to a tenant with: where it is looked for, and what is said where it is not."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass

from pydantic import SecretStr

from mfa_tui.client.auth.assertion import KeyProblem, by_assertion, read_key
from mfa_tui.client.auth.tokens import Tokens
from mfa_tui.client.connection import Credentials
from mfa_tui.domain.problems import Kind, Problem
from mfa_tui.domain.scopes import Holder
from mfa_tui.features.connect.service.choosing import Found, Origin
from mfa_tui.storage.ledger import Busy, locked
from mfa_tui.storage.locations import login_lock
from mfa_tui.tenants.auth0_cli import CliProblem, config_file, read_config, read_login
from mfa_tui.tenants.environment import PEM, EnvironmentProblem, is_token, private_key, secret_for
from mfa_tui.tenants.profile import Authentication, TenantProfile
from mfa_tui.tenants.secrets import KeyringUnusable, SecretStore

LONGEST_RENEWAL = 30.0
"""Seconds for which another run may renew a login before we no longer wait for it: a request ends sooner."""

Told = Callable[[str], None]
"""Is told in words what the user should know and nothing hangs on; may be called from a thread."""


@dataclass(frozen=True)
class Wanted:
    """There is nothing to sign in with yet. `what` is to be asked for, `why` it was not found."""

    what: str
    why: str


def find_credentials(
    found: Found, environment: Mapping[str, str], store: SecretStore, *, told: Told = lambda words: None
) -> Credentials | Wanted | Problem:
    """Return what to sign in with: from the environment for a tenant that it names, else keyring, then environment.

    Slow where the keyring has to be unlocked: call it in a thread.
    """
    profile = found.profile
    try:
        match profile.authentication:
            case Authentication.AUTH0_CLI:
                return _of_the_cli(profile, environment, store)
            case Authentication.PRIVATE_KEY_JWT:
                pem = private_key(environment) if found.origin is Origin.ENVIRONMENT else ""
                return with_key(profile, SecretStr(pem) if PEM in pem else None)
            case Authentication.DEVICE:
                return _of_a_person(profile, store, told)
            case _:
                return _by_secret(found, environment, store)
    except (CliProblem, EnvironmentProblem) as problem:
        return _problem(str(problem))


def with_secret(profile: TenantProfile, secret: SecretStr) -> Credentials | Problem:
    """Return credentials of a client secret or an access token that somebody typed."""
    text = secret.get_secret_value().strip()
    if profile.authentication is Authentication.ACCESS_TOKEN:
        text = text.removeprefix("Bearer ").strip()
        if not is_token(text):
            return _problem("this is no access token: it has spaces or characters that no token has", "secret")
        return Credentials(profile.audience, token=SecretStr(text))
    if not text:
        return _problem("the client secret is empty", "secret")
    return Credentials(profile.audience, profile.client_id, SecretStr(text))


def with_key(profile: TenantProfile, pem: SecretStr | None = None) -> Credentials | Problem:
    """Return credentials of a private key: `pem`, or the profile's file."""
    try:
        key = pem or read_key(profile.key_file)
        proof = by_assertion(profile.client_id, key, profile.algorithm.value, profile.base_url)
    except KeyProblem as problem:
        return _problem(str(problem), "key_file")
    return Credentials(profile.audience, profile.client_id, assertion=proof)


def with_tokens(
    profile: TenantProfile, tokens: Tokens, store: SecretStore, told: Told = lambda words: None
) -> Credentials:
    """Return credentials of a device login that has just been confirmed. Nothing of it is in the keyring yet."""
    vault = KeyringVault(profile, store, told, tokens.refresh_token) if tokens.refresh_token else None
    return Credentials(profile.audience, profile.client_id, tokens=tokens, vault=vault)


class KeyringVault:
    """Keeps the refresh token of a device login in the keyring, where the next start finds it.

    `unsaved` is one that is not there: it is of a login that nobody has saved yet, or the keyring cannot be used.
    """

    def __init__(
        self, profile: TenantProfile, store: SecretStore, told: Told, unsaved: SecretStr | None = None
    ) -> None:
        self.unsaved = unsaved
        self._account = profile.account
        self._store = store
        self._told = told

    async def read(self) -> SecretStr | None:
        """Return the newest refresh token; another run of this program may have renewed it."""
        if self.unsaved is not None:
            return self.unsaved
        try:
            return await asyncio.to_thread(self._store.read, self._account)
        except KeyringUnusable:
            return None

    async def keep(self, token: SecretStr) -> None:
        """Keep a refresh token in the place of the one before."""
        if self.unsaved is not None:
            self.unsaved = token
            return
        try:
            await asyncio.to_thread(self._store.write, self._account, token)
        except KeyringUnusable as unusable:
            self.unsaved = token
            self._told(f"your login lasts for this session only: {unusable}")

    async def forget(self) -> None:
        """Drop a refresh token that the tenant does not know any more."""
        if self.unsaved is not None:
            self.unsaved = None
            return
        try:
            await asyncio.to_thread(self._store.remove, self._account)
        except KeyringUnusable as unusable:
            self._told(f"a login that has ended could not be removed: {unusable}")

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Wait until no other run of this program renews this login, and let none do it meanwhile.

        Without a place for the lock, or where another run holds it without end (it is stopped), it goes on all the
        same: then two renewals at once can end the login, no more.
        """
        until = time.monotonic() + LONGEST_RENEWAL
        with ExitStack() as stack:
            while self.unsaved is None:  # An unsaved login is ours alone.
                try:
                    stack.enter_context(locked(login_lock(self._account)))
                    break
                except Busy:
                    if time.monotonic() > until:
                        break
                    await asyncio.sleep(0.02)
                except OSError:
                    break
            yield


def holder_of(profile: TenantProfile) -> Holder:
    """Return who has the grant of a profile: it tells how to get more scopes."""
    if profile.authentication is Authentication.AUTH0_CLI and profile.client_id:
        return Holder.MACHINE
    return {
        Authentication.AUTH0_CLI: Holder.CLI,
        Authentication.ACCESS_TOKEN: Holder.TOKEN,
        Authentication.DEVICE: Holder.PERSON,
    }.get(profile.authentication, Holder.MACHINE)


def _by_secret(found: Found, environment: Mapping[str, str], store: SecretStore) -> Credentials | Wanted | Problem:
    profile, why = found.profile, "the keyring has none"
    secret: SecretStr | None = None
    if found.origin is Origin.PROFILE:
        try:
            secret = store.read(profile.account)
        except KeyringUnusable as unusable:
            why = str(unusable)
    if secret is None:
        text = secret_for(profile, environment)
        secret = SecretStr(text) if text else None
    if secret is None:
        return Wanted(profile.authentication.kept, why)
    return with_secret(profile, secret)


def _of_a_person(profile: TenantProfile, store: SecretStore, told: Told) -> Credentials | Wanted:
    try:
        if store.read(profile.account) is None:
            return Wanted("device login", "there is no login yet, or it has ended")
    except KeyringUnusable as unusable:
        return Wanted("device login", str(unusable))
    return Credentials(profile.audience, profile.client_id, vault=KeyringVault(profile, store, told))


def _of_the_cli(profile: TenantProfile, environment: Mapping[str, str], store: SecretStore) -> Credentials:
    config = read_config(config_file(environment))
    tenant = config.named(profile.domain)
    if tenant is None:
        raise CliProblem(f"the Auth0 CLI is not logged in to {profile.domain}. Log in: auth0 login")
    login = read_login(config, tenant, store, time.time())
    return Credentials(profile.audience, tenant.client_id, login.client_secret, login.token)


def _problem(words: str, about: str = "") -> Problem:
    detail = f"{words[0].upper()}{words[1:]}."
    return Problem(Kind.AUTHENTICATION, "No sign-in is possible.", "", detail, about=about)
