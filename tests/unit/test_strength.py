"""Whether a change strengthens or weakens MFA: one rule for staging, reviews and drift."""

import pytest

from mfa_tui.domain.changes import POLICY, Change, Kind, Target, Value
from mfa_tui.domain.inventory import SETTINGS, Weaker, setting
from mfa_tui.domain.inventory import Value as Compared
from mfa_tui.domain.strength import Strength, of_change, of_values, weakening

NEVER, ADAPTIVE, ALWAYS = (), ("confidence-score",), ("all-applications",)
OTP, VEIN = Target(Kind.FACTOR, "otp"), Target(Kind.FACTOR, "palm-vein")
CUSTOMIZE = Target(Kind.FLAG, "customize_mfa_in_postlogin_action")
SHOW_LIST = Target(Kind.FLAG, "mfa_show_factor_list_on_enrollment")


@pytest.mark.parametrize(
    ("target", "before", "after", "strength"),
    [
        (POLICY, ALWAYS, ADAPTIVE, "weaker"),
        (POLICY, ADAPTIVE, NEVER, "weaker"),
        (POLICY, ALWAYS, NEVER, "weaker"),
        (POLICY, NEVER, ADAPTIVE, "stronger"),
        (POLICY, ADAPTIVE, ALWAYS, "stronger"),
        (POLICY, ("new",), ALWAYS, "stronger"),
        (POLICY, NEVER, ("new",), "stronger"),
        (POLICY, ("new",), ADAPTIVE, "weaker"),
        (POLICY, ALWAYS, ("new", "newer"), "weaker"),
        (OTP, True, False, "weaker"),
        (OTP, False, True, "stronger"),
        (VEIN, True, False, "weaker"),
        (CUSTOMIZE, True, False, "weaker"),
        (SHOW_LIST, True, False, "neutral"),
        (OTP, None, False, "neutral"),
    ],
)
def test_a_change_is_stronger_weaker_or_neutral(target: Target, before: Value, after: Value, strength: str) -> None:
    change = Change(target, before, after)
    assert of_change(change).value == strength
    assert bool(weakening(change)) == (strength == "weaker")


@pytest.mark.parametrize(
    ("key", "before", "after", "strength"),
    [
        ("remember-browser.overall_timeout", 3_600, 7_200, "weaker"),
        ("remember-browser.inactivity_timeout", 7_200, 3_600, "stronger"),
        ("remember-browser.display_checkbox", False, True, "weaker"),
        ("risk-assessment.enabled", True, False, "weaker"),
        ("risk-assessment.new_device_days", 30, 60, "weaker"),
        ("phone.otp_length", 6, 4, "weaker"),
        ("email.otp_expiration_time", 300, 900, "weaker"),
        ("webauthn-roaming.user_verification", "required", "preferred", "weaker"),
        ("webauthn-roaming.user_verification", "preferred", "unheard of", "weaker"),
        ("duo.skey_set", True, False, "weaker"),
        ("duo.host", "a.example", "b.example", "neutral"),
        ("phone.provider", "twilio", "auth0", "neutral"),
        ("phone.enrollment_message", "a", "b", "neutral"),
    ],
)
def test_every_setting_that_is_compared_knows_which_way_is_weaker(
    key: str, before: Compared, after: Compared, strength: str
) -> None:
    one = setting(key)
    assert one is not None
    assert of_values(one, before, after).value == strength
    assert of_values(one, after, before).value == of_values(one, before, after).opposite.value


def test_equal_values_are_neutral_and_every_ordered_setting_has_two_sides() -> None:
    for one in SETTINGS.values():
        low, high = (False, True) if one.type is bool else (one.least, one.most)
        if one.type in (bool, int):
            assert of_values(one, low, low) is Strength.NEUTRAL
            expected = {Weaker.LOWER: Strength.STRONGER, Weaker.HIGHER: Strength.WEAKER}
            assert of_values(one, low, high) is expected.get(one.weaker, Strength.NEUTRAL)
