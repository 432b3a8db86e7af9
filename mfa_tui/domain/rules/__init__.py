"""The rules that make findings, each over one reading of the tenant, each from Auth0's documentation."""

from collections.abc import Sequence

from mfa_tui.domain.changes import POLICY, Change, applied
from mfa_tui.domain.entries import missing
from mfa_tui.domain.findings import Finding, Forecast, worst_first
from mfa_tui.domain.rules import about_actions, about_factors, about_logins
from mfa_tui.domain.rules.about_users import Population, enrolled_in_vain
from mfa_tui.domain.rules.base import Rule
from mfa_tui.domain.tenant import Configuration

__all__ = ["RULES", "evaluate", "forecast"]

RULES = [
    each
    for module in (about_logins, about_actions, about_factors)
    for each in vars(module).values()
    if isinstance(each, Rule)
]


def evaluate(configuration: Configuration, population: Population | None = None) -> tuple[Finding, ...]:
    """Return all findings over one reading of a tenant, worst first.

    `population` is what the last coverage scan counted; without it nothing is said about users.
    """
    about_users = enrolled_in_vain(configuration, population or {})
    found = [about_users] if about_users else []
    for each in RULES:
        if all(_whole(getattr(configuration, part).value) for part in each.needs):
            seen = each.look(configuration)
            if seen:
                found.append(
                    Finding(
                        each.id,
                        each.severity,
                        seen.words,
                        seen.evidence,
                        seen.remedy or each.remedy,
                        each.reference,
                        seen.cause,
                        each.locks_out,
                    )
                )
    return worst_first(found)


def _whole(part: object) -> bool:
    """Return whether a rule may conclude from a part of the tenant: what a gap hides could make a finding false."""
    return part is not None and not missing(part)


def forecast(configuration: Configuration, changes: Sequence[Change], population: Population | None = None) -> Forecast:
    """Return which findings would appear and disappear if the changes were applied."""
    before = {(finding.id, finding.words): finding for finding in evaluate(configuration, population)}
    staged = applied(configuration, changes)
    after = {(finding.id, finding.words): finding for finding in evaluate(staged, population)}
    appear = tuple(finding for key, finding in after.items() if key not in before)
    disappear = tuple(finding for key, finding in before.items() if key not in after)
    # A policy that asks more logins makes a lock-out that is there already into one that is felt.
    asks_more = any(change.target == POLICY and change.after for change in changes)
    decisive = after.values() if asks_more else appear
    return Forecast(appear, disappear, any(finding.locks_out for finding in decisive))
