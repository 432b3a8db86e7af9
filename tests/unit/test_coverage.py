"""Who counts as ready and as enrolled, what is counted of them, and what spreadsheets may not run."""

import csv
import io
from typing import Any

import pytest

from mfa_tui.domain.csv_rows import cell, csv_lines
from mfa_tui.domain.user.enrollment_state import NOTHING, Covered, Held, Person, State, held, parse_person
from mfa_tui.domain.user.methods import AuthenticationMethod
from mfa_tui.domain.user.readiness import Readiness
from mfa_tui.features.coverage.model.coverage import ONLY_PHONE, Surroundings, slices
from mfa_tui.features.coverage.model.summary import Summary, summarise

NOW = 1_795_521_871.0
DAY = 86_400.0
ALL = Surroundings(frozenset({"sms", "otp", "email", "webauthn-roaming", "recovery-code"}), frozenset({"db"}))


def person(**facts: Any) -> Person:
    return Person("auth0|1", **{"email": "jane@example.com", "connection": "db", **facts})


def method(type_: str, confirmed: bool = True, used_days_ago: float | None = None) -> AuthenticationMethod:
    used = None if used_days_ago is None else NOW - used_days_ago * DAY
    return AuthenticationMethod(f"{type_}|dev_1", type_, confirmed=confirmed, last_auth_at=used)


def covered(*methods: AuthenticationMethod, **facts: Any) -> Covered:
    who = person(**facts)
    return Covered(who, held(who, methods))


def summary(*everyone: Covered, around: Surroundings = ALL) -> Summary:
    return summarise(everyone, around, NOW)


@pytest.mark.parametrize(
    ("types", "state"),
    [
        ([], State.NONE),
        (["password", "email-verification"], State.NONE),
        (["passkey"], State.NONE),
        (["recovery-code"], State.NONE),
        (["totp"], State.ENROLLED),
        (["password", "phone", "recovery-code"], State.ENROLLED),
        (["webauthn-platform"], State.ENROLLED),
        (["telepathy"], State.UNKNOWN),
        (["telepathy", "totp"], State.ENROLLED),
    ],
)
def test_only_confirmed_second_factors_make_somebody_enrolled(types: list[str], state: State) -> None:
    assert covered(*(method(type_) for type_ in types)).held.state is state


def test_what_was_begun_and_never_finished_is_pending() -> None:
    begun = covered(method("totp", confirmed=False), method("password"))
    assert (begun.held.state, begun.held.pending, begun.held.factors) == (State.PENDING, ("otp",), ())
    one_done = covered(method("totp", confirmed=False), method("phone"))
    assert (one_done.held.state, one_done.held.pending, one_done.held.factors) == (State.ENROLLED, ("otp",), ("sms",))


def test_a_provider_from_before_guardian_counts_although_no_method_stands_for_it() -> None:
    assert covered(multifactor=("duo",)).held == Held(State.ENROLLED, ("duo",))
    assert covered(multifactor=("guardian",)).held == NOTHING


def test_factors_are_named_as_the_tenant_names_them_whatever_the_method_is_called() -> None:
    everything = covered(*(method(type_) for type_ in ("push", "guardian", "totp", "phone", "recovery-code")))
    assert everything.held.factors == ("otp", "push-notification", "recovery-code", "sms")


def test_phone_alone_is_told_apart_from_phone_with_something_else() -> None:
    shown = summary(
        covered(method("phone"), method("recovery-code")),
        covered(method("phone"), method("totp")),
        covered(method("totp")),
        covered(),
    )
    assert (shown.enrolled, shown.only_phone, shown.phishing_resistant) == (3, 1, 0)


def test_the_last_use_is_that_of_whatever_was_used_last() -> None:
    shown = summary(
        covered(method("phone", used_days_ago=400), method("totp", used_days_ago=3)),
        covered(method("phone", used_days_ago=91)),
        covered(method("phone", used_days_ago=89)),
        covered(method("phone")),
    )
    assert (shown.stale, shown.never_used) == (1, 1)


def test_an_address_that_auth0_enrolls_by_itself_is_counted_apart() -> None:
    verified = covered(email_verified=True)
    assert summary(verified).may_use_email == 1
    assert summary(verified).state(State.NONE) == 1
    assert summary(verified).ready(Readiness.EMAIL) == 1
    assert summary(covered(email_verified=False), covered(method("totp"), email_verified=True)).may_use_email == 0
    begun = covered(method("totp", confirmed=False), email_verified=True)
    unknown = covered(method("telepathy"), email_verified=True)
    shown = summary(verified, verified, begun, unknown)
    assert shown.may_use_email == 3
    assert shown.ready(Readiness.UNKNOWN) == 1, "what is of an unknown type may be more"
    assert summary(verified, around=Surroundings(frozenset({"otp"}))).may_use_email == 0
    assert summary(verified, around=Surroundings()).may_use_email is None


