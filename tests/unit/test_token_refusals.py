"""Tokens that must not be accepted whatever they say about MFA: wrong target, wrong time, wrong form."""

from collections.abc import Mapping
from typing import Any

import jwt
import pytest

from mfa_tui.features.tokens.model.inspection import Report, TokenReport, inspect_paste
from tests.unit.test_token_minted import (
    LOGIN,
    NOW,
    PAPE,
    SECRET,
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


@pytest.mark.parametrize(
    ("claims", "expected", "check"),
    [
        ({"iss": "https://evil.example.com/"}, {"issuers": ISSUER}, "iss"),
        ({"iss": "https://example.auth0.com"}, {"issuers": ISSUER}, "iss"),
        ({"aud": "another"}, {"audiences": ("client-of-ours",)}, "aud"),
        ({"aud": ["client-of-ours", "x"], "azp": "x"}, {"audiences": ("client-of-ours",)}, "azp"),
        ({"aud": ["client-of-ours", "x"]}, {"audiences": ("client-of-ours",)}, "azp"),
        ({"nonce": "b"}, {"nonce": "a"}, "nonce"),
        ({}, {"nonce": "a"}, "nonce"),
        ({"org_id": "org_b"}, {"organization": "org_a"}, "organization"),
        ({"org_name": "acme"}, {"organization": "other"}, "organization"),
    ],
)
def test_a_token_for_somebody_else_is_refused_even_with_mfa(
    claims: Mapping[str, Any], expected: Mapping[str, Any], check: str
) -> None:
    report = judged({**MFA, **claims}, **expected)
    assert report.verdict.id == "WRONG_TARGET"
    assert failed(report) == [check]
    assert code(report) == 6


def test_a_custom_domain_is_as_good_as_the_canonical_one_and_names_of_organizations_are_lower_case() -> None:
    claims = {**MFA, "iss": "https://login.example.com/", "org_name": "acme"}
    report = judged(claims, issuers=(*ISSUER, "https://login.example.com/"), organization="ACME")
    assert report.verdict.id == "MFA_PROVEN"


def test_an_expired_token_says_since_when_and_what_it_said_of_its_login() -> None:
    report = judged({**MFA, "exp": NOW - 266_400})
    assert (report.verdict.id, code(report)) == ("EXPIRED", 6)
    assert report.verdict.headline == "Expired 3 d 2 h ago (2027-01-12 06:00:00Z)"
    assert 'MFA proven: amr has "mfa"' in report.verdict.explanation
    assert judged({**MFA, "exp": NOW - 60}).verdict.id == "MFA_PROVEN"
    assert judged({**MFA, "exp": NOW - 60}, leeway=0).verdict.id == "EXPIRED"


def test_a_token_of_tomorrow_is_not_valid_yet() -> None:
    assert judged({**MFA, "nbf": NOW + 86_400}).verdict.id == "NOT_YET_VALID"


@pytest.mark.parametrize("claim", ["exp", "iat", "sub"])
def test_whom_a_token_is_for_must_not_accept_it_without_what_must_be_there(claim: str) -> None:
    without = {key: value for key, value in MFA.items() if key != claim}
    assert judged(without, issuers=ISSUER).verdict.id == "MALFORMED_CLAIM"
    # Nobody in particular asks: then it is an oddity, and MFA is what is of interest.
    assert judged(without).verdict.id == "MFA_PROVEN"


@pytest.mark.parametrize("value", ["1800000000", True, None, [1]])
def test_a_time_of_the_wrong_type_is_named(value: object) -> None:
    report = judged({**MFA, "exp": value})
    assert report.verdict.id == "MALFORMED_CLAIM"
    assert "exp must be a number" in report.verdict.headline


def test_milliseconds_are_recognised_and_read_as_what_was_meant() -> None:
    report = judged({**MFA, "exp": (NOW + 3600) * 1000, "auth_time": NOW * 1000})
    texts = [warning.text for warning in report.warnings]
    assert "exp looks like milliseconds; a JWT counts seconds." in texts
    assert "auth_time looks like milliseconds; a JWT counts seconds." in texts
    assert report.times["exp"].relative == "in 1 h"


def test_a_claim_that_decides_and_stands_there_twice_proves_nothing() -> None:
    payload = b'{"amr":["pwd"],"x":{"y":1,"y":2},"amr":["mfa"]}'
    report = inspect(jwt.PyJWS().encode(payload, SECRET, algorithm="HS256"), keys_of(oct_jwk()))
    assert report.verdict.id == "MALFORMED_CLAIM"
    duplicates = [warning.text for warning in report.warnings if warning.id == "duplicate_member"]
    assert duplicates == [
        'the payload has "y" more than once; readers disagree.',
        'the payload has "amr" more than once; readers disagree.',
    ]


def test_an_issuer_that_is_not_written_as_auth0_writes_it_is_an_oddity() -> None:
    warnings = [warning.id for warning in judged({**MFA, "iss": "http://example.auth0.com"}).warnings]
    assert warnings == ["iss_http", "iss_no_slash"]


@pytest.mark.parametrize(
    ("paste", "words"),
    [
        ("fubar", "no dots"),
        (".FAKE_TOKEN", "the header is empty"),
        ("FAKE.TOKEN", "segment 1 of 2"),
        ("a.b.c.d", "4 segments"),
        ("a" + ".b" * 40, "more than 6 segments"),
        (raw_token('{"alg":"HS256"}', "foo"), "The payload is not JSON"),
        (raw_token('{"alg":"HS256"}', "[1]"), "The payload is JSON, but not an object"),
        (raw_token('{"alg":"HS256"}', b'{"name":"Jos\xe9"}'), "The payload is not UTF-8"),
        (raw_token('{"alg":"HS256"}', '{"a":NaN}'), "NaN is no JSON value"),
        (raw_token('{"alg":"HS256"}', '{"a":' * 200 + "1" + "}" * 200), "nested more than 100 levels deep"),
        (raw_token('{"alg":"HS256","b64":false,"crit":["b64"]}', "{}"), "b64"),
    ],
)
def test_what_is_no_jwt_is_told_with_the_part_that_is_wrong(paste: str, words: str) -> None:
    report = inspect(paste)
    assert report.verdict.id == "NOT_A_JWT"
    assert words in report.verdict.headline


def test_a_payload_that_is_not_utf8_is_shown_as_what_it_may_have_meant() -> None:
    assert inspect(raw_token('{"alg":"HS256"}', b'{"name":"Jos\xe9"}')).claims == {"name": "José"}


def test_claims_copied_alone_are_shown_and_called_cut_off() -> None:
    report = inspect(b64('{"iss":"https://example.auth0.com/","amr":["mfa"]}'))
    assert report.claims["amr"] == ["mfa"]
    assert "the header and the signature are missing" in report.verdict.headline


def test_several_tokens_are_judged_by_the_id_tokens_among_them() -> None:
    access = mint({**LOGIN, "scope": "openid", "aud": "https://api"})
    keys = keys_of(oct_jwk())
    assert inspect_paste(f"{access}\n{mint(MFA)}", now=NOW, keys=keys).exit_code == 0
    assert inspect_paste(f"{mint(LOGIN)}\n{mint(MFA)}", now=NOW, keys=keys).exit_code == 1
    assert inspect_paste(f"{access}\nFe26.2*1*aa", now=NOW, keys=keys).exit_code == 3
