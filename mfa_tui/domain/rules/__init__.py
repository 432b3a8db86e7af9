"""The rules that make findings, each over one reading of the tenant, each from Auth0's documentation."""

from collections.abc import Iterable

from mfa_tui.domain.changes import Change, applied
from mfa_tui.domain.findings import Finding, Forecast, worst_first
from mfa_tui.domain.rules import about_factors, about_logins
from mfa_tui.domain.rules.base import Rule, asking_actions
from mfa_tui.domain.tenant import Configuration

__all__ = ["RULES", "asking_actions", "evaluate", "forecast"]

RULES = [each for module in (about_logins, about_factors) for each in vars(module).values() if isinstance(each, Rule)]


def evaluate(configuration: Configuration) -> tuple[Finding, ...]:
    """Return all findings over one reading of a tenant, worst first."""
    found = []
    for each in RULES:
        if all(getattr(configuration, part).value is not None for part in each.needs):
            seen = each.look(configuration)
            if seen:
                found.append(
                    Finding(
                        each.id,
                        each.severity,
                        seen.words,
                        seen.evidence,
                        each.remedy,
                        each.reference,
                        seen.cause,
                        each.locks_out,
                    )
                )
    return worst_first(found)


def forecast(configuration: Configuration, changes: Iterable[Change]) -> Forecast:
    """Return which findings would appear and disappear if the changes were applied."""
    before = {(finding.id, finding.words): finding for finding in evaluate(configuration)}
    after = {(finding.id, finding.words): finding for finding in evaluate(applied(configuration, changes))}
    return Forecast(
        tuple(finding for key, finding in after.items() if key not in before),
        tuple(finding for key, finding in before.items() if key not in after),
    )
