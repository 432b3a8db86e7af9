"""Which tenant a command is about, and how to open a session with it; shared by everything on the command line."""

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from mfa_tui.process import run
from mfa_tui.tenants.profile import Authentication, Label, TenantProfile, named_apart

if TYPE_CHECKING:
    from mfa_tui.client.auth.device import DeviceCode
    from mfa_tui.client.connection import Credentials
    from mfa_tui.features.connect.service.choosing import Found
    from mfa_tui.features.connect.service.connecting import Connecting
    from mfa_tui.session.session import TenantSession

USAGE = 2
AUTHENTICATION = 7
INTERRUPTED = 130
LONGEST_LINE = 1_023 if sys.platform == "darwin" else 4_095
"""Characters that a terminal passes on in one line; it drops the rest. An access token may be longer."""

Command = TypeVar("Command", bound=Callable[..., object])
Opened = tuple[TenantProfile, Callable[[], "TenantSession"]]
"""A tenant, and how to open a session with it, which imports the HTTP client only then."""


def tenant_option(command: Command) -> Command:
    """Add `--tenant NAME` to a command."""
    words = "A profile (mfa-tui tenants list), or the domain of a login of the Auth0 CLI."
    return click.option("--tenant", default="", metavar="NAME", help=words)(command)


def chosen_tenant(demo: bool, writable: bool | None, tenant: str = "") -> Opened:
    """Return the one tenant that a command is about. What stands before the command counts too."""
    return opened(demo or bool(_before().get("demo")), writable, named_tenant(tenant))


def named_tenant(tenant: str) -> str:
    """Return the name of the one tenant that a command is about, empty where none is given, also not before it."""
    names = {*_before().get("tenant", ()), *([tenant] if tenant else [])}
    if len(names) > 1:
        stop("several tenants are given, and this command is about one", USAGE)
    return next(iter(names), "")


def _before() -> dict[str, Any]:
    """Return the options that stand before the command."""
    context = click.get_current_context(silent=True)
    return context.find_root().params if context else {}


def chosen_tenants(demo: bool, writable: bool | None, tenants: Sequence[str]) -> list[Opened]:
    """Return every tenant that is named, the first one first; the usual one where none is."""
    ways: list[Opened] = []
    beside = len(tenants) > 1 and not demo
    for name in tenants or ("",):
        profile, open_session = _one_of_several(writable, name) if beside else opened(demo, writable, name)
        if any(profile.signs_in_as == one.signs_in_as for one, _ in ways):
            stop(f"{profile.domain} is given twice with --tenant", USAGE)
        ways.append((named_apart(profile, [one.name for one, _ in ways]), open_session))
    return ways


def _one_of_several(writable: bool | None, name: str) -> Opened:
    """Return a tenant that stands beside others. Where it cannot be used, opening it says why: the others can be."""
    from mfa_tui.storage.locations import profiles_file
    from mfa_tui.tenants.profiles import ProfileProblem, read_profiles
    from mfa_tui.tenants.secrets import SecretStore

    try:
        read_profiles(profiles_file()).named(name)
    except ProfileProblem as problem:
        nowhere = TenantProfile(name, "", "", Label.NONE, "", "")
        return nowhere, partial(_refuse, str(problem))
    profile = found_tenant(name).profile
    if profile.authentication.kept and (why := SecretStore().broken(profile.account)):
        return profile, partial(_refuse, why)
    try:
        return opened(False, writable, name)
    except Stop as stopped:
        return profile, partial(_refuse, stopped.words)


def _refuse(words: str) -> NoReturn:
    from mfa_tui.domain.problems import Kind, Problem, Unusable
    from mfa_tui.domain.text import clean

    raise Unusable(Problem(Kind.UNSENT, "This tenant cannot be used.", "", clean(words, 500)))


def opened(demo: bool, writable: bool | None, tenant: str = "") -> Opened:
    """Return a tenant by its name. `writable` is what the profile says where it is None.

    Where there is nothing to sign in with, it is asked for now, while the terminal is still there for that.
    """
    if demo and tenant:
        stop("--demo and --tenant are two different tenants", USAGE)
    trusted()
    if demo:
        return _demo(True if writable is None else writable)
    found = found_tenant(tenant)
    profile = found.profile
    writable = profile.writable if writable is None else writable
    ready = None if _lies_ready(found) else credentials_for(found)

    def open_real() -> "TenantSession":
        from mfa_tui.features.connect.service.connecting import Connecting

        return Connecting().open(profile, ready or credentials_for(found), writable=writable)

    return profile, open_real


def knows_a_tenant() -> bool:
    """Tell whether a start without a name leads to one tenant; where not, the user chooses on the Connect screen.

    An environment that names a tenant wrongly does lead there: to the words that say what is wrong.
    """
    from mfa_tui.features.connect.service.choosing import ChoiceProblem, Origin, choose
    from mfa_tui.storage.locations import profiles_file
    from mfa_tui.tenants.environment import names_tenant

    if names_tenant(os.environ):
        return True
    try:
        return choose("", os.environ, profiles_file()).origin is Origin.PROFILE
    except ChoiceProblem:
        return False


