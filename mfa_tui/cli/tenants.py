"""`mfa-tui tenants`: which tenants this program knows, how it signs in to them, and what it may do there."""

import os
import sys
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mfa_tui.cli.opening import (
    INTERRUPTED,
    USAGE,
    complain,
    credentials_for,
    found_tenant,
    log_in,
    named_tenant,
    stop,
    trusted,
    typed_secret,
    usable,
)
from mfa_tui.process import run
from mfa_tui.tenants.profile import COLOURS, Algorithm, Authentication, Label, TenantProfile

if TYPE_CHECKING:
    from mfa_tui.client.connection import Credentials
    from mfa_tui.features.connect.service.connecting import Connecting, Trial

T = TypeVar("T")
_TYPED = (Authentication.CLIENT_SECRET, Authentication.ACCESS_TOKEN)
"""The ways whose secret a person can type."""
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")


@click.group()
@click.pass_context
def tenants(context: click.Context) -> None:
    """Manage the tenants that this program knows.

    \b
    Exit code:
      0    fine
      1    check: scopes are missing
      2    usage, or a file that cannot be used as it is
      3    remove: no such profile
      7    authentication or permission
      8    network, or another trouble
      130  interrupted
    """
    if context.find_root().params.get("demo"):
        stop("--demo is no tenant of this machine. See what it has: mfa-tui --demo --screen tenants", USAGE)


@tenants.command()
def path() -> None:
    """Print where the profiles are. The file holds no secrets; you may edit it."""
    from mfa_tui.storage.locations import profiles_file

    click.echo(profiles_file())


@tenants.command("list")
@_JSON
def list_(as_json: bool) -> None:
    """List the tenants of the environment, the profiles, and the logins of the Auth0 CLI. Asks nobody, sends nothing.

    \b
    JSON: {"tenants": [{"name", "domain", "origin" (environment, profile, Auth0 CLI), "label", "access",
    "authentication", "client_id", "audience", "default"}], "troubles": ["..."], "file", "exit_code"}
    """
    from mfa_tui.features.connect.service.choosing import look_around
    from mfa_tui.features.connect.service.tenant_report import survey_as_json, survey_as_text
    from mfa_tui.storage.locations import profiles_file

    file = profiles_file()
    survey = look_around(os.environ, file)
    click.echo(survey_as_json(survey, file) if as_json else survey_as_text(survey, file))
    for trouble in survey.troubles:
        complain(trouble)
    sys.exit(USAGE if survey.troubles else 0)


@tenants.command()
@click.argument("name", default="")
@click.option("--write", is_flag=True, help="Check the scopes for changing things too, whatever the profile says.")
@_JSON
def check(name: str, write: bool, as_json: bool) -> None:
    """Sign in to a tenant and say, screen by screen, which scopes are there and which are missing.

    \b
    JSON: {"name", "domain", "signed_in", "authentication", "scopes", "expires_at" (UTC), "missing", "remedy",
    "modes": {"users": [{"action", "writes", "missing"}]}, "notes", "problem", "exit_code"}
    """
    from mfa_tui.features.connect.service.connecting import Connecting
    from mfa_tui.features.connect.service.tenant_report import trial_as_json, trial_as_text, trial_exit_code

    trusted()
    found = found_tenant(named_tenant(name))
    credentials = credentials_for(found)
    trial = _run(Connecting(told=complain).try_out(found.profile, credentials))
    writes = write or found.profile.writable
    click.echo(trial_as_json(trial, writes=writes) if as_json else trial_as_text(trial, writes=writes))
    _complain_of(trial)
    sys.exit(trial_exit_code(trial, writes=writes))