def test_a_factor_that_is_on_and_that_nobody_has_is_named() -> None:
    shown = summary(covered(method("phone")), covered(method("totp", confirmed=False)))
    assert shown.unused_factors == ("otp", "webauthn-roaming", "email", "recovery-code")
    assert "email" not in summary(covered(email_verified=True)).unused_factors, "somebody may use it unseen"
    assert [(bar.name, bar.on, bar.users, bar.pending) for bar in shown.factors][:2] == [
        ("otp", True, 0, 1),
        ("sms", True, 1, 0),
    ]


def test_orphans_are_methods_of_factors_that_are_off_and_users_of_connections_that_are_gone() -> None:
    around = Surroundings(frozenset({"otp"}), frozenset({"db"}))
    shown = summary(covered(method("phone")), covered(connection="ldap"), covered(method("totp")), around=around)
    assert shown.off_factors == {"sms": 1}
    assert shown.gone_connections == {"ldap": 1}
    unknown = summary(covered(method("phone"), connection="ldap"), around=Surroundings())
    assert (unknown.off_factors, unknown.gone_connections) == ({}, None)


def test_who_has_only_factors_that_are_off_is_enrolled_and_counted_apart_as_protected_by_nothing() -> None:
    around = Surroundings(frozenset({"sms", "recovery-code"}))
    everyone = (
        covered(method("totp"), method("recovery-code")),
        covered(method("totp"), method("phone")),
        covered(method("totp", confirmed=False)),
        covered(multifactor=("google-authenticator",)),  # It is not switched with the factors.
    )
    shown = summary(*everyone, around=around)
    off, ready, unfinished, legacy = Readiness.ONLY_OFF, Readiness.READY, Readiness.UNFINISHED, Readiness.UNKNOWN
    assert [one.readiness(around.setup) for one in everyone] == [off, ready, unfinished, legacy]
    assert (shown.enrolled, shown.only_off) == (3, 1)
    assert shown.verdict == (
        "25% of users can complete MFA (1 of 4). 1 is enrolled only in factors that are off. 1 is not readable."
    )
    unknown = summary(*everyone, around=Surroundings())
    assert unknown.only_off is None
    assert unknown.verdict == (
        "Who can complete MFA is not known: the tenant's factors could not be read. 3 of 4 users are enrolled."
    )


def test_connections_and_groups_are_listed_with_their_states_the_largest_first() -> None:
    in_payroll = covered(method("totp"), connection="a:enrolled").in_groups(("Payroll:enrolled", "Admins"))
    shown = summary(covered(), covered(method("totp")), covered(), in_payroll)
    assert [(bar.name, bar.users, bar.states[State.ENROLLED]) for bar in shown.connections] == [
        ("db", 3, 1),
        ("a:enrolled", 1, 1),
    ]
    assert [(bar.name, bar.share) for bar in shown.groups] == [("Admins", 1.0), ("Payroll:enrolled", 1.0)]


def test_each_number_drills_into_the_users_behind_it() -> None:
    jane, joe = covered(method("phone"), email_verified=True), covered(email_verified=True)
    assert ONLY_PHONE in slices(jane, ALL, NOW)
    email = Readiness.EMAIL
    assert ("readiness", email) not in slices(jane, ALL, NOW)
    wanted = {("state", "not enrolled"), ("readiness", email), ("connection", "db", "readiness", email)}
    assert wanted <= set(slices(joe, ALL, NOW))


def test_a_row_of_an_export_is_read_loosely_and_one_without_an_id_is_refused() -> None:
    row = {"user_id": "auth0|1", "email_verified": "true", "multifactor": "guardian", "last_login": 5, "name": None}
    assert parse_person(row) == Person("auth0|1", email_verified=True, last_login=5.0, multifactor=("guardian",))
    nobodies: list[object] = [None, [], {}, {"user_id": ""}, {"email": "x@example.com"}]
    for raw in nobodies:
        with pytest.raises(ValueError, match="it"):
            parse_person(raw)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"])
def test_no_cell_begins_as_a_formula(text: str) -> None:
    assert cell(text).startswith("'")
    (_, line) = csv_lines(["name"], [[text]])
    assert next(csv.reader(io.StringIO(line)))[0][0] == "'"


def test_csv_is_aligned_whatever_is_in_it() -> None:
    hostile = ['quote " and, comma', "line\nbreak\r\n", "\x1b[31mred", "\u202eevil", "", "ユーザー"]
    rows = [[text, 1, 2.5, None, True] for text in hostile]
    lines = list(csv_lines(["name", "n", "x", "none", "flag"], rows))
    assert all(line.endswith("\r\n") and line[:-2].isprintable() for line in lines)
    read = list(csv.reader(io.StringIO("".join(lines))))
    assert read[0] == ["name", "n", "x", "none", "flag"]
    assert [len(row) for row in read] == [5] * 7
    assert read[1] == ['quote " and, comma', "1", "2.5", "", "true"]
    assert read[6][0] == "ユーザー"
