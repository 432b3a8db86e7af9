"""`mfa-tui user`: one user's MFA, without a screen. The JSON is a contract; its keys are in the help text."""

import sys

import click

from mfa_tui.cli.opening import INTERRUPTED, chosen_tenant, tenant_option
from mfa_tui.process import run


@click.command()
@click.argument("who", metavar="ID_OR_EMAIL")
@click.option("--demo", is_flag=True, help="Ask the embedded demo tenant.")
@tenant_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
def user(who: str, demo: bool, tenant: str, as_json: bool) -> None:
    """Say what a user can do MFA with, what the next login would ask, and what happened lately. Changes nothing.

    ID_OR_EMAIL is whatever the search box takes: an id, an email, a phone number, a name, a Lucene query.

    \b
    The JSON object; null is what could not be read, times are UTC:
      tenant          the tenant's domain
      user            user_id, email, email_verified, name, connections, created_at, last_login, logins_count,
                      blocked, multifactor
      readiness       ready, email by verified address only, enrolled only in factors that are off, unfinished,
                      not enrolled, not readable
      connection_deleted   all connections of the user were deleted: cannot log in at all
      next_login      sentence, can, able (to do MFA), next_login, enrolls (true, false, null), notes
      methods         id, type, title, name, detail (masked), standing (MFA, backup, not MFA, unknown), state
                      (confirmed, pending), factor_on, phishing_resistant, preferred, binding (synced, can be synced,
                      device-bound), aaguid, transports, user_agent, created_at, last_used, linked,
                      guardian_enrollment
      blocks          identifier, ip, connection
      sessions, refresh_tokens   how many
      roles, organizations       their names
      events          at, code, words, outcome (good, bad, neutral), detail, where, session_id; newest
                      first
      unread          what could not be read: the part and why
      exit_code

    \b
    Exit code:
      0    fine
      2    usage, or several users match
      3    no such user
      7    sign-in or permission: profile or methods could not be read
      8    network, rate limit or another trouble
      130  interrupted
    """
    from mfa_tui.features.users.service import NoUser, report_user

    _, open_session = chosen_tenant(demo, False, tenant)
    try:
        answer = run(report_user(open_session, who))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    if isinstance(answer, NoUser):
        click.echo(f"mfa-tui: {answer.words}", err=True)
        sys.exit(answer.exit_code)
    click.echo(answer.as_json() if as_json else answer.as_text())
    for part, problem in answer.unread.items():
        click.echo(f"mfa-tui: {part}: {problem.words}", err=True)
    sys.exit(answer.exit_code)
