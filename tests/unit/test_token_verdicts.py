"""One story for each verdict, and for each way to be misled about it."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from mfa_tui.features.tokens.model.inspection import Report, TokenReport, inspect_paste
from mfa_tui.features.tokens.model.reading.kind import LOGOUT_EVENT
from tests.unit.test_token_minted import (
    LOGIN,
    NOW,
    PAPE,
    b64,
    inspect,
    judged,
    keys_of,
    mint,
    oct_jwk,
    raw_token,
)

MFA = {**LOGIN, "amr": ["mfa"], "acr": PAPE}
ISSUER = ("https://example.auth0.com/",)


def failed(report: TokenReport) -> list[str]:
    return [check.id for check in report.checks if check.status == "fail"]


def code(report: TokenReport) -> int:
    return Report((report,)).exit_code


def test_after_mfa_at_auth0_it_is_proven() -> None:
    report = judged(MFA, issuers=ISSUER, audiences=("client-of-ours",))
    assert report.verdict.id == "MFA_PROVEN"
    assert report.verdict.headline == 'MFA proven: amr has "mfa" and acr is multi-factor'
    assert failed(report) == []
    assert code(report) == 0


def test_without_a_key_the_same_token_only_claims_it() -> None:
    report = inspect(mint(MFA))
    assert report.verdict.id == "UNVERIFIED"
    assert report.verdict.headline == ('Signature not checked. Claims MFA: amr has "mfa" and acr is multi-factor')
    assert "proven" not in f"{report.claimed.headline} {report.claimed.explanation}".lower()
    assert report.claimed.id == "MFA_PROVEN"
    assert code(report) == 5


def test_of_several_tokens_the_one_that_can_prove_mfa_comes_first_and_a_repeated_one_points_to_it() -> None:
    login, logout = mint(MFA), mint({**LOGIN, "events": {LOGOUT_EVENT: {}}})
    access = mint({**LOGIN, "aud": "https://api.example.com", "scope": "read:x"})
    body = {"refresh_token": "v1.opaque", "logout": logout, "access_token": access, "id_token": login, "again": login}
    tokens = inspect_paste(json.dumps(body), now=NOW).tokens
    assert [token.kind.value for token in tokens] == ["id_token", "id_token", "access_token", "logout_token"]
    assert [token.duplicate_of for token in tokens] == [None, 0, None, None]


@pytest.mark.parametrize("audience", ["https://example.auth0.com/", "https://example.auth0.com/oauth/token"])
def test_what_an_application_signs_in_with_is_named_and_is_no_login(audience: str) -> None:
    assertion = {"iss": "client-of-ours", "sub": "client-of-ours", "aud": audience, "exp": NOW + 60, "jti": "j"}
    report = judged(assertion, issuers=ISSUER)
    assert report.verdict.id == "NO_USER"
    assert report.verdict.headline.startswith("Client assertion (RFC 7523)")
    assert "client_assertion" in [warning.id for warning in report.warnings]
    assert failed(report) == []


def test_a_user_token_whose_subject_is_not_its_issuer_is_no_client_assertion() -> None:
    assert judged(MFA).verdict.id == "MFA_PROVEN"


@pytest.mark.parametrize(("claim", "words"), [("aud", "No audience"), ("iss", "No issuer")])
def test_a_token_that_names_no_target_is_not_called_another_tenants(claim: str, words: str) -> None:
    report = judged({name: value for name, value in MFA.items() if name != claim}, issuers=ISSUER)
    assert report.verdict.id == "WRONG_TARGET"
    assert report.verdict.headline.startswith(words)
    assert "another tenant" not in report.verdict.explanation


def test_a_token_of_another_tenant_without_an_audience_is_another_tenants() -> None:
    claims = {name: value for name, value in MFA.items() if name != "aud"} | {"iss": "https://other.auth0.com/"}
    report = judged(claims, issuers=ISSUER)
    assert report.verdict.headline.startswith("Wrong target: iss is another issuer")
    assert "another tenant" in report.verdict.explanation


def test_a_password_login_at_auth0_says_nothing_and_that_is_no_proof_of_its_absence() -> None:
    report = judged(LOGIN)
    assert report.verdict.id == "NO_EVIDENCE"
    for cause in ("refresh token", "silent authentication", "MFA API", "remembered browser"):
        assert cause in report.verdict.explanation
    steps = " ".join(report.verdict.next_steps)
    for step in (
        "/api/v2/sessions/",
        "/authorize?",
        "?.acr_values?.includes",
        "acr_values_supported",
        "auth0 test login",
    ):
        assert step in steps
    assert code(report) == 1


@pytest.mark.parametrize(
    ("amr", "verdict"),
    [
        (["mfa"], "MFA_PROVEN"),
        (["sms", "mfa", "pwd"], "MFA_PROVEN"),
        (["pwd"], "SINGLE_FACTOR"),
        (["pwd", "kba"], "SINGLE_FACTOR"),
        (["sms", "tel"], "SINGLE_FACTOR"),
        (["otp"], "SINGLE_FACTOR"),
        (["pwd", "otp"], "MFA_COMBINED"),
        (["ngcmfa"], "MFA_COMBINED"),
        (["hwk", "pin"], "MFA_COMBINED"),
        (["phr"], "STRONG_SINGLE"),
        (["hwk", "user"], "STRONG_SINGLE"),
        (["pop"], "STRONG_SINGLE"),
        (["pwd", "fed"], "SINGLE_FACTOR"),
        (["fed"], "NO_EVIDENCE"),
        (["wiaormfa"], "NO_EVIDENCE"),
        (["BasicAuthenticator", "104"], "NO_EVIDENCE"),
        (["MFA"], "NO_EVIDENCE"),
        (["xmfa", "mfa "], "NO_EVIDENCE"),
        (["bypass", "pwd"], "SINGLE_FACTOR"),
        ([], "NO_EVIDENCE"),
        ("mfa", "MALFORMED_CLAIM"),
        ("BankID", "MALFORMED_CLAIM"),
        (None, "MALFORMED_CLAIM"),
        (5, "MALFORMED_CLAIM"),
        ({"mfa": True}, "MALFORMED_CLAIM"),
        (["mfa", 5], "MALFORMED_CLAIM"),
        ([{"method": "totp", "timestamp": 1}, {"method": "password", "timestamp": 1}], "MALFORMED_CLAIM"),
    ],
)
def test_what_amr_holds_decides_and_only_mfa_itself_proves(amr: object, verdict: str) -> None:
    report = judged({**LOGIN, "amr": amr})
    assert report.verdict.id == verdict
    assert code(report) == (0 if verdict == "MFA_PROVEN" else 1)


def test_both_rules_stand_in_the_checklist() -> None:
    by_id = {check.id: check.status for check in judged({**LOGIN, "amr": ["otp", "pwd"]}).checks}
    assert (by_id["mfa_auth0_rule"], by_id["mfa_combined_rule"]) == ("fail", "ok")
    by_id = {check.id: check.status for check in judged({**LOGIN, "amr": "mfa"}).checks}
    assert (by_id["mfa_auth0_rule"], by_id["mfa_combined_rule"]) == ("fail", "unknown")
    by_id = {check.id: check.status for check in judged(LOGIN).checks}
    assert (by_id["mfa_auth0_rule"], by_id["mfa_combined_rule"]) == ("unknown", "unknown")


def test_an_acr_alone_is_evidence_that_applications_do_not_look_at() -> None:
    assert judged({**LOGIN, "acr": PAPE}).verdict.headline == 'acr states multi-factor, but amr has no "mfa" marker'
    assert judged({**LOGIN, "acr": "phr"}).verdict.id == "STRONG_SINGLE"
    assert judged({**LOGIN, "acr": "urn:com.c2id:acr:hisec"}).verdict.id == "NO_EVIDENCE"


def test_malformed_amr_is_shown_with_its_values_and_the_type_that_is_wrong() -> None:
    report = judged({**LOGIN, "amr": [{"method": "totp"}]})
    assert [method.value for method in report.evidence.methods] == ["totp"]
    assert "amr must be an array of strings and has an object in it." in [warning.text for warning in report.warnings]


@pytest.mark.parametrize(
    ("acr", "asked", "verdict"),
    [
        (PAPE, PAPE, "MFA_PROVEN"),
        (PAPE, f"urn:other {PAPE}", "MFA_PROVEN"),
        ("urn:other", PAPE, "ACR_UNMET"),
        (f"{PAPE}-physical", PAPE, "ACR_UNMET"),
        (None, PAPE, "ACR_UNMET"),
        (2, "2", "MALFORMED_CLAIM"),
        (2, "", "MFA_PROVEN"),
    ],
)
def test_the_acr_asked_for_must_come_back_to_the_letter(acr: object, asked: str, verdict: str) -> None:
    claims = {**LOGIN, "amr": ["mfa"], "acr": acr}
    assert judged({key: value for key, value in claims.items() if value is not None}, acr=asked).verdict.id == verdict


def test_mfa_of_two_hours_ago_is_stale_where_five_minutes_were_asked_for() -> None:
    report = judged({**MFA, "auth_time": NOW - 7200}, max_age=300)
    assert report.verdict.id == "MFA_PROVEN_STALE"
    assert "login 2 h ago, limit 5 min" in report.verdict.headline
    assert "max_age=0" in " ".join(report.verdict.next_steps)
    assert code(report) == 1


def test_a_limit_of_zero_is_a_limit_and_not_the_absence_of_one() -> None:
    report = judged({**MFA, "auth_time": NOW - 80_000}, max_age=0)
    assert report.verdict.id == "MFA_PROVEN_STALE"
    assert "max_age=0 can only be judged at the login itself" in report.verdict.headline
    assert judged({**MFA, "auth_time": NOW - 30}, max_age=0).verdict.id == "MFA_PROVEN"
    assert judged({**MFA, "auth_time": NOW - 80_000}).verdict.id == "MFA_PROVEN"


@pytest.mark.parametrize("auth_time", [None, "yesterday", True, NOW * 1000, NOW + 86_400])
def test_freshness_is_not_proven_by_a_time_that_cannot_be_right(auth_time: object) -> None:
    claims = {key: value for key, value in {**MFA, "auth_time": auth_time}.items() if value is not None}
    assert judged(claims, max_age=300).verdict.id == "MFA_PROVEN_STALE"


def test_a_machine_token_has_no_user_to_ask_for_mfa() -> None:
    claims = {**LOGIN, "sub": "client@clients", "aud": "https://api", "gty": "client-credentials"}
    report = judged(claims)
    assert (report.kind, report.verdict.id) == ("m2m", "NO_USER")
    assert code(report) == 1


def test_an_access_token_is_told_apart_and_points_to_the_id_token() -> None:
    report = judged({**LOGIN, "aud": ["https://api", "https://e/userinfo"], "azp": "client-of-ours", "scope": "openid"})
    assert (report.kind, report.verdict.id) == ("access_token", "NO_EVIDENCE")
    assert "Access tokens of Auth0 carry no amr" in report.verdict.explanation
    assert "insufficient_user_authentication" in " ".join(report.verdict.next_steps)


@pytest.mark.parametrize(
    ("headers", "claims", "kind"),
    [
        ({"typ": "at+jwt"}, {"amr": ["mfa"]}, "access_token"),
        ({}, {"client_id": "c", "jti": "1"}, "access_token"),
        ({}, {"aud": "https://api"}, "access_token"),
        ({}, {"nonce": "n"}, "id_token"),
        ({}, {"email": "jo@example.com"}, "id_token"),
        ({}, {"events": {"http://schemas.openid.net/event/backchannel-logout": {}}, "sid": "s"}, "logout_token"),
        ({"typ": "logout+jwt"}, {}, "logout_token"),
    ],
)
def test_the_kind_is_told_from_the_claims(headers: Mapping[str, Any], claims: Mapping[str, Any], kind: str) -> None:
    assert inspect(mint({**LOGIN, **claims}, headers)).kind == kind


def test_an_opaque_token_is_explained_and_not_called_broken() -> None:
    header = b64('{"alg":"dir","enc":"A256GCM","iss":"https://example.auth0.com/"}')
    for token in (f"{header}..{'A' * 16}.{'A' * 80}.{'A' * 22}", "O0PDdG2DjHQLLxOQYiPBT5qCbKtItgW3"):
        report = inspect(token)
        assert (report.kind, report.verdict.id) == ("opaque", "NOT_A_JWT")
        assert "/userinfo" in report.verdict.explanation
        assert "audience" in report.verdict.next_steps[0]


def test_an_encrypted_token_shows_its_header_and_says_who_can_read_it() -> None:
    header = b64('{"alg":"RSA-OAEP-256","enc":"A256GCM"}')
    report = inspect(f"{header}.{'A' * 342}.{'A' * 16}.{'A' * 80}.{'A' * 22}")
    assert (report.kind, report.verdict.id, code(report)) == ("jwe", "ENCRYPTED", 3)
    assert report.header["alg"] == "RSA-OAEP-256"


def test_an_mfa_token_is_named_as_what_it_is() -> None:
    report = inspect("Fe26.2*1*aa*bb*cc**dd*ee")
    assert (report.kind, report.verdict.id) == ("mfa_token", "NOT_A_JWT")
    assert "MFA API" in report.verdict.explanation


def test_json_serialization_is_no_jwt() -> None:
    report = inspect('{"payload":"Zm9v","signatures":[{"protected":"eyJhbGciOiJIUzI1NiJ9","signature":"AA"}]}')
    assert "JWS in JSON serialization" in report.verdict.headline


def test_alg_none_proves_nothing_whatever_its_spelling_or_signature() -> None:
    for alg, signature in (("none", ""), ("None", ""), ("NONE", "AAAA")):
        report = inspect(raw_token(f'{{"alg":"{alg}"}}', '{"amr":["mfa"]}', signature), keys_of(oct_jwk()))
        assert (report.verdict.id, report.signature.status, code(report)) == ("UNSECURED", "unsecured", 4)
