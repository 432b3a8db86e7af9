"""Every user is exactly one thing, from ready to not readable, whatever is on in the tenant."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfa_tui.domain.entries import Entries
from mfa_tui.domain.factors import KNOWN, Factor
from mfa_tui.domain.user.readiness import (
    FactorSetup,
    Means,
    Readiness,
    counted,
    readiness,
    setup_of,
    shift,
    unknown_because,
    verdict,
)
from mfa_tui.features.coverage.service.kept import kept_numbers
from mfa_tui.storage.locations import numbers_file

READY, EMAIL, ONLY_OFF = Readiness.READY, Readiness.EMAIL, Readiness.ONLY_OFF
UNFINISHED, NONE, UNKNOWN = Readiness.UNFINISHED, Readiness.NONE, Readiness.UNKNOWN


def on(*names: str) -> FactorSetup:
    return FactorSetup(frozenset(names))


def has(*names: str, unfinished: bool = False, unreadable: bool = False, verified: bool = False) -> Means:
    return Means(frozenset(names), unfinished, unreadable, verified)


@pytest.mark.parametrize(
    ("means", "setup", "wanted"),
    [
        (has("otp"), on("otp"), READY),
        (has("otp", "sms"), on("sms"), READY),
        (has("otp", verified=True), on("otp", "email"), READY),
        (has("otp", unreadable=True), on("otp"), READY),
        # A verified address is enrolled by itself, and counts before what is off or unfinished.
        (has(verified=True), on("otp", "email"), EMAIL),
        (has("sms", verified=True), on("otp", "email"), EMAIL),
        (has(unfinished=True, verified=True), on("otp", "email"), EMAIL),
        (has(verified=True), on("otp"), NONE),
        (has("email"), on("otp", "email"), READY),
        # Off.
        (has("sms"), on("otp"), ONLY_OFF),
        (has("sms", unfinished=True), on("otp"), ONLY_OFF),
        (has("sms"), on(), ONLY_OFF),
        (has(unfinished=True), on("otp"), UNFINISHED),
        (has(), on("otp"), NONE),
        # A dependent factor works while an independent one is on, also for a user who has only that.
        (has("webauthn-platform"), on("webauthn-platform", "otp"), READY),
        (has("webauthn-platform"), on("webauthn-platform"), ONLY_OFF),
        (has("email"), on("email", "recovery-code"), ONLY_OFF),
        (has(verified=True), on("email"), NONE),
        # Duo excludes all others, and only Duo lists who is enrolled there.
        (has("duo"), on("duo"), READY),
        (has("otp"), on("duo"), UNKNOWN),
        (has("otp"), on("duo", "otp"), UNKNOWN),
        (has(verified=True), on("duo", "email"), UNKNOWN),
        # From before Guardian: no factor turns it on.
        (has("google-authenticator"), on("otp"), UNKNOWN),
        (has("google-authenticator", "otp"), on("otp"), READY),
        (has("duo"), on("otp"), UNKNOWN),
        # What was not read may be anything.
        (has(unreadable=True), on("otp"), UNKNOWN),
        (has(unreadable=True, verified=True), on("otp", "email"), UNKNOWN),
        (has("otp"), None, UNKNOWN),
        (has(verified=True), None, UNKNOWN),
        (has(unfinished=True), None, UNFINISHED),
        (has(), None, NONE),
        # The test SMS provider is used up: no code arrives.
        (has("sms"), FactorSetup(frozenset({"sms"}), frozenset({"sms"})), ONLY_OFF),
    ],
)
def test_what_a_user_is(means: Means, setup: FactorSetup | None, wanted: Readiness) -> None:
    assert readiness(means, setup) is wanted
    assert wanted is not UNKNOWN or unknown_because(means, setup).endswith(".")


names = st.frozensets(st.sampled_from([*KNOWN, "google-authenticator"]))
everyone = st.builds(Means, names, st.booleans(), st.booleans(), st.booleans())


@given(everyone, names)
def test_nobody_is_ready_by_a_factor_that_is_off(means: Means, enabled: frozenset[str]) -> None:
    kind = readiness(means, FactorSetup(enabled))
    if kind is READY:
        assert means.confirmed & enabled
    if kind is EMAIL:
        assert "email" in enabled
        assert means.verified_email
    if not means.confirmed and not means.unreadable:
        assert kind in ({UNKNOWN} if "duo" in enabled else {EMAIL, UNFINISHED, NONE})


@given(st.dictionaries(everyone, st.integers(1, 50), max_size=8), names)
def test_the_counts_add_up_to_everyone(population: dict[Means, int], enabled: frozenset[str]) -> None:
    assert counted(population, FactorSetup(enabled)).total() == sum(population.values())


def test_what_a_staged_factor_changes_is_said_in_shares_and_in_users() -> None:
    population = Counter({has("sms"): 38, has("otp"): 33, has(): 29})
    before, after = counted(population, on("sms")), counted(population, on("sms", "otp"))
    assert shift(before, after) == (
        "38% → 71% of users can complete MFA (38 → 71 of 100). Enrolled only in factors that are off: 33 → 0."
    )
    assert verdict(before) == "38% of users can complete MFA (38 of 100). 33 are enrolled only in factors that are off."


def test_a_list_of_factors_with_a_gap_says_nothing_about_what_is_off() -> None:
    factors = [Factor("otp", True), Factor("sms", True, True), Factor("email", False)]
    assert setup_of(factors) == FactorSetup(frozenset({"otp", "sms"}), frozenset({"sms"}))
    assert setup_of(Entries(factors, 1)) is None
    assert setup_of(None) is None


def test_numbers_that_an_earlier_version_saved_are_still_read_and_claim_no_readiness() -> None:
    saved = {
        "as_of": 1_795_521_871.0,
        "groups": "",
        "users": 4,
        "factors_on": ["sms"],
        "connections": ["db"],
        "counts": [["state", "enrolled", 3], ["state", "not enrolled", 1], ["factor", "otp", 3], ["only off", 1]],
        "notes": ["A note."],
    }
    file: Path = numbers_file("old.example.com")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(saved))
    state = kept_numbers("old.example.com")
    assert state is not None
    assert state.summary is not None
    assert (state.summary.enrolled, state.summary.only_off, state.notes) == (3, 1, ("A note.",))
    assert not state.summary.has_readiness
    assert "Scan again." in state.summary.verdict


def test_the_order_of_what_users_are_is_that_of_the_report() -> None:
    assert [str(each) for each in Readiness] == [
        "ready",
        "email by verified address only",
        "enrolled only in factors that are off",
        "unfinished",
        "not enrolled",
        "not readable",
    ]
