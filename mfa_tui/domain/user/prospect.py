"""What a user's next login will be like, as far as MFA goes, in one plain sentence and its reasons."""

from collections.abc import Sequence
from dataclasses import dataclass

from mfa_tui.domain import factors
from mfa_tui.domain.bound_actions import requiring_actions, skipping_actions, unreadable_actions, unseen
from mfa_tui.domain.entries import missing
from mfa_tui.domain.policies import ADAPTIVE, NEVER, named
from mfa_tui.domain.tenant import Configuration
from mfa_tui.domain.text import clean, listed
from mfa_tui.domain.user.enrollment_state import means_of
from mfa_tui.domain.user.methods import AuthenticationMethod, Standing
from mfa_tui.domain.user.readiness import FactorSetup, Readiness, readiness, setup_of, unknown_because
from mfa_tui.domain.user.users import User

AUTO_EMAIL = "email code to the verified address"
"""Auth0 enrolls a verified address by itself where the email factor is on. The Management API does not list that."""


@dataclass(frozen=True)
class Prospect:
    """What the next login will be like.

    `can` and `next_login` are the two halves of the sentence; `enrolls` tells whether the user would be asked to
    enroll, None where that cannot be known; `notes` explain what surprises; `able` tells whether there is anything
    to do MFA with, None where that is not known.
    """

    can: str
    next_login: str
    enrolls: bool | None = None
    notes: tuple[str, ...] = ()
    able: bool | None = None

    @property
    def sentence(self) -> str:
        """Return both halves."""
        return f"{self.can} {self.next_login}"


def prospect(
    user: User, methods: Sequence[AuthenticationMethod] | None, tenant: Configuration, *, deleted: bool = False
) -> Prospect:
    """Foretell the next login. `methods` are None where they could not be read.

    `deleted` tells that all connections of the user were deleted: there is no next login.
    """
    notes = _notes(user, methods, tenant)
    if methods is None:
        return Prospect(
            "What this user can do MFA with is not known: the methods could not be read.",
            _GONE if deleted else "So neither is what the next login would ask.",
            None,
            notes,
        )
    means, setup = means_of(user, methods), setup_of(tenant.factors.value)
    able = _ABLE.get(readiness(means, setup), False)
    if able:
        can = f"Can do MFA with: {'; '.join(_ways(user, methods, tenant))}."
    elif able is None:
        can = f"Whether this user can do MFA is not known. {unknown_because(means, setup)}"
    else:
        can = f"Cannot do MFA: {_lack(methods, setup)}."
    next_login, enrolls = (_GONE, None) if deleted else _next_login(user, able, _lack(methods, setup), tenant)
    return Prospect(can, next_login, enrolls, notes, able)


_GONE = "Cannot log in at all because the connection was deleted."
_ABLE = {Readiness.READY: True, Readiness.EMAIL: True, Readiness.UNKNOWN: None}
"""Whether MFA can be completed; otherwise not."""


def auto_email(user: User, methods: Sequence[AuthenticationMethod], tenant: Configuration) -> bool:
    """Tell whether Auth0 counts the user's verified address as enrolled, although no method says so."""
    listed_already = any(method.type == "email" and method.confirmed for method in methods)
    setup = setup_of(tenant.factors.value)
    usable = setup.usable if setup else frozenset()
    return "email" in usable and user.email_verified and bool(user.email) and not listed_already


def _ways(user: User, methods: Sequence[AuthenticationMethod], tenant: Configuration) -> list[str]:
    """Return everything that a user who can do MFA can do it with; recovery codes last."""
    setup = setup_of(tenant.factors.value)
    usable = setup.usable if setup else frozenset()
    ways = [clean(method.words, 120) for method in methods if method.usable and method.factor in usable]
    if auto_email(user, methods, tenant):
        ways.append(AUTO_EMAIL)
    if "duo" in usable:
        ways.append("Cisco Duo")
    codes = [method for method in methods if method.standing is Standing.BACKUP and method.confirmed]
    return [*ways, *(clean(method.words, 120) for method in codes if setup and method.factor in setup.on)]