@tenants.command()
@click.argument("name")
@click.option("--domain", metavar="HOST", help="acme.eu.auth0.com, or a custom domain.")
@click.option("--label", type=click.Choice([label.value for label in Label if label is not Label.NONE]))
@click.option("--access", type=click.Choice(["read-only", "read-write"]), help="How it starts. Default: read-only.")
@click.option("--authentication", type=click.Choice([way.value for way in Authentication]), help="How to sign in.")
@click.option("--client-id", metavar="ID")
@click.option("--audience", metavar="URL", help="Needed with a custom domain: the audience has the tenant's own.")
@click.option("--key-file", metavar="FILE", help="The private key, RSA in PEM, for private-key-jwt.")
@click.option("--algorithm", type=click.Choice([algorithm.value for algorithm in Algorithm]))
@click.option("--colour", type=click.Choice(COLOURS), help="Of the header, from the theme.")
@click.option("--default", is_flag=True, help="Use it where no tenant is named.")
def add(name: str, default: bool, **given: str | None) -> None:
    """Add a tenant, or change one and sign in to it anew. It is tried out before it is saved.

    What is not given is asked for, as far as it is needed. Secrets are typed unseen, or come from AUTH0_CLIENT_SECRET
    or AUTH0_API_TOKEN, and are kept in the keyring of the operating system; never give one as an argument.
    """
    from mfa_tui.domain.problems import Problem
    from mfa_tui.features.connect.service.connecting import Connecting

    trusted()
    profile = _profile(name, given)
    connecting = Connecting(told=complain)
    credentials = _new_credentials(connecting, profile)
    trial = _run(connecting.try_out(profile, credentials))
    if trial.problem:
        _complain_of(trial)
        stop("nothing was saved", trial.problem.exit_code)
    saved = _run(connecting.save(profile, credentials, default=default))
    if isinstance(saved, Problem):
        stop(saved.words, USAGE)
    where = f", and its {profile.authentication.kept} in the keyring" if saved.kept else ""
    complain(f"{profile.name} was tried out and saved in {saved.path}{where}")
    for note in (*trial.notes, *saved.notes):
        complain(note)
    if remedy := trial.remedy(writes=profile.writable):
        complain(f"scopes are missing; see: mfa-tui tenants check {profile.name}. {remedy}")


@tenants.command()
@click.argument("name")
def remove(name: str) -> None:
    """Remove a profile, and its secret from the keyring. The tenant itself is not touched."""
    from mfa_tui.domain.problems import Kind, Problem
    from mfa_tui.features.connect.service.connecting import Connecting

    saved = _run(Connecting(told=complain).remove(name))
    if isinstance(saved, Problem):
        stop(saved.words, 3 if saved.kind is Kind.ABSENT else USAGE)
    complain(f"{name} was removed from {saved.path}")
    for note in saved.notes:
        complain(note)


def _profile(name: str, given: dict[str, str | None]) -> TenantProfile:
    """Return the profile that is meant: what is given, over what is saved, over what is usual."""
    from mfa_tui.storage.locations import profiles_file
    from mfa_tui.tenants.profiles import ProfileProblem, described, drafted, read_profiles

    try:
        before = read_profiles(profiles_file()).named(name)
        told = described(before) if before else {}
        told |= {key: value for key, value in given.items() if value}
        for key in ("domain", "client_id", "key_file"):
            if key not in told and _asked_for(key, told):
                told[key] = click.prompt(key.replace("_", " ").capitalize(), err=True)
        return drafted(name, told)
    except click.Abort:
        sys.exit(INTERRUPTED)
    except ProfileProblem as problem:
        stop(str(problem), USAGE)


def _asked_for(key: str, told: dict[str, str]) -> bool:
    """Tell whether somebody is there to ask for what is missing, and it is needed."""
    way = told.get("authentication", Authentication.CLIENT_SECRET)
    needed = {
        "domain": True,
        "client_id": way in (Authentication.CLIENT_SECRET, Authentication.PRIVATE_KEY_JWT, Authentication.DEVICE),
        "key_file": way == Authentication.PRIVATE_KEY_JWT,
    }
    return needed[key] and sys.stdin.isatty() and sys.stderr.isatty()


def _new_credentials(connecting: "Connecting", profile: TenantProfile) -> "Credentials":
    """Return fresh credentials for a profile: typed, from the environment, or of a new login."""
    from pydantic import SecretStr

    from mfa_tui.features.connect.service.choosing import Found, Origin
    from mfa_tui.features.connect.service.signing_in import with_secret
    from mfa_tui.tenants.environment import EnvironmentProblem, secret_for

    try:
        ready = secret_for(profile, os.environ) if profile.authentication in _TYPED else ""
    except EnvironmentProblem as problem:
        stop(str(problem), USAGE)
    match profile.authentication:
        case Authentication.DEVICE:
            return _run(log_in(connecting, profile))
        case Authentication.CLIENT_SECRET | Authentication.ACCESS_TOKEN:
            if ready:
                complain(f"the {profile.authentication.kept} is taken from the environment")
                return usable(with_secret(profile, SecretStr(ready)))
            if not (sys.stdin.isatty() and sys.stderr.isatty()):
                stop("set AUTH0_CLIENT_SECRET or AUTH0_API_TOKEN, or run in a terminal to type the secret", USAGE)
            return typed_secret(profile)
        case _:
            return credentials_for(Found(profile, Origin.PROFILE))


def _run(work: Coroutine[Any, Any, T]) -> T:
    try:
        return run(work)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _complain_of(trial: "Trial") -> None:
    if trial.problem:
        complain(trial.problem.words)
    for note in trial.notes:
        complain(note)
