"""Baseline files: what an export says, what a reader refuses, and in which words."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mfa_tui.demo.seed.guardian import acme_settings
from mfa_tui.domain.inventory import POLICY_KEY, SETTINGS, Baseline, Inventory, Setting, Value, normal
from mfa_tui.features.drift.model.baseline import BadBaselineError, baseline_from
from mfa_tui.features.drift.model.drift import against_baseline
from mfa_tui.features.drift.service.baseline_files import is_ours, read_baseline
from mfa_tui.features.drift.service.baseline_toml import as_toml
from mfa_tui.features.drift.service.drift import read_inventory
from mfa_tui.features.drift.service.exporting import export_tenant
from tests.rig import Tenant, session

SECRETS = {
    "factors/phone/providers/twilio": {"auth_token": "planted-token-1", "sid": "planted-account-2", "from": "+1"},
    "factors/push-notification/providers/sns": {
        "aws_access_key_id": "planted-access-3",
        "aws_secret_access_key": "planted-secret-4",
        "aws_region": "eu-west-1",
    },
    "factors/duo/settings": {"ikey": "planted-ikey-5", "skey": "planted-skey-6", "host": "api.duo.example"},
}


def values_of(setting: Setting) -> st.SearchStrategy[Value]:
    if setting.type is bool:
        return st.booleans()
    if setting.type is int:
        return st.integers(setting.least, setting.most)
    if setting.key == POLICY_KEY:
        return st.lists(st.sampled_from(["all-applications", "confidence-score", "new"]), max_size=2).map(tuple)
    if setting.allowed:
        one = st.sampled_from(setting.allowed)
        return one if setting.type is str else st.lists(one, unique=True).map(tuple)
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


INVENTORIES = st.fixed_dictionaries({}, optional={key: values_of(setting) for key, setting in SETTINGS.items()})
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@given(INVENTORIES, st.dictionaries(NAMES.map(lambda name: f"factors.{name}"), st.booleans(), max_size=3))
def test_whatever_a_tenant_has_comes_back_from_the_file_as_it_was(
    values: dict[str, Value], unknown: dict[str, Value]
) -> None:
    everything = {key: normal(key, value) for key, value in (values | unknown).items()}
    assume(everything)  # Nothing is no baseline.
    text, left_out = as_toml(Inventory("acme", everything))
    baseline = baseline_from("mfa.toml", tomllib.loads(text))
    assert all(words.endswith(": secrets are never exported") for words in left_out)
    assert baseline.values == everything
    assert against_baseline(Inventory("acme", everything), baseline).differences == ()
    assert as_toml(Inventory("acme", dict(reversed(everything.items()))))[0] == text


async def test_an_export_explains_itself_and_holds_no_secret(tmp_path: Path) -> None:
    tenant = Tenant()
    tenant.demo.state.tenant.guardian |= SECRETS
    answer = await export_tenant(lambda: session(tenant, tmp_path, writable=False), lambda words: None)
    assert answer.exit_code == 0
    assert [words.rpartition(": ")[2] for words in answer.complaints] == ["secrets are never exported"]
    assert "planted" not in answer.text
    assert "Not in it, on purpose: keys, tokens and certificates." in answer.text
    written = tomllib.loads(answer.text)
    assert written["duo"] == {"host": "api.duo.example", "ikey_set": True, "skey_set": True}
    assert written["phone"]["twilio_auth_token_set"] is True
    assert "sns_secret_key_set" not in written["push-notification"]  # Auth0 never returns it: unknown is not "set".
    assert written["push-notification"]["sns_access_key_set"] is True
    assert (written["policy"], written["factors"]["sms"]) == ("always", True)


async def test_a_secret_is_in_no_value_that_is_read(tmp_path: Path) -> None:
    tenant = Tenant()
    tenant.demo.state.tenant.guardian |= SECRETS
    opened = session(tenant, tmp_path, writable=False)
    inventory = await read_inventory(opened)
    await opened.aclose()
    assert "planted" not in repr(inventory)
    assert "opens-nothing" not in repr(inventory)
    assert "opens-nothing" in repr(acme_settings())


async def test_what_could_not_be_read_is_said_in_the_file_and_in_the_exit_code(tmp_path: Path) -> None:
    tenant = Tenant(faults={"factors/duo": (500, "text/html", b""), "phone/templates": (404, "text/html", b"")})
    answer = await export_tenant(lambda: session(tenant, tmp_path, writable=False), lambda words: None)
    assert answer.exit_code == 8
    assert "# Left out: phone templates: this tenant does not have it\n" in answer.text
    assert "# Left out: Duo could not be read: Auth0 had an error of its own.\n" in answer.text
    assert answer.complaints[0].startswith("Duo could")
    assert "left out: phone templates: this tenant does not have it" in answer.complaints
    assert "duo" not in tomllib.loads(answer.text)


async def test_where_nothing_could_be_read_nothing_is_written(tmp_path: Path) -> None:
    answer = await export_tenant(
        lambda: session(Tenant(), tmp_path, writable=False, secret="wrong"), lambda words: None
    )
    assert (answer.text, answer.exit_code, len(answer.complaints)) == ("", 7, 1)


def test_a_value_that_auth0_added_since_is_left_out_and_said() -> None:
    text, left_out = as_toml(Inventory("acme", {"phone.provider": "pigeon", "factors.sms": True}))
    assert left_out == ["phone.provider has a value that this program does not know"]
    assert baseline_from("mfa.toml", tomllib.loads(text)).values == {"factors.sms": True}


HEAD = "mfa_baseline = 1\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f"{HEAD}[factors]", "holds no setting"),
        ("factors.sms = true", "is no baseline of this program: mfa_baseline = 1 is not in it"),
        ("mfa_baseline = 2", "is no baseline of this program"),
        ("mfa_baseline = true\nfactors.sms = true", "is no baseline of this program: mfa_baseline = 1 is not in it"),
        (f"{HEAD}factors.sms = 'yes'", "factors.sms must be true or false, not “yes”"),
        (f"{HEAD}factors = true", "factors must be a table: [factors]"),
        (f"{HEAD}[factor]\nsms = true", "factor is no setting; did you mean factors?"),
        (f"{HEAD}[phone]\notp_lenght = 6", "phone.otp_lenght is no setting; did you mean phone.otp_length?"),
        (f"{HEAD}[phone]\notp_length = 3", "phone.otp_length must be a whole number from 4 to 10 (digits), not 3"),
        (f"{HEAD}[phone]\notp_length = true", "phone.otp_length must be a whole number from 4 to 10"),
        (f"{HEAD}[phone]\nprovider = 'twillio'", 'must be "auth0", "twilio" or "phone-message-hook", not “twillio”'),
        (f"{HEAD}[phone]\nmessage_types = ['fax']", 'must be an array of "sms" or "voice", not this array'),
        (f"{HEAD}policy = 'allways'", 'policy must be "never", "adaptive" or "always", or the array that the API'),
        (f"{HEAD}policy = 1979-05-27", "not a date"),
        (f"{HEAD}[duo]\nskey = 'hunter2'", "duo.skey is no setting; did you mean duo.skey_set?"),
        (f"{HEAD}[duo]\nskey_set = 'a-very-long-secret-that-was-pasted'", "must be true or false, not this text"),
        (f"{HEAD}policy = {'[' * 5000}", "is not TOML that can be read: it is nested too deeply"),
        (f"{HEAD}{'.'.join('a' * 20_000)} = 1", "it is nested too deeply"),
        (HEAD + ".".join(['""'] * 10_000) + " = 1", "it is nested too deeply"),
        (f"{HEAD}policy = {'9' * 5_000}", "is not TOML: Exceeds the limit"),
        ("a" * 60_000, "is not TOML: Expected '='"),
        (f"{HEAD}policy =", "is not TOML: Invalid value (at"),
        (f"{HEAD}[duo]\nhost = '{'x' * 20000}'", "duo.host is longer than 10,000"),
        ("# " + "x" * 65536, "is larger than 64 KiB"),
    ],
)
def test_a_baseline_that_cannot_be_used_is_refused_in_words_that_name_file_key_and_what_is_allowed(
    content: str, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "mfa.toml"
    path.write_text(content)
    with pytest.raises(BadBaselineError) as refused:
        read_baseline(path)
    assert words in str(refused.value)
    assert str(path) in str(refused.value)
    assert "pasted" not in str(refused.value)
    assert len(str(refused.value)) < 500


def test_all_mistakes_are_told_at_once() -> None:
    factors = {"otp": "yes", "sms": 1}
    words = refusal(lambda: baseline_from("mfa.toml", {"mfa_baseline": 1, "polcy": "never", "factors": factors}))
    assert words.startswith("mfa.toml: 3 things are wrong. (1) polcy is no setting")
    assert "(2) factors.otp must be true or false, not “yes” (3) factors.sms must be true or false, not 1" in words
    many = refusal(lambda: baseline_from("mfa.toml", {"mfa_baseline": 1, **{f"x{n}": n for n in range(40)}}))
    assert many.startswith("mfa.toml: 40 things are wrong.")
    assert many.endswith("and 30 more")


def test_a_file_that_is_missing_or_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    for name, words in (("none.toml", "cannot be read: No such file"), ("binary.toml", "is no text in UTF-8")):
        with pytest.raises(BadBaselineError, match=words):
            read_baseline(tmp_path / name)


def test_a_factor_that_nobody_knows_is_compared_and_pointed_out(tmp_path: Path) -> None:
    (tmp_path / "mfa.toml").write_text(f"{HEAD}[factors]\notpp = true\n")
    baseline = read_baseline(tmp_path / "mfa.toml")
    assert baseline.values == {"factors.otpp": True}
    assert baseline.warnings == ("factors.otpp is no factor that this program knows",)


def test_a_policy_that_nobody_knows_is_compared_and_pointed_out(tmp_path: Path) -> None:
    (tmp_path / "mfa.toml").write_text(f"{HEAD}policy = ['never']\n")
    baseline = read_baseline(tmp_path / "mfa.toml")
    assert baseline.values == {"policy": ("never",)}
    assert baseline.warnings == ("policy is no combination that this program knows",)


def test_only_baselines_of_ours_count_as_ours(tmp_path: Path) -> None:
    for name, content, ours in (("a", HEAD, True), ("b", "x = 1", False), ("c", "not toml", False)):
        (tmp_path / name).write_text(content)
        assert is_ours(tmp_path / name) is ours


def refusal(read: Callable[[], Baseline]) -> str:
    """Return the words in which a baseline is refused, empty where it is read; anything else is a crash."""
    try:
        read()
    except BadBaselineError as refused:
        return str(refused)
    return ""


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | st.just([1]) | st.just(["x"])
SECTIONS = st.sampled_from(["policy", "tenant_name", "other", *{setting.section for setting in SETTINGS.values()}])
MEMBERS = st.sampled_from([setting.name for setting in SETTINGS.values()]) | st.text(max_size=8)
TABLES = st.dictionaries(SECTIONS, SCALARS | st.dictionaries(MEMBERS, SCALARS, max_size=2), max_size=3)


@given(TABLES)
def test_any_tables_are_read_or_refused_and_never_crash(tables: dict[str, object]) -> None:
    assert refusal(lambda: baseline_from("mfa.toml", tables | {"mfa_baseline": 1})).isprintable()


def test_an_sns_secret_in_an_older_baseline_is_unknown_and_never_drift() -> None:
    tables = {"mfa_baseline": 1, "push-notification": {"sns_secret_key_set": True, "sns_region": "eu-west-1"}}
    baseline = baseline_from("mfa.toml", tables)
    assert list(baseline.values) == ["push-notification.sns_region"]
    assert "sns_secret_key_set is not compared: Auth0 never returns the SNS secret key" in baseline.warnings[0]
    drift = against_baseline(Inventory("acme", {"push-notification.sns_region": "eu-west-1"}), baseline)
    assert (drift.differences, drift.unread) == ((), ())


async def test_a_tenant_without_sns_answers_an_empty_object_and_is_read(tmp_path: Path) -> None:
    tenant = Tenant(faults={"/providers/sns": (200, "application/json", b"{}")})
    opened = session(tenant, tmp_path, writable=False)
    inventory = await read_inventory(opened, ["SNS"])
    await opened.aclose()
    assert inventory.unread == {}
    assert inventory.values["push-notification.sns_region"] == ""
    assert not any("secret" in key for key in inventory.values)
