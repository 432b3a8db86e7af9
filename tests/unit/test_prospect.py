"""The plain sentence about a user's next login."""

from typing import Any

import pytest

from mfa_tui.domain.actions import read_code
from mfa_tui.domain.factors import KNOWN, Factor
from mfa_tui.domain.policies import ADAPTIVE, ALWAYS, NEVER, Policies
from mfa_tui.domain.tenant import Configuration, Loaded, ReadAction
from mfa_tui.domain.user.methods import AuthenticationMethod
from mfa_tui.domain.user.prospect import AUTO_EMAIL, Prospect, prospect
from mfa_tui.domain.user.users import User

LOGIN = "exports.onExecutePostLogin = async (event, api) => {\n  %s\n};"
JANE = User("auth0|1", "jane@example.com", email_verified=False)
VERIFIED = User("auth0|1", "jane@example.com", email_verified=True)


def tenant(*on: str, policy: Policies | None = ALWAYS.wire, code: str = "") -> Configuration:
    factors = tuple(Factor(name, name in on) for name in KNOWN)
    actions = (ReadAction("1", "Step up", bound=True, mfa=read_code(LOGIN % code)),) if code else ()
    return Configuration(Loaded(factors), Loaded(policy), actions=Loaded(actions))


def has(type_: str, **facts: Any) -> AuthenticationMethod:
    return AuthenticationMethod(f"{type_}|dev_1", type_, **facts)


def told(user: User, *methods: AuthenticationMethod, where: Configuration) -> Prospect:
    return prospect(user, methods, where)


def test_who_has_a_method_is_asked_for_it() -> None:
    seen = told(JANE, has("totp", name="App"), has("recovery-code"), where=tenant("otp", "recovery-code"))
    assert seen.sentence == (
        "Can do MFA with: Authenticator app “App”; Recovery code. "
        "Would be asked for MFA at the next login because the policy is Always."
    )
    assert seen.enrolls is False


def test_who_has_nothing_is_asked_to_enroll_and_told_in_what() -> None:
    seen = told(JANE, has("password"), where=tenant("otp", "sms", "recovery-code"))
    assert seen.can == "Cannot do MFA: nothing is enrolled."
    assert seen.next_login == (
        "Would be asked to enroll (One-time password or Phone message) at the next login "
        "because nothing is enrolled and the policy is Always."
    )
    assert seen.enrolls is True


@pytest.mark.parametrize(
    ("methods", "why"),
    [
        ((has("totp", confirmed=False),), "enrollment was begun and never finished"),
        ((has("passkey"), has("password")), "a passkey replaces the password and is no second factor"),
        ((has("recovery-code"),), "there is a recovery code, but nothing that it could stand in for"),
        ((has("email-verification"),), "nothing is enrolled"),
        ((has("phone"),), "what is enrolled belongs to a factor that is off (Phone message)"),
    ],
)
def test_why_there_is_nothing_to_do_mfa_with(methods: tuple[AuthenticationMethod, ...], why: str) -> None:
    seen = told(JANE, *methods, where=tenant("otp", "recovery-code"))
    assert seen.can == f"Cannot do MFA: {why}."
    assert seen.enrolls is True


def test_a_verified_address_can_do_mfa_although_no_list_says_so() -> None:
    seen = told(VERIFIED, where=tenant("otp", "email"))
    assert seen.can == f"Can do MFA with: {AUTO_EMAIL}."
    assert seen.enrolls is False
    assert "The Management API does not list it; the MFA API does." in seen.notes[0]


def test_an_unverified_address_cannot_and_that_is_explained() -> None:
    seen = told(JANE, where=tenant("otp", "email"))
    assert seen.enrolls is True
    assert seen.notes == ("The address is not verified, so it is not enrolled for email codes by itself.",)


def test_an_enrolled_address_is_told_once() -> None:
    seen = told(VERIFIED, has("email", email="jane@example.com"), where=tenant("otp", "email"))
    assert seen.can.count("mail") == 1


def test_a_method_of_a_factor_that_is_off_is_of_no_use_and_that_is_said() -> None:
    seen = told(JANE, has("totp"), has("phone", phone_number="+12025550101"), where=tenant("sms"))
    assert seen.can == "Can do MFA with: Phone …0101."
    assert seen.notes == ("Enrolled, but of no use while the factor is off: One-time password.",)


def test_with_the_policy_never_nobody_asks_unless_an_action_does() -> None:
    assert told(JANE, has("totp"), where=tenant("otp", policy=NEVER.wire)).next_login == (
        "Would not be asked at the next login because the policy is Never and no Action requires MFA."
    )
    sometimes = tenant("otp", policy=NEVER.wire, code="if (event.x) api.multifactor.enable('any')")
    assert "if the Action's conditions are met" in told(JANE, has("totp"), where=sometimes).next_login
    asking = tenant("otp", policy=NEVER.wire, code="api.multifactor.enable('any')")
    assert told(JANE, has("totp"), where=asking).next_login == (
        "Would be asked for MFA at the next login because an Action requires it (Step up)."
    )


