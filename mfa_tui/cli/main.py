"""The command line: options, exit codes, and what is imported when. stdout carries answers only."""

import errno
import gc
import locale
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO, cast

import click

from mfa_tui import __version__
from mfa_tui.cli.opening import INTERRUPTED, USAGE, Opened, chosen_tenants, knows_a_tenant, stop, trusted
from mfa_tui.commands.registry import MODES
from mfa_tui.process import leave
from mfa_tui.ui.crash import protect

if TYPE_CHECKING:
    from mfa_tui.features.connect.screens.known_tenants import Way


_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_BROKEN_PIPE = 128 + 13


class _Commands(click.Group):
    """The commands without a screen, each in a module of its name, which is imported when it is wanted."""

    _LATER = ("check", "coverage", "export", "tenants", "token", "user")

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Run the program."""
        protect()
        if sys.stdout is None:  # A file that is opened would take its place, and get the answer.
            stop("standard output is closed", USAGE)
        try:
            return super().__call__(*arguments, **options)
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            _forget_output()
            stop(f"{error.filename or 'the answer'} cannot be written: {error.strerror}", USAGE)
        finally:
            try:
                sys.stdout.flush()
            except OSError:
                _forget_output()

    def invoke(self, ctx: click.Context) -> Any:
        """Invoke a command. Ctrl+C, and a reader that has seen enough, end it as they end any other program."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)
        except BrokenPipeError:
            _forget_output()
            sys.exit(_BROKEN_PIPE)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted({*super().list_commands(ctx), *self._LATER})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        if cmd_name in self._LATER:
            return cast("click.Command", getattr(import_module(f"mfa_tui.cli.{cmd_name}"), cmd_name))
        return super().get_command(ctx, cmd_name)


@click.group(cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mfa-tui")
@click.option(
    "--demo",
    is_flag=True,
    help="Use the embedded demo tenant; nothing leaves this process, unless you connect another.",
)
@click.option(
    "--tenant",
    "tenant",
    multiple=True,
    metavar="NAME",
    help="A profile (mfa-tui tenants list), or the domain of a login of the Auth0 CLI. Given several times, all of "
    "them are connected, the first one in use.",
)
@click.option(
    "--write/--read-only",
    "write",
    default=None,
    help="Start unlocked or locked. Default: as the profile says, else read-only; the demo writable. --read-only also "
    "locks what is connected later.",
)
@click.option("--ascii", "ascii_", is_flag=True, help="Draw with ASCII only.")
@click.option("--theme", default="", metavar="NAME", help="mfa-dark (default), mfa-light, or any theme of Textual.")
@click.option(
    "--screen",
    type=click.Choice([mode.id for mode in MODES]),
    default="overview",
    help="The screen to start on.",
)
@click.pass_context
def main(
    context: click.Context,
    demo: bool,
    tenant: tuple[str, ...],
    write: bool | None,
    ascii_: bool,
    theme: str,
    screen: str,
) -> None:
    """A terminal dashboard for multi-factor authentication in Auth0 tenants.

    The tenant is the one of --tenant; else that of the environment: AUTH0_DOMAIN with AUTH0_CLIENT_ID and
    AUTH0_CLIENT_SECRET (or AUTH0_CLIENT_SIGNING_KEY_PATH), or with AUTH0_API_TOKEN; else the default or only profile;
    else the one that the Auth0 CLI is logged in to. Where none of them leads to one tenant, the Connect screen asks.
    """
    if context.invoked_subcommand:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()) or os.environ.get("TERM", "") in ("", "dumb"):
        stop(
            "this is a full-screen program and needs a terminal (TERM is {}). Without one: mfa-tui check --help".format(
                os.environ.get("TERM") or "not set"
            ),
            USAGE,
        )
    look = _Look(ascii_ or not _utf8(), _known(theme), screen)
    trusted()
    if demo or tenant or knows_a_tenant():
        _run(chosen_tenants(demo, write, tenant), write, look)
    else:
        way = _connect(look)
        _run([(way.profile, way.open_session)], write, look, way.words)


class _Look(NamedTuple):
    """How it is drawn, and the screen to start on."""

    ascii_only: bool
    theme: str
    screen: str


