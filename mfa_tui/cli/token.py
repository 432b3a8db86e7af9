"""`mfa-tui token`: the verdict on a pasted token, without a screen and without a network."""

import os
import re
import sys
import time
from typing import TYPE_CHECKING, NoReturn

import click

from mfa_tui.process import run

if TYPE_CHECKING:
    from mfa_tui.features.tokens.model.inspection import Report
    from mfa_tui.features.tokens.model.judging.keys import KeySet

USAGE = 2
INTERRUPTED = 130
_MAX_BYTES = 4 * 1024 * 1024  # the longest paste that is read, in four-byte characters
_LIKE_A_TOKEN = re.compile(r"(?:authorization:|bearer\s)|ey[A-Za-z0-9_-]{10,}(?:\.|$)|Fe26\.2\*", re.I)
_LATEST = 253_402_300_799


def _seconds(value: str) -> float:
    """Convert an option to seconds, from 0 to the year 9999; a range of click lets "nan" through."""
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= _LATEST:
        raise click.BadParameter("it must be a number of seconds, 0 or more.")
    return seconds


def _text(value: str) -> str:
    """Convert an option to text. An unset variable of a script must not mean "do not compare"."""
    if not value:
        raise click.BadParameter("it is empty.")
    return value


@click.command()
@click.argument("source", metavar="[FILE | -]", default="-")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
@click.option("--jwks", metavar="FILE", help="Check the signature with a JWK Set, a JWK or PEM (oct keys serve HMAC).")
@click.option("--tenant", type=_text, metavar="NAME", help="Fetch the keys of this tenant; it is also the issuer.")
@click.option("--issuer", type=_text, metavar="URL", multiple=True, help="Expected iss, https://DOMAIN/; repeatable.")
@click.option("--audience", type=_text, metavar="AUD", multiple=True, help="Expected client id or API; repeatable.")
@click.option("--max-age", type=_seconds, metavar="SECONDS", help="How old the login may be; 0 is a limit too.")
@click.option("--acr", type=_text, metavar="VALUE", help="The acr asked for; several are separated by spaces.")
@click.option("--nonce", type=_text, metavar="N", help="Expected nonce.")
@click.option("--organization", type=_text, metavar="ORG", help="Expected org_id (org_...) or org_name.")
@click.option("--now", type=_seconds, metavar="EPOCH", help="Judge as at this time, in seconds since 1970.")
@click.option("--leeway", type=_seconds, default=60, show_default=True, metavar="SECONDS", help="Allowance for clocks.")
def token(
    source: str,
    as_json: bool,
    jwks: str | None,
    tenant: str | None,
    issuer: tuple[str, ...],
    audience: tuple[str, ...],
    max_age: float | None,
    acr: str | None,
    nonce: str | None,
    organization: str | None,
    now: float | None,
    leeway: float,
) -> None:
    """Say whether a token proves MFA, why, and what to do next. Offline, but for --tenant.

    Reads a FILE or standard input: a raw token, a header, curl, JSON, a URL, cookies, a HAR or a log. Never give a
    token as an argument: other users of this machine can read it there.

    \b
    Exit code, the worst that applies:
      0    MFA proven, under a verified signature
      1    MFA not proven
      2    usage
      3    no readable JWT: opaque, encrypted, cut off, or no token at all
      4    signature bad, or alg none
      5    signature not verified (no --jwks or --tenant, or no fitting key there)
      6    expired, not valid yet, or for another issuer, audience or request
      8    the keys of --tenant could not be fetched
      130  interrupted
    With several tokens the ID tokens decide; where there is none, all do.
    """
    from mfa_tui.features.tokens.model.inspection import inspect_paste
    from mfa_tui.features.tokens.model.vocabulary import Expectations

    try:
        keys = _keys(jwks) if jwks is not None else None
        if tenant is not None:
            if keys is not None:
                _stop("--jwks and --tenant both name keys; give one of them")
            keys, issuers = _tenant_keys(tenant)
            issuer = issuer or issuers
        expectations = Expectations(issuer, audience, max_age, acr or "", nonce or "", organization or "", leeway)
        clock = time.time() if now is None else now
        report = inspect_paste(_paste(source), now=clock, expectations=expectations, keys=keys)
        _answer(report, as_json)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # Whoever read the answer has seen enough; Python would complain again when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(report.exit_code)


def _answer(report: "Report", as_json: bool) -> None:
    if report.problem:
        click.echo(f"mfa-tui: {report.problem}", err=True)
    if as_json:
        from mfa_tui.features.tokens.model.showing.as_json import as_json as written
    else:
        from mfa_tui.features.tokens.model.showing.as_text import as_text as written
    if text := written(report):
        # A locale without UTF-8 must not turn an answer into a traceback.
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        click.echo(text.encode(encoding, "backslashreplace").decode(encoding))


def _paste(source: str) -> str:
    from mfa_tui.features.tokens.model.vocabulary import MAX_PASTE

    if _LIKE_A_TOKEN.match(source):
        # It is not repeated: what is printed gets into logs.
        _stop(
            "that looks like a token and not like a file. Give it on standard input: "
            "what stands on the command line can be read by others and stays in the shell's history"
        )
    if source == "-" and sys.stdin is not None and sys.stdin.isatty():
        click.echo("mfa-tui: paste the token, then press Enter and Ctrl+D.", err=True)
    raw = _read(source, "the paste")
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"  # PowerShell redirects UTF-16
    text = raw.decode(encoding, "replace")
    if len(text) > MAX_PASTE:
        _stop(f"the paste is longer than {MAX_PASTE // 1024:,} KiB")
    return text


def _keys(path: str) -> "KeySet":
    from mfa_tui.features.tokens.model.judging.keys import read_keys
    from mfa_tui.features.tokens.model.judging.pem import UnusableKeysError

    if path == "-":
        _stop("--jwks takes a file: standard input is for the token")
    try:
        return read_keys(_read(path, "the --jwks file").decode("utf-8-sig", "replace"))
    except UnusableKeysError as error:
        _stop(f"no key in the --jwks file: {error}")


def _tenant_keys(name: str) -> "tuple[KeySet, tuple[str, ...]]":
    """Return the keys of a tenant and what it calls itself as an issuer. Nobody has to sign in for that."""
    from mfa_tui.cli.opening import found_tenant, stop, trusted
    from mfa_tui.domain.problems import Problem
    from mfa_tui.features.tokens.service import fetch_keys

    trusted()
    profile = found_tenant(name).profile
    keys = run(fetch_keys(profile))
    if isinstance(keys, Problem):
        stop(f"the keys of {profile.domain} could not be fetched: {keys.words}", keys.exit_code)
    return keys, profile.issuers


def _read(path: str, what: str) -> bytes:
    """Return the bytes of a file or of standard input; stops with words where there are none or too many."""
    try:
        if path == "-":
            raw = sys.stdin.buffer.read(_MAX_BYTES + 1) if sys.stdin is not None else b""
        else:
            with open(path, "rb") as file:
                raw = file.read(_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        # The name is not repeated: it may be a token that was given by mistake.
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "no such file"
        _stop(f"cannot read {what}: {reason.lower()}. A token itself goes to standard input")
    if len(raw) > _MAX_BYTES:
        _stop(f"{what} is too large")
    return raw


def _stop(words: str) -> NoReturn:
    click.echo(f"mfa-tui: {words}", err=True)
    sys.exit(USAGE)
