"""Which tenant is meant: what is on this machine, and the order in which it is looked at. Nothing is sent."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from mfa_tui.tenants.address import NotAHost, located
from mfa_tui.tenants.auth0_cli import CliConfig, CliProblem, config_file, read_config
from mfa_tui.tenants.environment import CLIENT_ID, DOMAIN, EnvironmentProblem, names_tenant, profile_from
from mfa_tui.tenants.profile import TenantProfile
from mfa_tui.tenants.profiles import ProfileProblem, Profiles, read_profiles


class Origin(StrEnum):
    """Where a tenant is known from; that decides where its secrets are looked for."""

    ENVIRONMENT = "environment"
    PROFILE = "profile"
    AUTH0_CLI = "Auth0 CLI"


@dataclass(frozen=True)
class Found:
    """A tenant on this machine; `why` it was chosen, empty where that is obvious.

    `warning` is what will be in the way, as far as files tell: a login that has expired.
    """

    profile: TenantProfile
    origin: Origin
    why: str = ""
    warning: str = ""


class ChoiceProblem(ValueError):
    """No tenant can be chosen; the message says why and what to do."""


@dataclass(frozen=True)
class Survey:
    """Every tenant that this machine knows, and what could not be read, in words. `default` is a profile's name."""

    found: tuple[Found, ...]
    troubles: tuple[str, ...]
    default: str = ""


def look_around(environment: Mapping[str, str], profiles_path: Path, clock: Callable[[], float] = time.time) -> Survey:
    """Find what is on this machine: environment, profiles, logins of the Auth0 CLI. The keyring is not asked."""
    found: list[Found] = []
    troubles: list[str] = []
    default = ""
    if names_tenant(environment):
        try:
            found.append(Found(profile_from(environment), Origin.ENVIRONMENT))
        except EnvironmentProblem as problem:
            troubles.append(str(problem))
    try:
        profiles = read_profiles(profiles_path)
        found += [Found(profile, Origin.PROFILE) for profile in profiles.profiles]
        troubles += [str(problem) for problem in profiles.unusable.values()]
        default = profiles.default
    except ProfileProblem as problem:
        troubles.append(str(problem))
    try:
        config = read_config(config_file(environment))
        found += [
            Found(tenant.profile, Origin.AUTH0_CLI, warning="login has expired" if tenant.expired(clock()) else "")
            for tenant in config.tenants
        ]
    except CliProblem as problem:
        troubles.append(str(problem))
    return Survey(tuple(found), tuple(troubles), default)


def choose(name: str, environment: Mapping[str, str], profiles_path: Path) -> Found:
    """Return the tenant that is meant. Raises `ChoiceProblem`.

    The order: its `name` where one is given; the environment; the default or only profile; the tenant that the Auth0
    CLI uses. An environment that names a tenant is never passed over for something saved, and never contradicted.
    """
    try:
        if name:
            return _named(name, environment, profiles_path)
        if names_tenant(environment):
            return Found(profile_from(environment), Origin.ENVIRONMENT)
        return _usual(environment, profiles_path)
    except (EnvironmentProblem, ProfileProblem, CliProblem) as problem:
        raise ChoiceProblem(str(problem)) from None


def _named(name: str, environment: Mapping[str, str], profiles_path: Path) -> Found:
    profiles = read_profiles(profiles_path)
    host = _host_in(environment)
    if profile := profiles.named(name):
        found = Found(profile, Origin.PROFILE)
    elif host == name.lower():
        return Found(profile_from(environment), Origin.ENVIRONMENT)
    else:
        found = _in_cli(name, environment, profiles)
    if host and host != found.profile.domain:
        raise ChoiceProblem(f"--tenant {name} is {found.profile.domain}, but {DOMAIN} is {host}. Unset one of them")
    client_id = environment.get(CLIENT_ID, "").strip()
    if client_id and found.profile.client_id and client_id != found.profile.client_id:
        raise ChoiceProblem(f"--tenant {name} has another client id than {CLIENT_ID}. Unset one of them")
    return found


def _in_cli(name: str, environment: Mapping[str, str], profiles: Profiles) -> Found:
    config = read_config(config_file(environment))
    if tenant := config.named(name):
        return Found(tenant.profile, Origin.AUTH0_CLI)
    known = [profile.name for profile in profiles.profiles] + [tenant.domain for tenant in config.tenants]
    there_is = f"There are: {', '.join(known)}" if known else "None is known here: mfa-tui tenants add"
    raise ChoiceProblem(f"no tenant is called {name[:80]!r}. {there_is}")


def _usual(environment: Mapping[str, str], profiles_path: Path) -> Found:
    profiles = read_profiles(profiles_path)
    if default := profiles.named(profiles.default):
        return Found(default, Origin.PROFILE, "the default profile")
    if len(profiles.profiles) == 1 and not profiles.unusable:
        return Found(profiles.profiles[0], Origin.PROFILE, "the only profile")
    if profiles.profiles:
        names = ", ".join(profile.name for profile in profiles.profiles)
        raise ChoiceProblem(f"which tenant? Choose with --tenant NAME, or set a default. There are: {names}")
    for problem in profiles.unusable.values():
        raise problem
    if found := _default_of(read_config(config_file(environment))):
        return found
    raise ChoiceProblem(
        "no tenant is known here. Run: mfa-tui tenants add NAME, or log in with the Auth0 CLI (auth0 login), or set "
        "AUTH0_DOMAIN with AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET, or with AUTH0_API_TOKEN. "
        "Or try the demo tenant: mfa-tui --demo"
    )


def _default_of(config: CliConfig) -> Found | None:
    tenant = config.named(config.default)
    return Found(tenant.profile, Origin.AUTH0_CLI, "the tenant that the Auth0 CLI uses") if tenant else None


def _host_in(environment: Mapping[str, str]) -> str:
    """Return the host that the environment names, or an empty string."""
    if not names_tenant(environment):
        return ""
    try:
        return located(environment.get(DOMAIN, "").strip(), DOMAIN).host
    except NotAHost as problem:
        raise EnvironmentProblem(str(problem)) from None