def _known(theme: str) -> str:
    from textual.theme import BUILTIN_THEMES

    from mfa_tui.ui.themes import DARK, LIGHT

    names = {*BUILTIN_THEMES, DARK.name, LIGHT.name}
    if theme and theme not in names:
        stop(f"no theme is called {theme!r}. There are: {', '.join(sorted(names))}", USAGE)
    return theme


def _connect(look: _Look) -> "Way":
    """Let the user choose a tenant, or leave: nothing on this machine says which."""
    from mfa_tui.app.connect_app import ConnectApp

    app = ConnectApp(ascii_only=look.ascii_only, theme=look.theme)
    app.run()
    if app.way is None:
        leave(app.return_code or 0)
    return app.way


def _run(ways: Sequence[Opened], write: bool | None, look: _Look, told: str = "") -> None:
    gc.disable()  # Nothing is thrown away while the program starts; MfaApp switches it on after the first paint.
    from mfa_tui.app.app import MfaApp
    from mfa_tui.session.view import TenantView

    tenants_ = [
        (TenantView(profile, profile.writable if write is None else write, look.ascii_only), open_session)
        for profile, open_session in ways
    ]
    locked = write is False  # Nobody who asked for read-only is to find a tenant unlocked that is connected later.
    app = MfaApp(*tenants_[0], *tenants_[1:], screen=look.screen, theme=look.theme, told=told, read_only=locked)
    app.run()
    leave(app.return_code or 0)


@main.command("demo-tenant")
@click.option("--host", default="127.0.0.1", show_default=True, help="A loopback address.")
@click.option("--port", default=8089, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free port.")
@click.option(
    "--latency",
    default=0,
    show_default=True,
    type=click.IntRange(0),
    metavar="MS",
    help="Milliseconds before each answer.",
)
@click.option(
    "--rate-limit",
    default="16:50",
    show_default=True,
    metavar="PER_SECOND:BURST",
    help="Token bucket of the Management API.",
)
@click.option("--users", default=400, show_default=True, type=click.IntRange(0), help="How many users it has.")
@click.option("--seed", default=1, show_default=True, type=int, help="Another seed, another company.")
@click.option("--scopes", default="", metavar="SCOPES", help="What is granted, separated by spaces. Default: all.")
@click.option("--token-lifetime", default=86400, show_default=True, type=click.IntRange(1), metavar="SECONDS")
@click.option("--public-key", type=click.File(), metavar="FILE", help="RSA in PEM, for private key JWT.")
@click.option(
    "--entitlement",
    "entitlements",
    multiple=True,
    type=click.Choice(["adaptive"]),
    help="Add-on that the tenant has. Without adaptive, the Adaptive policy is refused with a 403.",
)
@click.option("--unified-phone", is_flag=True, help="Unified Phone Experience: no legacy phone endpoints.")
def demo_tenant(
    host: str,
    port: int,
    latency: int,
    rate_limit: str,
    users: int,
    seed: int,
    scopes: str,
    token_lifetime: int,
    public_key: TextIO | None,
    entitlements: tuple[str, ...],
    unified_phone: bool,
) -> None:
    """Serve the demo tenant on loopback, for this program or any other Auth0 tool.

    Besides the application that the three lines name it has demo-key-client-id, which signs in with the private half
    of --public-key, and demo-device-client-id, through which a person logs in with a device code.
    """
    from mfa_tui.demo.options import DemoOptions, RateLimit
    from mfa_tui.demo.scopes import ALL_SCOPES
    from mfa_tui.demo.serve import serve

    try:
        options = DemoOptions(
            latency,
            RateLimit.parse(rate_limit),
            adaptive_mfa="adaptive" in entitlements,
            unified_phone=unified_phone,
            scopes=frozenset(scopes.replace(",", " ").split()) or ALL_SCOPES,
            token_lifetime_s=token_lifetime,
            public_key=public_key.read() if public_key else "",
            users=users,
            seed=seed,
        )
        serve(options, host, port, announce=click.echo)
    except (ValueError, OSError) as error:
        stop(str(error), USAGE)


def _utf8() -> bool:
    return locale.getencoding().lower().replace("-", "") == "utf8"


def _forget_output() -> None:
    """Drop what could not be written: Python would try again at exit, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
