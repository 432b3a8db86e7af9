"""Drift: a tenant held against a baseline or another tenant, in words that an admin can act on."""

from pathlib import Path

import pytest

from mfa_tui.domain.changes import POLICY, Change, Kind, Target
from mfa_tui.domain.findings import Severity
from mfa_tui.domain.inventory import PARTS, SETTINGS, Baseline, Inventory, Value
from mfa_tui.domain.problems import Kind as ProblemKind
from mfa_tui.domain.problems import Problem
from mfa_tui.domain.strength import Strength
from mfa_tui.domain.tenant import Configuration
from mfa_tui.features.drift.model.baseline import baseline_from
from mfa_tui.features.drift.model.drift import Drift, against_baseline, align, alignable, between
from mfa_tui.features.drift.service import drift as reading
from mfa_tui.features.drift.service.drift import compare_sessions, drift_of, read_inventory
from tests.rig import Answer, Tenant, profile, session

NO_SCOPE: Answer = (
    403,
    "application/json",
    b'{"statusCode":403,"error":"Forbidden","message":"Insufficient scope, expected any of: read:guardian_factors",'
    b'"errorCode":"insufficient_scope"}',
)
RETIRED: Answer = (
    403,
    "application/json",
    b'{"statusCode":403,"error":"Forbidden","message":"Insufficient privileges to use this deprecated feature"}',
)
ABSENT: Answer = (404, "application/json", b'{"statusCode":404,"error":"Not Found","message":"Not Found"}')


def held(here: dict[str, Value], there: dict[str, Value]) -> Drift:
    return against_baseline(Inventory("acme", here), Baseline("mfa.toml", there))


@pytest.mark.parametrize(
    ("key", "here", "there", "severity", "words"),
    [
        ("factors.sms", True, False, "warn", "sms is on here, off in the baseline"),
        ("factors.otp", False, True, "error", "otp is off here, on in the baseline"),
        ("policy", (), ("all-applications",), "error", "policy is Never here, Always in the baseline"),
        ("policy", ("all-applications",), (), "warn", "policy is Always here, Never in the baseline"),
        ("policy", ("new",), ("all-applications",), "error", "policy is new here, Always in the baseline"),
        ("phone.otp_length", 4, 6, "error", "phone codes have 4 digits here, 6 digits in the baseline"),
        ("phone.otp_length", 8, 6, "warn", "phone codes have 8 digits here, 6 digits in the baseline"),
        (
            "email.otp_expiration_time",
            900,
            300,
            "error",
            "email codes are good for 900 seconds here, 300 seconds in the baseline",
        ),
        ("phone.provider", "auth0", "twilio", "warn", "phone provider is auth0 here, twilio in the baseline"),
        (
            "phone.message_types",
            ("sms",),
            ("sms", "voice"),
            "warn",
            "phone messages go by sms here, sms and voice in the baseline",
        ),
        (
            "webauthn-roaming.user_verification",
            "preferred",
            "required",
            "error",
            "PIN of security keys is preferred here, required in the baseline",
        ),
        ("duo.skey_set", False, True, "error", "Duo secret key is not set here, set in the baseline"),
        ("duo.host", "a.example", "", "error", "Duo host is “a.example” here, empty in the baseline"),
        ("risk-assessment.enabled", False, True, "error", "risk assessment is off here, on in the baseline"),
        ("phone.enrollment_message", "a", "b", "note", "enrollment text is “a” here, “b” in the baseline"),
    ],
)
def test_a_difference_is_told_in_words_with_how_much_it_matters(
    key: str, here: Value, there: Value, severity: str, words: str
) -> None:
    (difference,) = held({key: here}, {key: there}).differences
    assert (difference.severity.word, difference.words) == (severity, words)
    assert (difference.key, difference.here, difference.there) == (key, here, there)


def test_only_what_is_written_in_the_baseline_is_compared() -> None:
    drift = held({"factors.sms": True, "factors.otp": False, "policy": ()}, {"factors.otp": False})
    assert (drift.differences, drift.compared) == ((), 1)


def test_a_factor_that_this_tenant_does_not_offer_is_missed() -> None:
    (difference,) = held({"factors.otp": True}, {"factors.palm-vein": True}).differences
    assert difference.words == "palm-vein is on in the baseline; this tenant does not have it"
    assert (difference.severity, difference.change) == (Severity.ERROR, None)
    assert difference.strength is Strength.WEAKER


@pytest.mark.parametrize(
    ("here", "there", "severity", "words"),
    [
        ({}, {"factors.vein": False}, "note", "vein is off in globex; this tenant does not have it"),
        ({"factors.vein": True}, {}, "warn", "vein is on here; globex does not have it"),
        ({"duo.host": "a"}, {}, "warn", "Duo host is “a” here; globex does not have it"),
    ],
)
def test_a_setting_that_only_one_side_knows_is_told(
    here: dict[str, Value], there: dict[str, Value], severity: str, words: str
) -> None:
    (difference,) = between(Inventory("acme", here), Inventory("globex", there)).differences
    assert (difference.severity.word, difference.words, difference.change) == (severity, words, None)


def test_two_tenants_are_compared_in_everything_that_either_has() -> None:
    here = Inventory("acme", {"factors.sms": True, "factors.palm-vein": True})
    there = Inventory("globex", {"factors.sms": False, "policy": ()}, {})
    assert [difference.words for difference in between(here, there).differences] == [
        "sms is on here, off in globex",
        "palm-vein is on here; globex does not have it",
        "policy is Never in globex; this tenant does not have it",
    ]