def found_tenant(name: str) -> "Found":
    """Return the tenant that is meant, or end with words. Why it is this one is told where nobody named it."""
    from mfa_tui.features.connect.service.choosing import ChoiceProblem, choose
    from mfa_tui.storage.locations import profiles_file

    try:
        found = choose(name, os.environ, profiles_file())
    except ChoiceProblem as problem:
        stop(str(problem), USAGE)
    if found.why:
        complain(f"tenant {found.profile.name} ({found.profile.domain}): {found.why}")
    return found


def credentials_for(found: "Found") -> "Credentials":
    """Return what to sign in with; asks for it where there is a terminal. Ends with words where there is nothing."""
    from mfa_tui.features.connect.service.connecting import Connecting
    from mfa_tui.features.connect.service.signing_in import Wanted, find_credentials
    from mfa_tui.tenants.secrets import SecretStore

    credentials = find_credentials(found, os.environ, SecretStore(), told=complain)
    if not isinstance(credentials, Wanted):
        return usable(credentials)
    profile = found.profile
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        remedies = {
            Authentication.CLIENT_SECRET: "Set AUTH0_CLIENT_SECRET, or run in a terminal to type it",
            Authentication.ACCESS_TOKEN: "Set AUTH0_API_TOKEN, or run in a terminal to type it",
        }
        remedy = remedies.get(profile.authentication, f"Log in, in a terminal: mfa-tui tenants add {profile.name}")
        stop(f"no {credentials.what} for {profile.name}: {credentials.why}. {remedy}", AUTHENTICATION)
    if profile.authentication is Authentication.DEVICE:
        connecting = Connecting(told=complain)
        try:
            logged_in = run(log_in(connecting, profile))
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)
        if why_not := run(connecting.keep(profile, logged_in)):
            complain(f"this login is not kept: {why_not}")
        return logged_in
    complain(f"{profile.name}: {credentials.why}")
    return typed_secret(profile)


def typed_secret(profile: TenantProfile) -> "Credentials":
    """Ask for the secret of a profile, unseen."""
    from pydantic import SecretStr

    from mfa_tui.features.connect.service.signing_in import with_secret

    what = profile.authentication.kept.capitalize()
    try:
        typed = click.prompt(f"{what} of {profile.name}", hide_input=True, err=True)
    except click.Abort:
        sys.exit(INTERRUPTED)
    if len(typed) >= LONGEST_LINE:
        stop("this is so long that the terminal cuts it off. Set AUTH0_API_TOKEN instead", USAGE)
    return usable(with_secret(profile, SecretStr(typed)))


async def log_in(connecting: "Connecting", profile: TenantProfile) -> "Credentials":
    """Log in as a person: say on stderr what to open, and wait."""
    from mfa_tui.domain.text import clean

    def show(code: "DeviceCode") -> None:
        complain(f"open {clean(code.verification_uri, 300)}")
        complain(f"and confirm the code {clean(code.user_code, 40)}. Waiting; Ctrl+C gives up.")

    return usable(await connecting.log_in(profile, show))


def usable(credentials: object) -> "Credentials":
    """Return the credentials, or end with the words of the problem that came instead."""
    from mfa_tui.client.connection import Credentials
    from mfa_tui.domain.problems import Problem

    if isinstance(credentials, Problem):
        stop(credentials.words, credentials.exit_code)
    assert isinstance(credentials, Credentials)  # noqa: S101 - nothing else is given
    return credentials


def _lies_ready(found: "Found") -> bool:
    """Tell whether what to sign in with is there, so that the client need not be imported before the first paint."""
    from mfa_tui.features.connect.service.choosing import Origin
    from mfa_tui.tenants.secrets import SecretStore

    profile = found.profile
    if found.origin is Origin.ENVIRONMENT:
        return profile.authentication is not Authentication.PRIVATE_KEY_JWT
    return bool(profile.authentication.kept) and SecretStore().holds(profile.account)


def _demo(writable: bool) -> Opened:
    from mfa_tui.features.connect.service.demo_tenants import demo_profiles, open_demo

    profile = demo_profiles()[0]
    return profile, partial(open_demo, profile, writable=writable)


def trusted() -> None:
    """End with words where the environment names certificates that cannot be used: nothing could be reached."""
    from mfa_tui.tenants.certificates import certificate_problem

    if problem := certificate_problem():
        from mfa_tui.domain.text import clean

        stop(clean(problem, 500), USAGE)


def complain(words: str) -> None:
    """Say something on stderr: stdout carries answers only."""
    click.echo(f"mfa-tui: {words}", err=True)


class Stop(SystemExit):
    """The end of a command, which was said on stderr in these `words`."""

    def __init__(self, words: str, code: int) -> None:
        super().__init__(code)
        self.words = words


def stop(words: str, code: int) -> NoReturn:
    """Say on stderr why it ends here, and end."""
    complain(words)
    raise Stop(words, code)