def test_with_the_policy_adaptive_only_a_risky_login_is_asked() -> None:
    seen = told(JANE, where=tenant("otp", policy=ADAPTIVE.wire))
    assert seen.next_login == (
        "Must pass an email challenge first, then enroll (One-time password), at the next login that Auth0 rates as "
        "risky because nothing is enrolled and the policy is Adaptive."
    )
    assert seen.enrolls is True


def test_with_the_policy_adaptive_who_has_no_mfa_and_no_email_is_blocked() -> None:
    seen = told(User("sms|1"), where=tenant("otp", policy=ADAPTIVE.wire))
    assert seen.next_login == (
        "Blocked at the next login that Auth0 rates as risky: nothing is enrolled, and there is no email address for "
        "the challenge that comes first."
    )
    assert seen.enrolls is None
    able = told(User("sms|1"), has("totp"), where=tenant("otp", policy=ADAPTIVE.wire))
    assert able.next_login.startswith("Would be asked for MFA at the next login that Auth0 rates as risky")


def test_where_only_dependent_factors_are_on_there_is_no_way_in() -> None:
    seen = told(JANE, where=tenant("email", "recovery-code"))
    assert seen.next_login.startswith("Could not get in at the next login")
    assert seen.enrolls is None


def test_where_no_factor_is_on_nothing_can_be_asked() -> None:
    assert told(JANE, where=tenant()).next_login == "Nothing can be asked at the next login because no factor is on."


def test_a_blocked_user_cannot_log_in_at_all() -> None:
    blocked = User("auth0|1", blocked=True)
    assert told(blocked, has("totp"), where=tenant("otp")).next_login == (
        "Cannot log in at all because an admin blocked this user."
    )


def test_duo_and_what_is_from_before_guardian_are_told_apart() -> None:
    old = User("auth0|1", multifactor=("google-authenticator",))
    seen = told(old, where=tenant("otp"))
    assert seen.can == (
        "Whether this user can do MFA is not known. Enrolled with google-authenticator from before Guardian, which "
        "works only where an Action names it."
    )
    assert seen.able is None
    only_duo = told(JANE, where=tenant("duo"))
    assert only_duo.can.endswith("Duo is on, and only Duo lists who is enrolled there.")
    assert only_duo.next_login.startswith("Would be asked for MFA, or to enroll, at the next login")
    enrolled_there = User("auth0|1", multifactor=("duo",))
    assert told(enrolled_there, where=tenant("duo")).can == "Can do MFA with: Cisco Duo."


def test_a_method_of_an_unknown_type_is_not_called_nothing() -> None:
    seen = told(JANE, has("quantum-key"), where=tenant("otp"))
    assert (seen.able, seen.enrolls) == (None, None)
    assert "unknown type" in seen.can


def test_a_dependent_factor_does_nothing_while_no_independent_one_is_on() -> None:
    biometrics = has("webauthn-platform")
    alone = told(JANE, biometrics, where=tenant("webauthn-platform"))
    assert alone.can == "Cannot do MFA: what is enrolled works only while an independent factor is on."
    assert told(JANE, biometrics, where=tenant("webauthn-platform", "otp")).able is True


def test_of_a_deleted_connection_nobody_logs_in() -> None:
    seen = prospect(JANE, [has("totp")], tenant("otp"), deleted=True)
    assert seen.next_login == "Cannot log in at all because the connection was deleted."
    assert seen.able is True, "readiness is counted apart"


def test_what_could_not_be_read_is_not_guessed() -> None:
    unknown = prospect(JANE, None, tenant("otp"))
    assert "the methods could not be read" in unknown.can
    assert unknown.enrolls is None
    unread = told(JANE, has("totp"), where=Configuration())
    assert unread.can == "Whether this user can do MFA is not known. The tenant's factors could not be read."
    assert (
        unread.next_login
        == "What the next login would ask is not known because the tenant's factors could not be read."
    )
    assert "policy could not be read" in told(JANE, where=tenant("otp", policy=None)).next_login


def test_a_hostile_name_is_inert_in_the_sentence() -> None:
    seen = told(JANE, has("totp", name="\x1b[31m\u202e"), where=tenant("otp"))
    assert seen.sentence.isprintable()


def test_an_action_that_skips_or_cannot_be_read_is_named_beside_the_policy() -> None:
    for code in ("if (event.x) api.multifactor.enable('none')", "helper(api)"):
        seen = told(JANE, has("totp"), where=tenant("otp", code=code)).next_login
        assert "unless an Action skips it (Step up)" in seen
    seen = told(JANE, has("totp"), where=tenant("otp", policy=NEVER.wire, code="helper(api)")).next_login
    assert "mfa-tui cannot tell what “Step up” (line 2) does" in seen
    assert "no Action requires MFA" not in seen
