"""`mfa-tui check`: what is wrong with a tenant, and where it differs from its baseline; for people and for CI."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mfa_tui.cli.opening import INTERRUPTED, USAGE, chosen_tenant, complain, stop, tenant_option
from mfa_tui.process import run

if TYPE_CHECKING:
    from mfa_tui.domain.inventory import Baseline


@click.command()
@click.option("--demo", is_flag=True, help="Check the embedded demo tenant.")
@tenant_option
@click.option(
    "--baseline",
    "baseline_path",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Also tell drift: a file of mfa-tui export, or an export of Auth0's Deploy CLI (tenant.yaml or its folder).",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warn", "note"]),
    default="error",
    show_default=True,
    help="Exit with 1 from this severity on, of findings and of drift.",
)
def check(demo: bool, tenant: str, baseline_path: Path | None, as_json: bool, fail_on: str) -> None:
    """List what is wrong with a tenant's MFA and, with --baseline, where it differs from what it should be.

    Changes nothing. Only what is written in the baseline is compared; keywords of the Deploy CLI (##NAME##) are not.
    Drift is an error where the tenant is weaker than the baseline (a policy that requires MFA for fewer logins, a
    factor that is off, missing credentials), a warning where it is stronger or just different, a note where no login
    depends on it.

    \b
    JSON: one object.
      tenant      the tenant's domain
      findings    id, severity (error, warn, note), words, evidence, remedy, reference, cause, locks_out
      drift       null without --baseline, else
        baseline      the file
        compared      how many settings were held against each other
        differences   setting, severity, strength (of the tenant: stronger, weaker, neutral), words, here,
                      baseline (null: that side lacks it), target, can_align
        not_compared  what of the baseline could not be used, in words
      actions     every Action of a login, password reset or token trigger, null where they could not be read:
        name, trigger, bound
        mfa           requires, skips, may (it depends), unreadable (mfa-tui cannot tell), none
        calls         call, line: the calls that decide, and in an unreadable one the places that cannot be read
      unread      what could not be read: the part and why
      fail_on     the threshold
      exit_code

    \b
    Exit code:
      0    nothing at or above the threshold
      1    a finding or a difference is at or above it
      2    usage, or a baseline that cannot be used
      7    something could not be read: authentication or permission (Rules are optional)
      8    something could not be read: network, or an answer that makes no sense
    """
    from mfa_tui.domain.findings import Severity
    from mfa_tui.features.drift.service.checking import check_tenant

    baseline = _read(baseline_path) if baseline_path else None
    _, open_session = chosen_tenant(demo, False, tenant)
    try:
        answer = run(check_tenant(open_session, complain, baseline, Severity[fail_on.upper()]))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    encoding = sys.stdout.encoding or "utf-8"  # a locale without UTF-8 must not turn an answer into a traceback
    text = answer.as_json() if as_json else answer.as_text()
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding))
    for complaint in answer.complaints():
        complain(complaint)
    sys.exit(answer.exit_code)


def _read(path: Path) -> "Baseline":
    from mfa_tui.features.drift.model.baseline import BadBaselineError
    from mfa_tui.features.drift.service.baseline_files import read_baseline

    try:
        return read_baseline(path)
    except BadBaselineError as error:
        stop(str(error), USAGE)
