"""A reset before it is done: exactly what will go, what will stay, and what makes sense afterwards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from mfa_tui.domain.policies import ADAPTIVE, named
from mfa_tui.domain.tenant import Configuration
from mfa_tui.domain.text import clean, listed
from mfa_tui.domain.user.methods import AuthenticationMethod, Enrollment, Standing, linked_with, rows
from mfa_tui.domain.user.prospect import Prospect, prospect
from mfa_tui.domain.user.users import User

One = AuthenticationMethod | Enrollment
"""What can be deleted by itself: a method, or an enrollment that no method stands for."""


@dataclass(frozen=True)
class ResetPlan:
    """What is to be deleted of one user.

    `going` and `staying` are the user's methods as they were read; `legacy` are MFA providers from before Guardian
    and `orphans` enrollments that no method stands for, which go in a reset of everything. `one` is what was asked
    for where not everything goes: a method, with those linked to it in `going` too, or an orphan.
    """

    user: User
    going: tuple[AuthenticationMethod, ...]
    staying: tuple[AuthenticationMethod, ...] = ()
    legacy: tuple[str, ...] = ()
    orphans: tuple[Enrollment, ...] = ()
    one: One | None = None

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing to delete."""
        return not (self.going or self.legacy or self.orphans)

    @property
    def asked(self) -> tuple[AuthenticationMethod, ...]:
        """Return the methods whose deletion takes away all that are `going`: of those linked to each other, one."""
        if isinstance(self.one, AuthenticationMethod):
            return (self.one,)
        return tuple({method.link_id or method.id: method for method in self.going}.values())

    @property
    def ids(self) -> frozenset[tuple[str, str]]:
        """Return what will go by kind and id."""
        return frozenset(
            [
                *(("method", method.id) for method in self.going),
                *(("provider", provider) for provider in self.legacy),
                *(("enrollment", orphan.id) for orphan in self.orphans),
            ]
        )

    @property
    def words(self) -> tuple[str, ...]:
        """Say what will go, one phrase each."""
        return (
            *(in_words(method) for method in self.going),
            *(f"{provider}, from before Guardian" for provider in self.legacy),
            *(f"Guardian enrollment {clean(orphan.name or orphan.id, 60)}" for orphan in self.orphans),
        )

    @property
    def staying_words(self) -> str:
        """Say what stays and why, in one sentence."""
        mfa = [in_words(one) for one in self.staying if one.counts_as_mfa or one.standing is Standing.BACKUP]
        apart = [one.title.lower() for one in self.staying if in_words(one) not in mfa]
        kept = [f"Stays: {listed(mfa)}."] if mfa else []
        if apart:
            kept.append(f"Not MFA, and not touched: {listed(list(dict.fromkeys(apart)))}.")
        return " ".join(kept) or "Nothing stays."

    def afterwards(self, tenant: Configuration) -> Prospect:
        """Foretell the login that follows, with what stays."""
        multifactor = tuple(name for name in self.user.multifactor or () if name not in self.legacy)
        return prospect(replace(self.user, multifactor=multifactor), self.staying, tenant)

    def takes_last_way(self, tenant: Configuration) -> bool:
        """Tell whether the user can do MFA now, and could not any more."""
        now = prospect(self.user, (*self.going, *self.staying), tenant)
        return bool(now.able) and not self.afterwards(tenant).able


def in_words(method: AuthenticationMethod) -> str:
    """Name a method for a list of what goes: its words, and whether it was ever finished."""
    return clean(method.words, 120) + ("" if method.confirmed else " (pending)")


def plan_all(user: User, methods: Sequence[AuthenticationMethod], enrollments: Iterable[Enrollment] = ()) -> ResetPlan:
    """Plan to delete everything that is enrolled for MFA.

    Passwords, passkeys and verified addresses stay, but for one that was enrolled together with what goes.
    """
    mfa = [method for method in methods if method.standing is not Standing.APART]
    gone = {one.id for method in mfa for one in (method, *linked_with(method, methods))}
    going = tuple(method for method in methods if method.id in gone)
    staying = tuple(method for method in methods if method.id not in gone)
    orphans = tuple(row.enrollment for row in rows(methods, enrollments) if row.method is None and row.enrollment)
    return ResetPlan(user, going, staying, user.legacy_providers, orphans)


def plan_one(user: User, methods: Sequence[AuthenticationMethod], method: AuthenticationMethod) -> ResetPlan:
    """Plan to delete one method, and with it what is linked to it."""
    gone = {method.id, *(other.id for other in linked_with(method, methods))}
    going = tuple(one for one in methods if one.id in gone)
    return ResetPlan(user, going, tuple(one for one in methods if one.id not in gone), one=method)


def plan_orphan(everything: ResetPlan, enrollment_id: str) -> ResetPlan:
    """Plan to delete one enrollment that no method stands for; an empty plan where it is gone already."""
    orphans = tuple(orphan for orphan in everything.orphans if orphan.id == enrollment_id)
    staying = (*everything.going, *everything.staying)
    return ResetPlan(everything.user, (), staying, orphans=orphans, one=next(iter(orphans), None))


class FollowUp(StrEnum):
    """What makes sense after a reset; Auth0 does none of it by itself. The value is what the button says."""

    REVOKE_ACCESS = "end sessions and refresh tokens"
    FORGET_BROWSERS = "forget remembered browsers"
    CLEAR_RISK = "treat known devices as new"
    SEND_TICKET = "send an enrollment ticket"


def follow_ups(user: User, tenant: Configuration) -> dict[FollowUp, str]:
    """Return the follow-ups that make sense here, each with its reason, in the order to offer them."""
    offered = {
        FollowUp.REVOKE_ACCESS: "Who has the lost device is still logged in on it.",
        FollowUp.FORGET_BROWSERS: "A remembered browser skips MFA.",
    }
    assessed = tenant.risk.value is not None and tenant.risk.value.enabled
    if user.connection and (assessed or named(tenant.policies.value or ()) == ADAPTIVE):
        offered[FollowUp.CLEAR_RISK] = "The risk assessment knows the lost device."
    if "duo" not in tenant.on and tenant.on and not user.blocked:
        offered[FollowUp.SEND_TICKET] = "The user can enroll now, instead of at the next login."
    return offered
