"""The rule about who can complete MFA: what the last coverage scan counted, judged by the factors that are on now."""

from collections.abc import Mapping

from mfa_tui.domain.findings import Finding, Severity
from mfa_tui.domain.rules.base import ENABLE, factor
from mfa_tui.domain.tenant import Configuration
from mfa_tui.domain.user.readiness import FactorSetup, Means, Readiness, counted, readiness, setup_of, shift, verdict

Population = Mapping[Means, int]
"""How many users have which means; see `domain.readiness`."""


def enrolled_in_vain(configuration: Configuration, population: Population) -> Finding | None:
    """Return the finding about users whose confirmed enrollments are all in factors that are off.

    The fix names the one factor that, turned on, lets most users complete MFA, and what it does to their share.
    """
    setup = setup_of(configuration.factors.value)
    if setup is None:
        return None
    in_vain = {means: users for means, users in population.items() if means.confirmed and _is_lost(means, setup)}
    if not in_vain:
        return None
    users = sum(in_vain.values())
    counts = counted(population, setup)
    off = {name for means in in_vain for name in means.confirmed} - setup.on
    best = max(sorted(off), key=lambda name: _ready(population, _with(setup, name)), default="")
    after = counted(population, _with(setup, best)) if best else counts
    if after[Readiness.READY] > counts[Readiness.READY]:
        remedy = f"Turn on {best}: {shift(counts, after)}"
    else:
        remedy = "Turn on an independent factor that they are enrolled in, or help them enroll in one that is on."
    verb = "user is" if users == 1 else "users are"
    return Finding(
        "enrolled-in-vain",
        Severity.WARN,
        f"{users:,} {verb} enrolled only in factors that are off",
        verdict(counts),
        remedy,
        ENABLE,
        factor(best) if best else None,
    )


def _is_lost(means: Means, setup: FactorSetup) -> bool:
    return readiness(means, setup) not in (Readiness.READY, Readiness.UNKNOWN)


def _with(setup: FactorSetup, name: str) -> FactorSetup:
    return FactorSetup(setup.on | {name}, setup.undelivered)


def _ready(population: Population, setup: FactorSetup) -> int:
    return counted(population, setup)[Readiness.READY]
