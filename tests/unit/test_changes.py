"""Staging, order and inverse: the sequence that never leaves users without a way in."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfa_tui.domain import changes
from mfa_tui.domain.changes import POLICY, Change, Kind, Target, Value
from mfa_tui.domain.factors import KNOWN, Factor
from mfa_tui.domain.tenant import FLAGS, Configuration, Loaded, TenantSettings

FLAG = Target(Kind.FLAG, "customize_mfa_in_postlogin_action")
ALWAYS, NEVER = ("all-applications",), ()


def factor(name: str) -> Target:
    return Target(Kind.FACTOR, name)


def tenant(on: str = "", policies: tuple[str, ...] = NEVER) -> Configuration:
    factors = tuple(Factor(name, name in on.split()) for name in KNOWN)
    return Configuration(Loaded(factors, 1.0), Loaded(policies, 1.0), Loaded(TenantSettings(), 1.0))


def words(plan: tuple[Change, ...]) -> list[str]:
    return [change.words for change in plan]


def test_switching_on_goes_factor_then_flag_then_policy() -> None:
    plan = [
        Change(POLICY, NEVER, ALWAYS),
        Change(FLAG, False, True),
        Change(factor("email"), False, True),
        Change(factor("otp"), False, True),
    ]
    for shuffled in itertools.permutations(plan):
        assert words(changes.ordered(shuffled)) == [
            "switch on otp",
            "switch on email",
            "switch on “Customize MFA factors using Actions”",
            "policy Never → Always",
        ]


def test_switching_off_goes_the_same_way_backwards() -> None:
    plan = [
        Change(factor("otp"), True, False),
        Change(FLAG, True, False),
        Change(POLICY, ALWAYS, NEVER),
        Change(factor("email"), True, False),
    ]
    assert words(changes.ordered(plan)) == [
        "policy Always → Never",
        "switch off “Customize MFA factors using Actions”",
        "switch off email",
        "switch off otp",
    ]


def test_replacing_a_factor_switches_the_new_one_on_before_the_old_one_goes() -> None:
    plan = changes.ordered([Change(factor("sms"), True, False), Change(factor("otp"), False, True)])
    assert words(plan) == ["switch on otp", "switch off sms"]


def test_staging_twice_takes_it_back_and_staging_what_is_there_does_nothing() -> None:
    before = tenant("otp")
    draft = changes.stage((), before, factor("sms"), True)
    assert words(draft) == ["switch on sms"]
    assert changes.stage(draft, before, factor("sms"), False) == ()
    assert changes.stage((), before, factor("otp"), True) == ()
    assert changes.stage((), before, factor("no-such-factor"), True) == ()


def test_a_refresh_drops_what_has_come_true_and_keeps_what_conflicts() -> None:
    draft = changes.stage((), tenant(), factor("otp"), True)
    draft = changes.stage(draft, tenant(), POLICY, ALWAYS)
    after = changes.rebased(draft, tenant("otp", ("confidence-score",)))
    assert after == (Change(POLICY, NEVER, ALWAYS),)


def test_a_value_survives_the_journal() -> None:
    values: tuple[Value, ...] = (True, False, (), ("all-applications",), None)
    assert [changes.decode(changes.encode(value)) for value in values] == list(values)
    for target in (POLICY, FLAG, factor("otp"), factor("odd:name")):
        assert changes.target_from(str(target)) == target
    assert changes.target_from("nonsense") is None


@pytest.mark.parametrize("name", FLAGS)
def test_a_staged_flag_shows_in_the_staged_configuration(name: str) -> None:
    target = Target(Kind.FLAG, name)
    staged = changes.applied(tenant(), [Change(target, False, True)])
    assert changes.current(staged, target) is True
    assert changes.current(tenant(), target) is False


targets = st.one_of(
    st.sampled_from([factor(name) for name in KNOWN]).flatmap(lambda t: st.tuples(st.just(t), st.booleans())),
    st.sampled_from([Target(Kind.FLAG, name) for name in FLAGS]).flatmap(
        lambda t: st.tuples(st.just(t), st.booleans())
    ),
    st.tuples(st.just(POLICY), st.sampled_from([NEVER, ALWAYS, ("confidence-score",)])),
)


@given(st.lists(targets, max_size=8), st.sets(st.sampled_from(list(KNOWN))))
def test_the_inverse_of_any_plan_brings_the_tenant_back(wanted: list[tuple[Target, Value]], on: set[str]) -> None:
    before = tenant(" ".join(on))
    draft: changes.Draft = ()
    for target, value in wanted:
        draft = changes.stage(draft, before, target, value)
    after = changes.applied(before, changes.ordered(draft))
    for change in draft:
        assert changes.current(after, change.target) == change.after
    back = changes.applied(after, changes.inverse(draft))
    for target, _ in wanted:
        assert changes.current(back, target) == changes.current(before, target)
