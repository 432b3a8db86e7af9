"""`mfa-tui coverage`: who can complete MFA and who cannot, without a screen."""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mfa_tui.cli.opening import INTERRUPTED, USAGE, chosen_tenant, stop, tenant_option
from mfa_tui.domain.ages import duration
from mfa_tui.process import run

if TYPE_CHECKING:
    from mfa_tui.domain.progress import Progress, Report
    from mfa_tui.features.coverage.service.scan import Coverage, CoverageScan
    from mfa_tui.session.session import TenantSession
    from mfa_tui.tenants.profile import TenantProfile

_TELL_EVERY = 0.2
"""Seconds between two lines of progress."""


@click.command()
@click.option("--demo", is_flag=True, help="Scan the embedded demo tenant.")
@tenant_option
@click.option("--query", default="", metavar="LUCENE", help="Only users that this finds, at most 1,000.")
@click.option("--by", type=click.Choice(["roles", "organizations"]), help="Group users; costs a request a user.")
@click.option("--format", "format_", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write there, readable by you."
)
@click.option("--resume", is_flag=True, help="Go on with a scan of the same that was stopped.")
def coverage(
    demo: bool, tenant: str, query: str, by: str | None, format_: str, output: Path | None, resume: bool
) -> None:
    """Show who can complete MFA, with what, and who cannot. Changes nothing.

    Reads what each user is enrolled with, as fast as the tenant's rate limit allows. Ctrl+C keeps what has
    been read, and --resume goes on there; it also asks again about users who could not be read.

    \b
    JSON: one object with the numbers of the text, and `people`, a member for each column of the CSV:
      user_id, email, name, connection, state (enrolled, pending only, not enrolled, unknown), factors, pending,
      phishing_resistant, only_phone, may_use_email, last_used, last_login, blocked, groups, reason (why unknown),
      only_off_factors (enrolled, and none of it works; null, or empty in the CSV: not known), readiness (ready, email
      by verified address only, enrolled only in factors that are off, unfinished, not enrolled, not readable),
      connection_deleted (cannot log in; null: not known)
    phishing_resistant and only_phone are about factors that are on. `readiness` counts the users of each kind, and
    `cannot_log_in` those who are blocked or of a deleted connection.
    Where it failed before anything was read there are no numbers: `unread`, what could not be read and why, and
    exit_code; text and CSV are then empty, and a file is left as it was.
    Times are UTC; in the CSV a text that a spreadsheet would run begins with an apostrophe.

    \b
    Exit code:
      0    complete
      2    usage, such as a query that Auth0 refuses, or the answer cannot be written
      7    sign-in or permission, be it of single users
      8    network, rate limit, users that are not covered, such as those beyond the first 1,000 of a search, or
           another trouble; the rest is written
      130  interrupted
    """
    profile, open_session = chosen_tenant(demo, False, tenant)
    _check(output)
    from mfa_tui.features.coverage.service.kept import conclude

    running: list[CoverageScan] = []
    try:
        found = run(_scan(open_session, query, by or "", resume, running))
        if format_ == "json" or not found.told_nothing:
            _write(_report(found, format_), output)
        conclude(running[0], found.summary(), profile.folder)
    except KeyboardInterrupt:
        _erase_progress()
        _interrupted(running, profile)
    except BrokenPipeError:
        # Whoever read the answer has seen enough; Python would complain again when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        where, reason = output or "standard output", error.strerror or "unknown reason"
        kept = "; what was read is kept for --resume" if running and _resumes(running[0].coverage, profile) else ""
        stop(f"{where} cannot be written: {reason}{kept}", USAGE)
    if found.problem:
        click.echo(f"mfa-tui: {found.problem.words}", err=True)
    if found.left and not found.told_nothing:
        click.echo(f"mfa-tui: {_extent(found, profile)}", err=True)
    if found.failed and not found.told_nothing:
        reason = "" if found.problem else f": {next(iter(found.failed.values())).words}"
        again = "ask again with --resume" if _resumes(found, profile) else "scan again"
        click.echo(f"mfa-tui: {len(found.failed):,} users could not be read; {again}{reason}", err=True)
    if not found.told_nothing:
        from mfa_tui.features.coverage.service.report import shortfall

        for sentence in shortfall(found.people):
            click.echo(f"mfa-tui: {sentence}", err=True)
    sys.exit(found.exit_code)


async def _scan(
    open_session: "Callable[[], TenantSession]", query: str, by: str, resume: bool, running: "list[CoverageScan]"
) -> "Coverage":
    from mfa_tui.features.coverage.service.scan import Groups, Scope

    session = open_session()
    scan = session.coverage_scan(Scope(query, Groups(by)))
    running.append(scan)
    report = _progress(scan.coverage)
    try:
        return await scan.run(report, resume=resume)
    finally:
        _erase_progress()
        await session.aclose()


def _progress(found: "Coverage") -> "Report":
    """Return what writes progress over itself on a terminal.

    On any stderr it says, once and as soon as it is known, why the scan cannot be resumed.
    """
    told_at, warned = 0.0, False

    def tell(progress: "Progress") -> None:
        nonlocal told_at, warned
        if found.unsaved and not warned:
            warned = True
            _erase_progress()
            click.echo(f"mfa-tui: {found.unsaved}", err=True)
        now = time.monotonic()
        if not sys.stderr.isatty() or now - told_at < _TELL_EVERY:
            return
        told_at = now
        of = "" if progress.total is None else f" of {progress.total:,}"
        left = "" if progress.time_left is None else f", {duration(progress.time_left)} left"
        click.echo(f"\r\x1b[K{progress.words}: {progress.done:,}{of}{left}", nl=False, err=True)

    return tell


def _erase_progress() -> None:
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", nl=False, err=True)


def _interrupted(running: "list[CoverageScan]", profile: "TenantProfile") -> None:
    found = running[0].coverage if running else None
    if found and found.held:
        click.echo(f"mfa-tui: stopped: {_extent(found, profile)}", err=True)
    sys.exit(INTERRUPTED)


def _extent(found: "Coverage", profile: "TenantProfile") -> str:
    return f"{found.extent} Go on with --resume" if _resumes(found, profile) else found.extent


def _resumes(found: "Coverage", profile: "TenantProfile") -> bool:
    """Tell whether another run can go on with this scan: it could be noted, and where it still is then."""
    return not found.unsaved and profile.folder is None


def _report(found: "Coverage", format_: str) -> Iterable[str]:
    from mfa_tui.features.coverage.service import report as coverage_report

    if format_ == "json":
        return coverage_report.as_json(found)
    if format_ == "csv":
        return coverage_report.as_csv(found)
    return (f"{line}\n" for line in coverage_report.as_text(found))


def _check(output: Path | None) -> None:
    """Stop before the scan where its answer could not be written after it."""
    if output is None or (output.exists() and not output.is_file()):
        return
    folder = output.absolute().parent
    if not folder.is_dir():
        stop("there is no folder for --output", USAGE)
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        stop(f"nothing can be written into the folder of --output: {error.strerror or 'unknown reason'}", USAGE)


def _write(pieces: Iterable[str], output: Path | None) -> None:
    if output is not None:
        from mfa_tui.storage.private_files import write_private

        write_private(output, pieces)
        return
    # A locale without UTF-8 must not turn an answer into a traceback.
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    for piece in pieces:
        click.echo(piece.encode(encoding, "backslashreplace").decode(encoding), nl=False)