def test_what_one_side_could_not_read_is_told_and_never_equal() -> None:
    problem = Problem(ProblemKind.PERMISSION, "Not allowed.", "")
    here = Inventory("acme", {"policy": ()}, {"Duo": problem})
    for drift in (
        against_baseline(here, Baseline("mfa.toml", {"duo.host": "", "policy": ()})),
        between(here, Inventory("globex", {"policy": (), "duo.host": ""})),
        between(here, Inventory("globex", {"policy": ()}, {"Duo": problem})),
    ):
        assert (drift.differences, drift.compared) == ((), 1)
        assert ("Duo", "acme") in [(unread.part, unread.where) for unread in drift.unread]


def test_text_of_a_tenant_is_shown_and_not_obeyed() -> None:
    (difference,) = held({"factors.\x1b[2J": True}, {"factors.\x1b[2J": False}).differences
    assert difference.words == "\\x1b[2J is on here, off in the baseline"


async def test_aligning_stages_what_strengthens_in_a_safe_order_and_leaves_what_weakens(tmp_path: Path) -> None:
    tenant = Tenant()
    opened = session(tenant, tmp_path, writable=False)
    wanted = baseline_from(
        "mfa.toml",
        {
            "mfa_baseline": 1,
            "policy": "never",
            "factors": {"otp": True, "sms": False},
            "tenant": {"customize_mfa_in_postlogin_action": True},
            "phone": {"provider": "auth0"},
        },
    )
    configuration = await opened.read()
    drift = await drift_of(opened, wanted, configuration)
    await opened.aclose()
    assert len(drift.differences) == 5
    draft = align(drift.differences, configuration)
    flag = Target(Kind.FLAG, "customize_mfa_in_postlogin_action")
    assert draft == (Change(Target(Kind.FACTOR, "otp"), False, True), Change(flag, False, True))
    assert alignable(drift.differences)[1] == (
        Change(POLICY, ("all-applications",), ()),
        Change(Target(Kind.FACTOR, "sms"), True, False),
    )
    assert tenant.writes == []


async def test_every_setting_of_the_table_is_read_from_the_tenant(tmp_path: Path) -> None:
    opened = session(Tenant(), tmp_path, writable=False)
    inventory = await read_inventory(opened)
    await opened.aclose()
    assert set(inventory.values) == set(SETTINGS)
    assert inventory.unread == {}
    assert all(SETTINGS[key].takes(value) for key, value in inventory.values.items())
    assert set(reading._READERS) == set(PARTS)


async def test_only_what_the_baseline_is_about_is_asked_for(tmp_path: Path) -> None:
    tenant = Tenant()
    opened = session(tenant, tmp_path, writable=False)
    drift = await drift_of(opened, Baseline("mfa.toml", {"duo.host": "elsewhere.example", "policy": ()}))
    await opened.aclose()
    assert [path for method, path in tenant.seen if method == "GET"] == [
        "/api/v2/guardian/policies",
        "/api/v2/guardian/factors/duo/settings",
    ]
    assert {difference.key for difference in drift.differences} == {"duo.host", "policy"}


async def test_a_reading_that_holds_nothing_yet_does_not_count_as_read(tmp_path: Path) -> None:
    opened = session(Tenant(), tmp_path, writable=False)
    drift = await drift_of(opened, Baseline("mfa.toml", {"policy": ()}), Configuration())
    await opened.aclose()
    assert [difference.key for difference in drift.differences] == ["policy"]


async def test_a_part_that_is_refused_costs_only_itself(tmp_path: Path) -> None:
    opened = session(Tenant(faults={"factors/duo": NO_SCOPE}), tmp_path, writable=False)
    inventory = await read_inventory(opened)
    await opened.aclose()
    assert list(inventory.unread) == ["Duo"]
    assert inventory.unread["Duo"].kind is ProblemKind.PERMISSION
    assert set(SETTINGS) - set(inventory.values) == {"duo.host", "duo.ikey_set", "duo.skey_set"}


@pytest.mark.parametrize("answer", [RETIRED, ABSENT])
async def test_what_a_newer_tenant_no_longer_has_is_a_difference_and_no_trouble(answer: Answer, tmp_path: Path) -> None:
    opened = session(Tenant(faults={"phone/selected-provider": answer}), tmp_path, writable=False)
    drift = await drift_of(opened, Baseline("mfa.toml", {"phone.provider": "twilio"}))
    await opened.aclose()
    assert drift.unread == ()
    (difference,) = drift.differences
    assert difference.words == "phone provider is twilio in the baseline; this tenant does not have it"
    assert difference.severity is Severity.WARN


async def test_a_tenant_that_refuses_the_sign_in_is_asked_once_and_nothing_is_equal(tmp_path: Path) -> None:
    tenant = Tenant()
    opened = session(tenant, tmp_path, writable=False, secret="wrong")
    drift = await drift_of(opened, Baseline("mfa.toml", {"policy": (), "factors.sms": True}))
    await opened.aclose()
    assert drift.compared == 0
    assert {unread.part for unread in drift.unread} == {"policy", "factors"}
    assert [path for _, path in tenant.seen] == ["/oauth/token"]


async def test_two_tenants_differ_in_what_somebody_changed_in_one(tmp_path: Path) -> None:
    here, there = Tenant(), Tenant()
    there.factors["otp"] = True
    there.demo.state.tenant.guardian["factors/phone/message-types"] = {"message_types": ["voice", "sms"]}
    sessions = session(here, tmp_path, writable=False), session(there, tmp_path, writable=False, who=profile())
    drift = await compare_sessions(*sessions)
    for opened in sessions:
        await opened.aclose()
    name = profile().domain
    assert [difference.words for difference in drift.differences] == [
        f"otp is off here, on in {name}",
        f"phone messages go by sms here, sms and voice in {name}",
    ]
    assert drift.compared == len(SETTINGS)
