"""Findings: what is wrong, risky or surprising in a tenant's MFA configuration.

Auth0's API accepts every combination; its documentation does not. The rules are in `rules/`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from mfa_tui.domain.changes import Target


class Severity(IntEnum):
    """How much a finding matters; higher is worse. Only errors make `mfa-tui check` exit with 1."""

    NOTE = 1
    WARN = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """Return the word that stands beside the glyph."""
        return self.name.lower()


@dataclass(frozen=True)
class Finding:
    """One result of a rule.

    `words` say what is wrong, `evidence` what in the tenant shows it, `remedy` what to do, `reference` where
    Auth0 documents it. `cause` is the setting to look at first. `locks_out`: users may be unable to log in.
    """

    id: str
    severity: Severity
    words: str
    evidence: str
    remedy: str
    reference: str
    cause: Target | None = None
    locks_out: bool = False


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings by severity, keeping the order of the rules within one severity."""
    return tuple(sorted(findings, key=lambda finding: -finding.severity))


@dataclass(frozen=True)
class Forecast:
    """What staged changes would do to the findings."""

    appear: tuple[Finding, ...] = ()
    disappear: tuple[Finding, ...] = ()
    locks_out: bool = False
    """A finding that can keep users from logging in would appear, or one that is there would reach more logins."""
