"""What is known of a tenant at one moment, as one frozen value: screens draw it, and nothing else holds state."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from mfa_tui.domain.access import Grant, RateLimit
from mfa_tui.domain.changes import Change, Draft, Kind, applied, ordered
from mfa_tui.domain.findings import Finding, Forecast, worst_first
from mfa_tui.domain.problems import Problem
from mfa_tui.domain.tenant import Configuration
from mfa_tui.domain.user.readiness import FactorSetup, Means, setup_of, shift
from mfa_tui.tenants.profile import TenantProfile

if TYPE_CHECKING:  # It brings the HTTP client, which is imported after the first paint.
    from mfa_tui.features.coverage.service.state import CoverageState


@dataclass(frozen=True)
class TenantView:
    """The tenant as last read, what is staged on top, and how we stand with its API.

    `undo` holds the changes of the last plan as they were applied; `waiting` says what the client waits for,
    empty when it does not; `under_way` what goes on in the background; `ascii` asks for glyphs that every terminal has.
    `coverage` is the last scan of who is enrolled, `whole` the last one of everybody; None before any.
    """

    profile: TenantProfile
    writable: bool
    ascii: bool = False
    configuration: Configuration = field(default_factory=Configuration)
    unfinished: tuple[Finding, ...] = ()
    draft: Draft = ()
    undo: tuple[Change, ...] = ()
    reading: bool = False
    waiting: str = ""
    under_way: str = ""
    rate_limit: RateLimit | None = None
    grant: Grant = field(default_factory=Grant)
    calls: int = 0
    coverage: "CoverageState | None" = None
    whole: "CoverageState | None" = None

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Return what is wrong with the tenant as it is."""
        if self.read_at is None:  # Nothing to judge; and the first paint need not wait for the rules.
            return self.unfinished
        from mfa_tui.domain.rules import evaluate

        return worst_first((*self.unfinished, *evaluate(self.configuration, self.population)))

    @cached_property
    def plan(self) -> tuple[Change, ...]:
        """Return what is staged, in the order in which it would be applied."""
        return ordered(self.draft)

    @cached_property
    def staged(self) -> Configuration:
        """Return the tenant as it would be with everything that is staged."""
        return applied(self.configuration, self.draft)

    @cached_property
    def setup(self) -> FactorSetup | None:
        """Return which factors are on; None where that is not known."""
        return setup_of(self.configuration.factors.value)

    @property
    def population(self) -> Mapping[Means, int]:
        """Return what the last scan of everybody counted users by; empty before any."""
        summary = self.whole.summary if self.whole else None
        return summary.population if summary and summary.has_readiness else {}

    def readiness(self, changes: Iterable[Change]) -> str:
        """Say what changes do to how many users can complete MFA, by the last scan; empty where no factor changes."""
        changes = [change for change in changes if change.target.kind is Kind.FACTOR]
        summary = self.whole.summary if self.whole else None
        if not changes:
            return ""
        if summary is None or not summary.has_readiness:
            return "Not scanned yet: 4 c s counts who can complete MFA."
        before, after = self.setup, setup_of(applied(self.configuration, changes).factors.value)
        if before is None or after is None:
            return "Not known: the factors could not be read."
        return shift(summary.readiness(before), summary.readiness(after))

    @cached_property
    def forecast(self) -> Forecast:
        """Return what the staged changes would do to the findings."""
        from mfa_tui.domain.rules import forecast

        return forecast(self.configuration, self.draft, self.population)

    @property
    def read_at(self) -> float | None:
        """Return when the oldest part on screen was read, in epoch seconds; None before the first answer."""
        times = [part.read_at for part in self.configuration.parts.values() if part.read_at is not None]
        return min(times, default=None)

    @property
    def problems(self) -> dict[str, Problem]:
        """Return the parts that could not be read last time, by the word for the part."""
        parts = self.configuration.parts.items()
        return {word: part.problem for word, part in parts if part.problem is not None}
