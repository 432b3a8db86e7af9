"""Readiness: can a user complete MFA with the factors that are on? The one number that every screen shows.

Sources: Auth0's pages "Enable Multi-Factor Authentication" (independent and dependent factors), "Configure Cisco Duo"
and "Configure Email Notifications for MFA" (a verified address is enrolled by itself, and the Management API does not
list it).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from mfa_tui.domain import factors
from mfa_tui.domain.entries import missing
from mfa_tui.domain.factors import Factor
from mfa_tui.domain.text import percent
from mfa_tui.domain.user.users import LEGACY_PROVIDERS


class Readiness(StrEnum):
    """What a user is; exactly one of these. The value is the word on screens and in JSON."""

    READY = "ready"
    EMAIL = "email by verified address only"
    ONLY_OFF = "enrolled only in factors that are off"
    UNFINISHED = "unfinished"
    NONE = "not enrolled"
    UNKNOWN = "not readable"


class Means(NamedTuple):
    """What decides over the readiness of a user, whatever the tenant has on.

    `confirmed` names the factors with a confirmed enrollment, and providers from before Guardian; never recovery codes.
    `unfinished` tells whether an enrollment was not confirmed, `unreadable` whether something of the user could not be
    read or is of an unknown type, `verified_email` whether there is an address that is verified.
    """

    confirmed: frozenset[str] = frozenset()
    unfinished: bool = False
    unreadable: bool = False
    verified_email: bool = False


@dataclass(frozen=True)
class FactorSetup:
    """Which factors are on in a tenant, and which of these deliver no codes (Auth0's SMS trial has expired)."""

    on: frozenset[str]
    undelivered: frozenset[str] = frozenset()

    @cached_property
    def usable(self) -> frozenset[str]:
        """Return the factors that a login can be completed with.

        While Duo is on it excludes all others. Dependent factors (device biometrics, email) need an independent one on;
        with it on, a user who has only a dependent one can use it. Recovery codes stand in for a factor and are none.
        """
        if "duo" in self.on:
            return frozenset({"duo"})
        if not any(name in factors.KNOWN and factors.info(name).independent for name in self.on):
            return frozenset()
        return self.on - self.undelivered - {"recovery-code"}


def setup_of(listed: Iterable[Factor] | None) -> FactorSetup | None:
    """Return the setup that GET guardian/factors describes; None where it was not read, or has gaps."""
    if listed is None or missing(listed):
        return None
    on = [factor for factor in listed if factor.enabled]
    return FactorSetup(
        frozenset(factor.name for factor in on), frozenset(factor.name for factor in on if factor.trial_expired)
    )


def readiness(means: Means, setup: FactorSetup | None) -> Readiness:
    """Return what a user is while these factors are on; None: not known. The first that holds counts, in this order.

    - READY: a confirmed enrollment whose factor is usable (see `FactorSetup.usable`). Recovery codes alone are no
      readiness, passkeys and passwords are no MFA.
    - UNKNOWN: something that cannot be judged could make the user ready: methods that were not read or are of an
      unknown type, Duo (only Duo lists who is enrolled there), a provider from before Guardian (works only where an
      Action names it). Where the factors are not known: whoever has a confirmed enrollment or a verified address.
    - EMAIL: the email factor is usable and the address is verified, so Auth0 enrolls it by itself.
    - ONLY_OFF: confirmed enrollments, and no usable factor among them.
    - UNFINISHED: only enrollments that were not confirmed.
    - NONE: nothing.

    Whether the user is blocked, or of a connection that was deleted, is no part of it: that is counted apart.
    """
    if setup is None:
        if means.confirmed or means.unreadable or means.verified_email:
            return Readiness.UNKNOWN
    else:
        usable = setup.usable
        if not means.confirmed.isdisjoint(usable):
            return Readiness.READY
        if means.unreadable or "duo" in setup.on or not means.confirmed.isdisjoint(LEGACY_PROVIDERS):
            return Readiness.UNKNOWN
        if means.verified_email and "email" in usable:
            return Readiness.EMAIL
        if means.confirmed:
            return Readiness.ONLY_OFF
    return Readiness.UNFINISHED if means.unfinished else Readiness.NONE


def unknown_because(means: Means, setup: FactorSetup | None) -> str:
    """Return why a user's readiness is not readable, as a sentence."""
    if means.unreadable:
        return "Some methods could not be read or are of an unknown type."
    if setup is None:
        return "The tenant's factors could not be read."
    if "duo" in setup.on:
        return "Duo is on, and only Duo lists who is enrolled there."
    names = " and ".join(name for name in LEGACY_PROVIDERS if name in means.confirmed)
    return f"Enrolled with {names} from before Guardian, which works only where an Action names it."


def counted(population: Mapping[Means, int], setup: FactorSetup | None) -> Counter[Readiness]:
    """Return how many users are what, for any setup: also for one that is only staged."""
    counts: Counter[Readiness] = Counter()
    for means, users in population.items():
        counts[readiness(means, setup)] += users
    return counts


def verdict(counts: Mapping[Readiness, int]) -> str:
    """Return the counts in words, the share first: `38% of users can complete MFA (153 of 400). 143 are ...`."""
    users = sum(counts.values())
    if not users:
        return "No users."
    if counts.get(Readiness.UNKNOWN, 0) == users:
        return f"It cannot be said who can complete MFA: none of the {users:,} users is readable."
    ready = counts.get(Readiness.READY, 0)
    said = [f"{percent(ready / users)} of users can complete MFA ({ready:,} of {users:,})."]
    for each, words in _PARTS.items():
        if number := counts.get(each, 0):
            said.append(f"{number:,} {words[number > 1]}.")
    return " ".join(said)


_PARTS = {
    Readiness.EMAIL: ("has only a code to the verified email", "have only a code to the verified email"),
    Readiness.ONLY_OFF: ("is enrolled only in factors that are off", "are enrolled only in factors that are off"),
    Readiness.UNKNOWN: ("is not readable", "are not readable"),
}


def shift(before: Mapping[Readiness, int], after: Mapping[Readiness, int]) -> str:
    """Return what a change does: `38% → 71% of users can complete MFA (153 → 284 of 400).`, and who else moves."""
    users = sum(before.values())
    if not users:
        return "No users."
    was, will = before.get(Readiness.READY, 0), after.get(Readiness.READY, 0)
    shares = f"{percent(was / users)} → {percent(will / users)} of users can complete MFA"
    words = f"{shares} ({was:,} → {will:,} of {users:,})."
    for each in (Readiness.EMAIL, Readiness.ONLY_OFF, Readiness.UNKNOWN):
        now, then = before.get(each, 0), after.get(each, 0)
        if now != then:
            words += f" {each[0].upper()}{each[1:]}: {now:,} → {then:,}."
    return words