def _lack(methods: Sequence[AuthenticationMethod], setup: FactorSetup | None) -> str:
    """Say why there is nothing to do MFA with."""
    counted = [method for method in methods if method.counts_as_mfa]
    if confirmed := {method.factor for method in counted if method.confirmed}:
        off = sorted(factors.info(name).title for name in confirmed if setup and name not in setup.on)
        if off:
            return f"what is enrolled belongs to a factor that is off ({listed(off)})"
        if setup and confirmed <= setup.undelivered:
            return "no codes are delivered, because the trial of the phone provider has expired"
        return "what is enrolled works only while an independent factor is on"
    if counted:
        return "enrollment was begun and never finished"
    if any(method.standing is Standing.BACKUP for method in methods):
        return "there is a recovery code, but nothing that it could stand in for"
    if any(method.type == "passkey" for method in methods):
        return "a passkey replaces the password and is no second factor"
    return "nothing is enrolled"


def _next_login(user: User, able: bool | None, lack: str, tenant: Configuration) -> tuple[str, bool | None]:
    if user.blocked:
        return "Cannot log in at all because an admin blocked this user.", None
    if tenant.factors.value is None or tenant.policies.value is None:
        unread = "factors" if tenant.factors.value is None else "policy"
        return f"What the next login would ask is not known because the tenant's {unread} could not be read.", None
    if not tenant.on:
        return "Nothing can be asked at the next login because no factor is on.", False
    because, when = _demand(tenant)
    if not when:
        return f"Would not be asked at the next login because {because}.", False
    if able:
        return f"Would be asked for MFA {when} because {because}.", False
    if able is None:
        return f"Would be asked for MFA, or to enroll, {when} because {because}.", None
    if named(tenant.policies.value) == ADAPTIVE and not user.email:
        return f"Blocked {when}: {lack}, and there is no email address for the challenge that comes first.", None
    independent = sorted(factors.info(name).title for name in tenant.on if factors.info(name).independent)
    if not independent:
        return f"Could not get in {when}: {because}, and only factors are on that nobody can enroll first.", None
    choices = listed([clean(title, 60) for title in independent], "or")
    if named(tenant.policies.value) == ADAPTIVE:
        first = f"Must pass an email challenge first, then enroll ({choices}),"
        return f"{first} {when} because {lack} and {because}.", True
    return f"Would be asked to enroll ({choices}) {when} because {lack} and {because}.", True


def _demand(tenant: Configuration) -> tuple[str, str]:
    """Return (why, when) MFA is asked for; `when` is empty where nothing asks."""
    policy = named(tenant.policies.value or ())
    requiring = requiring_actions(tenant)
    skipping, unknown = skipping_actions(tenant), unreadable_actions(tenant)
    can_skip = [clean(action.name, 60) for action in (*(action for action, _ in skipping), *unknown)]
    unread = tenant.actions.value is None or bool(missing(tenant.actions.value))
    doubts = [listed(can_skip, "or")] if can_skip else []
    doubts += ["not all Actions could be read"] if unread else []
    unless = f" unless an Action skips it ({'; '.join(doubts)})" if doubts else ""
    if policy == NEVER:
        names = listed([clean(action.name, 60) for action, _ in requiring])
        if any(action.mfa.effect == "requires" for action, _ in requiring):
            return f"an Action requires it ({names})", f"at the next login{unless}"
        if requiring:
            return f"an Action requires it ({names})", "at the next login, if the Action's conditions are met,"
        if unknown:
            why = unseen(unknown).removesuffix(".")
            return f"the policy is Never and {why}", "at the next login if an Action requires it,"
        if unread:
            return (
                "the policy is Never and not all Actions could be read",
                "at the next login if an Action requires it,",
            )
        return "the policy is Never and no Action requires MFA", ""
    when = "at the next login that Auth0 rates as risky" if policy == ADAPTIVE else "at the next login"
    return f"the policy is {clean(policy.title, 60)}", f"{when}{unless}"


def _notes(user: User, methods: Sequence[AuthenticationMethod] | None, tenant: Configuration) -> tuple[str, ...]:
    notes = []
    if auto_email(user, methods or (), tenant):
        notes.append(
            "Auth0 enrolls a verified address by itself while the email factor is on. The Management API does not "
            "list it; the MFA API does."
        )
    elif "email" in tenant.on and user.email and not user.email_verified:
        notes.append("The address is not verified, so it is not enrolled for email codes by itself.")
    if user.legacy_providers:
        notes.append(f"Enrolled from before Guardian: {listed(user.legacy_providers)}.")
    kept = [m for m in methods or () if m.usable or (m.standing is Standing.BACKUP and m.confirmed)]
    setup = setup_of(tenant.factors.value)
    off = {factors.info(m.factor).title for m in kept if setup and m.factor not in setup.on}
    if off:
        notes.append(f"Enrolled, but of no use while the factor is off: {listed(sorted(off))}.")
    return tuple(notes)
