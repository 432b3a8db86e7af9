"""`mfa-tui export`: a tenant's MFA as a baseline file."""

import sys
from pathlib import Path

import click

from mfa_tui.cli.opening import INTERRUPTED, USAGE, chosen_tenant, complain, stop, tenant_option
from mfa_tui.process import run


@click.command()
@click.option("--demo", is_flag=True, help="Export the embedded demo tenant.")
@tenant_option
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write there, readable by you."
)
@click.option("--force", is_flag=True, help="Replace FILE even where it is no baseline.")
def export(demo: bool, tenant: str, output: Path | None, force: bool) -> None:
    """Write what decides over a tenant's MFA as a baseline: factors, their settings, policy. Changes nothing.

    The file is TOML with comments, in an order that stays. It never holds keys or tokens, only whether they are set;
    what could not be read is left out, and said so in the file. Hold it against a tenant with mfa-tui check
    --baseline FILE. A FILE that is a baseline already is replaced; any other is only with --force.

    \b
    Exit code:
      0    fine; what this tenant does not have at all is left out
      2    usage, or FILE exists and is no baseline, or cannot be written
      7    something could not be read and is left out: authentication or permission
      8    the same: network, or an answer that makes no sense. Where nothing could be read, nothing is written
    """
    from mfa_tui.features.drift.service.exporting import export_tenant

    _check(output, force)
    _, open_session = chosen_tenant(demo, False, tenant)
    try:
        answer = run(export_tenant(open_session, complain))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    if answer.exit_code and output is not None and output.exists() and not force:
        complain(f"{output} is left as it was; --force replaces it by what could be read")
    elif answer.text and output is None:
        click.echo(answer.text.encode(), nl=False)  # TOML is UTF-8, whatever the locale
    elif answer.text and output is not None:
        _write(answer.text, output)
    for complaint in answer.complaints:
        complain(complaint)
    sys.exit(answer.exit_code)


def _check(output: Path | None, force: bool) -> None:
    """Stop before the tenant is asked where the answer could not be written after it."""
    from mfa_tui.features.drift.service.baseline_files import is_ours

    if output is None:
        return
    if not output.absolute().parent.is_dir():
        stop("there is no folder for --output", USAGE)
    if output.is_file() and not force and not is_ours(output):
        stop(f"{output} exists and is no baseline; --force replaces it", USAGE)


def _write(text: str, output: Path) -> None:
    from mfa_tui.storage.private_files import write_private

    try:
        write_private(output, [text])
    except OSError as error:
        stop(f"{output} cannot be written: {error.strerror or 'unknown reason'}", USAGE)
