"""Each finding: what triggers it, what does not, and that it never guesses about what could not be read."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfa_tui.domain.actions import Place, read_code
from mfa_tui.domain.changes import POLICY, Change, Kind, Target
from mfa_tui.domain.factors import KNOWN, Factor
from mfa_tui.domain.findings import Finding, Severity
from mfa_tui.domain.problems import Kind as ProblemKind
from mfa_tui.domain.problems import Problem
from mfa_tui.domain.rules import RULES, evaluate, forecast
from mfa_tui.domain.tenant import (
    PASSWORD_RESET,
    Configuration,
    Loaded,
    ReadAction,
    ReadRule,
    RiskSettings,
    TenantSettings,
)

POLICIES = {
    "never": (),
    "always": ("all-applications",),
    "adaptive": ("confidence-score",),
    "both": ("all-applications", "confidence-score"),
}
ALWAYS = ("all-applications",)
LOGIN = "exports.onExecutePostLogin = async (event, api) => {\n  %s\n};"
ENABLE = "api.multifactor.enable('any');"
SOMETIMES = "if (event.x) api.multifactor.enable('any');"
SKIP = "api.multifactor.enable('none');"
MAY_SKIP = "if (event.x) api.multifactor.enable('none');"
ELSEWHERE = "helper(api);"
CHALLENGE_OTP = "api.authentication.challengeWith({type: 'otp'});"
RESET = "exports.onExecutePostChallenge = async (event, api) => { api.authentication.challengeWith({type: 'otp'}); };"


def tenant(on: str = "", policy: str = "never", code: str = "", flag: bool = False, **more: object) -> Configuration:
    names = [*KNOWN, *(name for name in on.split() if name not in KNOWN)]
    factors = tuple(Factor(name, name in on.split(), name == more.get("expired")) for name in names)
    draft = str(more.get("draft", code))
    actions = [ReadAction("0", "Reset", PASSWORD_RESET, True, read_code(RESET))] if more.get("reset", True) else []
    if code or draft:
        read = read_code(LOGIN % draft) if draft != code else None
        runtime = str(more.get("runtime", "node22"))
        actions.append(ReadAction("1", "Ask", bound=True, mfa=read_code(LOGIN % code), draft=read, runtime=runtime))
    rule = ReadRule("Old", bool(more.get("rule", False)), Place(2, "context.multifactor = {}"))
    return Configuration(
        Loaded(factors),
        Loaded(POLICIES[policy]),
        Loaded(TenantSettings(customize_mfa_in_postlogin_action=flag)),
        Loaded(tuple(actions)),
        Loaded(RiskSettings(bool(more.get("risk", False)))),
        rules=Loaded((rule,)),
    )


def ids(configuration: Configuration) -> set[str]:
    return {finding.id for finding in evaluate(configuration)}


@pytest.mark.parametrize(
    ("rule", "bad", "good"),
    [
        ("policy-without-factor", tenant("", "always"), tenant("otp", "always")),
        ("policy-without-factor", tenant("", "adaptive"), tenant("", "never")),
        ("only-dependent-factors", tenant("email recovery-code"), tenant("email otp")),
        ("only-dependent-factors", tenant("webauthn-platform"), tenant("webauthn-platform webauthn-roaming")),
        ("action-without-factor", tenant("", code=ENABLE), tenant("otp", code=ENABLE)),
        (
            "action-names-off-factor",
            tenant("sms", code=CHALLENGE_OTP, flag=True),
            tenant("otp", code=CHALLENGE_OTP, flag=True),
        ),
        ("duo-beside-others", tenant("duo otp"), tenant("duo")),
        ("trial-expired", tenant("sms", expired="sms"), tenant("otp", expired="sms")),
        ("webauthn-only", tenant("webauthn-roaming"), tenant("webauthn-roaming recovery-code")),
        ("phone-only", tenant("sms email"), tenant("sms otp")),
        ("no-recovery-codes", tenant("otp"), tenant("otp recovery-code")),
        ("no-recovery-codes", tenant("sms"), tenant("duo")),
        ("recovery-code-with-duo", tenant("duo recovery-code"), tenant("otp recovery-code")),
        ("nothing-asks", tenant("otp"), tenant("otp", code=ENABLE)),
        ("nothing-asks", tenant("sms"), tenant("otp", "always")),
        (
            "customise-flag-without-action",
            tenant("otp", flag=True, code=ENABLE),
            tenant("otp", flag=True, code=CHALLENGE_OTP),
        ),
        (
            "action-without-customise-flag",
            tenant("otp", code=CHALLENGE_OTP),
            tenant("otp", flag=True, code=CHALLENGE_OTP),
        ),
        ("adaptive-without-assessment", tenant("otp", "adaptive"), tenant("otp", "adaptive", risk=True)),
        ("policy-not-one", tenant("otp", "both"), tenant("otp", "always")),
        ("action-asks-while-never", tenant("otp", code=ENABLE), tenant("otp", "always", code=ENABLE)),
        ("no-phishing-resistant-factor", tenant("otp"), tenant("webauthn-roaming otp")),
        ("weak-beside-strong", tenant("webauthn-roaming sms"), tenant("webauthn-roaming otp")),
        ("draft-asks", tenant("otp", code="x()", draft=ENABLE), tenant("otp", code=ENABLE, draft=ENABLE + "//")),
        ("nothing-asks", tenant("otp", code=SKIP), tenant("otp", code=ELSEWHERE)),
        ("action-skips-mfa", tenant("otp", "always", code=SKIP), tenant("otp", code=SKIP)),
        ("action-skips-mfa", tenant("otp", "adaptive", code=SKIP), tenant("otp", "always", code=MAY_SKIP)),
        ("action-may-skip-mfa", tenant("otp", "always", code=MAY_SKIP), tenant("otp", "always", code=SOMETIMES)),
        ("action-unreadable", tenant("otp", "always", code=ELSEWHERE), tenant("otp", "always", code=ENABLE)),
        ("action-expects-result", tenant("otp", code="await " + ENABLE), tenant("otp", code=ENABLE)),
        ("action-without-protocol-guard", tenant("otp", code=ENABLE), tenant("otp", code=SOMETIMES)),
        (
            "action-runtime-end-of-life",
            tenant("otp", code=SOMETIMES, runtime="node18"),
            tenant("otp", code=SOMETIMES, runtime="node22"),
        ),
        ("rule-asked-for-mfa", tenant("otp", rule=True), tenant("otp", rule=False)),
        ("reset-without-mfa", tenant("otp", reset=False), tenant("otp", reset=True)),
        ("unknown-factor", tenant("otp carrier-pigeon"), tenant("otp")),
    ],
)
def test_a_rule_finds_what_it_is_for_and_nothing_else(rule: str, bad: Configuration, good: Configuration) -> None:
    assert rule in ids(bad)
    assert rule not in ids(good)


def test_every_rule_has_its_story_above() -> None:
    marks = test_a_rule_finds_what_it_is_for_and_nothing_else.pytestmark  # type: ignore[attr-defined]
    told = {case[0] for case in marks[0].args[1]}
    assert told == {rule.id for rule in RULES}
    assert len(told) >= 12


def test_a_sane_tenant_has_no_findings() -> None:
    assert evaluate(tenant("webauthn-roaming otp recovery-code", "always")) == ()


def test_what_could_not_be_read_is_never_guessed_at() -> None:
    problem = Problem(ProblemKind.PERMISSION, "Not allowed.", "")
    assert evaluate(Configuration()) == ()
    assert "policy-without-factor" not in ids(replace(tenant("", "always"), factors=Loaded(problem=problem)))
    assert "nothing-asks" not in ids(replace(tenant("otp"), actions=Loaded(problem=problem)))


def test_an_unreadable_action_is_never_said_to_require_or_to_skip() -> None:
    for policy in POLICIES:
        found = {
            f.id: f.evidence for f in evaluate(tenant("otp", policy, code=f"{ENABLE} {SKIP} {ELSEWHERE}", flag=True))
        }
        assert (
            set(found) & {"nothing-asks", "action-asks-while-never", "action-skips-mfa", "action-may-skip-mfa"} == set()
        )
        assert set(found) & {"action-without-protocol-guard", "customise-flag-without-action"} == set()
        assert (
            "“Ask” line 2: api is passed to code that is not in this file (helper(api))" in found["action-unreadable"]
        )


def test_actions_that_contradict_each_other_may_skip_mfa_in_either_order() -> None:
    skipping, requiring = (ReadAction(code, code, bound=True, mfa=read_code(LOGIN % code)) for code in (SKIP, ENABLE))
    before = tenant("otp", "always")
    for order in ((skipping, requiring), (requiring, skipping)):
        found = ids(replace(before, actions=Loaded(order)))
        assert "action-skips-mfa" not in found
        assert "action-may-skip-mfa" in found


def test_the_fix_for_actions_that_contradict_each_other_is_not_to_check_a_condition() -> None:
    def found(*codes: str) -> Finding:
        actions = tuple(ReadAction(code, f"A{at}", bound=True, mfa=read_code(code)) for at, code in enumerate(codes))
        seen = evaluate(replace(tenant("otp", "always"), actions=Loaded(actions)))
        return next(finding for finding in seen if finding.id == "action-may-skip-mfa")

    skip, enable, may_skip, elsewhere = (LOGIN % code for code in (SKIP, ENABLE, MAY_SKIP, ELSEWHERE))
    seen = found(skip, "\n" + enable)
    assert seen.evidence == ('“A0” (line 2) can call api.multifactor.enable("none"). “A1” (line 3) can require MFA.')
    assert "Let one Action decide" in seen.remedy
    seen = found(elsewhere, skip)
    assert "mfa-tui cannot tell what “A0” (line 2) does." in seen.evidence
    assert "condition" not in seen.remedy
    seen = found(LOGIN % f"{SKIP}\n{ENABLE}")
    assert "“A0” (line 3) can require MFA." in seen.evidence
    assert "Let one Action decide" in seen.remedy
    for codes in ((may_skip,), (may_skip, enable)):
        assert found(*codes).remedy.startswith("Check when the Action skips MFA")


def test_an_action_that_is_not_bound_decides_nothing() -> None:
    unbound = ReadAction("2", "Try", mfa=read_code(LOGIN % SKIP), runtime="node12")
    assert ids(replace(tenant("otp", "always"), actions=Loaded((unbound,)))) == ids(
        tenant("otp", "always", reset=False)
    )


def test_staging_always_with_no_factor_is_forecast_as_a_lock_out() -> None:
    what = forecast(tenant(), [Change(POLICY, (), ("all-applications",))])
    assert what.locks_out
    assert [finding.id for finding in what.appear] == ["policy-without-factor"]


def test_switching_on_a_stronger_factor_is_forecast_to_mend_the_phone_warning() -> None:
    what = forecast(tenant("sms", "always"), [Change(Target(Kind.FACTOR, "otp"), False, True)])
    assert [finding.id for finding in what.disappear] == ["phone-only"]
    assert not what.locks_out


@given(
    st.sets(st.sampled_from(list(KNOWN))),
    st.sampled_from(list(POLICIES)),
    st.sampled_from(["", ENABLE, CHALLENGE_OTP]),
    st.booleans(),
)
def test_every_finding_of_any_tenant_says_what_why_and_where(on: set[str], policy: str, code: str, flag: bool) -> None:
    findings = evaluate(tenant(" ".join(on), policy, code, flag))
    assert [f.severity for f in findings] == sorted((f.severity for f in findings), reverse=True)
    for finding in findings:
        assert finding.words
        assert finding.evidence
        assert finding.remedy
        assert finding.reference.startswith("https://auth0.com/docs/")
        assert finding.severity in Severity
    assert len({f.id for f in findings}) == len(findings)


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        (tenant("email"), ALWAYS),
        (tenant("recovery-code"), ALWAYS),
        (tenant("sms", expired="sms"), ALWAYS),
        (tenant("", "adaptive"), ALWAYS),
        (tenant("email carrier-pigeon"), ALWAYS),
    ],
)
def test_a_policy_that_makes_a_lock_out_felt_is_forecast_as_one(before: Configuration, wanted: tuple[str, ...]) -> None:
    change = Change(POLICY, before.policies.value or (), wanted)
    assert forecast(before, [change]).locks_out


def test_a_second_action_that_names_an_off_factor_is_forecast_too() -> None:
    code = CHALLENGE_OTP + "api.authentication.challengeWith({type: 'phone'});"
    before = tenant("sms", code=code, flag=True)
    what = forecast(
        before, [Change(Target(Kind.FACTOR, "sms"), True, False), Change(Target(Kind.FACTOR, "email"), False, True)]
    )
    assert what.locks_out
