"""What a user's next login will be like, as far as MFA goes, in one plain sentence and its reasons."""

from collections.abc import Sequence
from dataclasses import dataclass

from mfa_tui.domain import factors
from mfa_tui.domain.actions import mfa_calls
from mfa_tui.domain.methods import AuthenticationMethod, Standing
from mfa_tui.domain.policies import ADAPTIVE, NEVER, named
from mfa_tui.domain.tenant import Configuration
from mfa_tui.domain.text import clean, listed
from mfa_tui.domain.users import User

AUTO_EMAIL = "email code to the verified address"
"""Auth0 enrolls a verified address by itself where the email factor is on. The Management API does not list that."""


@dataclass(frozen=True)
class Prospect:
    """What the next login will be like.

    `can` and `next_login` are the two halves of the sentence; `enrolls` tells whether the user would be asked to
    enroll, None where that cannot be known; `notes` explain what surprises; `able` tells whether there is anything
    to do MFA with, None where the methods are not known.
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


def prospect(user: User, methods: Sequence[AuthenticationMethod] | None, tenant: Configuration) -> Prospect:
    """Foretell the next login. `methods` are None where they could not be read."""
    notes = _notes(user, methods, tenant)
    if methods is None:
        return Prospect(
            "What this user can do MFA with is not known: the methods could not be read.",
            "So neither is what the next login would ask.",
            None,
            notes,
        )
    ways = _ways(user, methods, tenant)
    can = f"Can do MFA with: {'; '.join(ways)}." if ways else f"Cannot do MFA: {_lack(methods, tenant)}."
    next_login, enrolls = _next_login(user, bool(ways), _lack(methods, tenant), tenant)
    return Prospect(can, next_login, enrolls, notes, bool(ways))


def auto_email(user: User, methods: Sequence[AuthenticationMethod], tenant: Configuration) -> bool:
    """Tell whether Auth0 counts the user's verified address as enrolled, although no method says so."""
    listed_already = any(method.type == "email" and method.confirmed for method in methods)
    return "email" in tenant.on and user.email_verified and bool(user.email) and not listed_already


def _ways(user: User, methods: Sequence[AuthenticationMethod], tenant: Configuration) -> list[str]:
    """Return everything that the user can do MFA with; where the factors are not known, all are taken to be on."""
    ways = [clean(method.words, 120) for method in methods if method.usable and _is_on(method, tenant)]
    if auto_email(user, methods, tenant):
        ways.append(AUTO_EMAIL)
    if "duo" in tenant.on:
        ways.append("Cisco Duo, if enrolled there")
    elif not ways and user.legacy_providers:
        ways += [f"{name}, from before Guardian" for name in user.legacy_providers]
    codes = [
        clean(method.words, 120)
        for method in methods
        if method.standing is Standing.BACKUP and method.confirmed and _is_on(method, tenant)
    ]
    return [*ways, *codes] if ways else []


def _is_on(method: AuthenticationMethod, tenant: Configuration) -> bool:
    return tenant.factors.value is None or method.factor in tenant.on


def _lack(methods: Sequence[AuthenticationMethod], tenant: Configuration) -> str:
    """Say why there is nothing to do MFA with."""
    counted = [method for method in methods if method.counts_as_mfa]
    if switched_off := [method for method in counted if method.confirmed]:
        names = sorted({factors.info(method.factor).title for method in switched_off if not _is_on(method, tenant)})
        return f"what is enrolled belongs to a factor that is off ({listed(names)})" if names else "nothing is enrolled"
    if counted:
        return "enrollment was begun and never finished"
    if any(method.standing is Standing.BACKUP for method in methods):
        return "there is a recovery code, but nothing that it could stand in for"
    if any(method.type == "passkey" for method in methods):
        return "a passkey replaces the password and is no second factor"
    return "nothing is enrolled"


def _next_login(user: User, able: bool, lack: str, tenant: Configuration) -> tuple[str, bool | None]:
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
    asking = [clean(a.name, 60) for a in tenant.actions.value or () if mfa_calls(a.running_code)]
    if policy == NEVER:
        if asking:
            return f"an Action asks for it ({listed(asking)})", "at the next login, if the Action's conditions are met,"
        return "the policy is Never and no Action asks", ""
    if policy == ADAPTIVE:
        return "the policy is Adaptive", "at the next login that Auth0 rates as risky"
    return f"the policy is {clean(policy.title, 60)}", "at the next login"


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
    off = {factors.info(m.factor).title for m in kept if not _is_on(m, tenant)}
    if off:
        notes.append(f"Enrolled, but of no use while the factor is off: {listed(sorted(off))}.")
    return tuple(notes)
