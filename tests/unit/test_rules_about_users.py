"""What findings say about users: from what the last coverage scan counted, and the factors that are on now."""

from mfa_tui.domain.changes import Change, Kind, Target
from mfa_tui.domain.entries import Entries
from mfa_tui.domain.factors import Factor
from mfa_tui.domain.rules import evaluate, forecast
from mfa_tui.domain.tenant import Configuration, Loaded
from mfa_tui.domain.user.readiness import Means

OTP = Target(Kind.FACTOR, "otp")
POPULATION = {
    Means(frozenset({"sms"})): 40,
    Means(frozenset({"otp"})): 50,
    Means(frozenset({"webauthn-roaming"})): 5,
    Means(): 5,
}


def tenant(*enabled: str) -> Configuration:
    names = ("otp", "sms", "webauthn-roaming", "duo")
    return Configuration(factors=Loaded(tuple(Factor(name, name in enabled) for name in names)))


def found(configuration: Configuration, population: dict[Means, int]) -> list[str]:
    return [one.id for one in evaluate(configuration, population)]


def test_users_enrolled_only_in_factors_that_are_off_are_a_finding_with_the_factor_that_helps_most() -> None:
    (finding,) = [one for one in evaluate(tenant("sms"), POPULATION) if one.id == "enrolled-in-vain"]
    assert finding.words == "55 users are enrolled only in factors that are off"
    assert finding.remedy == "Turn on otp: 40% → 90% of users can complete MFA (40 → 90 of 100)." + (
        " Enrolled only in factors that are off: 55 → 5."
    )
    assert finding.evidence.startswith("40% of users can complete MFA (40 of 100).")
    assert finding.cause == OTP


def test_a_staged_factor_shows_that_the_finding_would_disappear() -> None:
    factors_on = tenant("sms", "webauthn-roaming")
    foreseen = forecast(factors_on, [Change(OTP, False, True)], POPULATION)
    assert "enrolled-in-vain" in [one.id for one in foreseen.disappear]


def test_nothing_is_said_without_a_scan_with_all_factors_on_or_where_factors_could_not_be_read() -> None:
    assert "enrolled-in-vain" not in found(tenant("sms"), {})
    assert "enrolled-in-vain" not in found(tenant("sms", "otp", "webauthn-roaming"), POPULATION)
    assert "enrolled-in-vain" not in found(Configuration(), POPULATION)


def test_users_of_a_provider_from_before_guardian_are_not_called_enrolled_in_vain() -> None:
    assert "enrolled-in-vain" not in found(tenant("sms"), {Means(frozenset({"duo"})): 3})


def test_a_list_of_factors_with_a_gap_makes_no_finding_about_what_is_missing() -> None:
    gap = Entries((Factor("email", False),), unreadable=1)
    assert [
        one.id for one in evaluate(Configuration(factors=Loaded(gap), policies=Loaded(("all-applications",))))
    ] == []
