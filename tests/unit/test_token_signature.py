"""Signatures: what is verified, what is refused and in which words, and that no token picks its own key."""

import datetime
import json

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from mfa_tui.features.tokens.model.inspection import TokenReport
from mfa_tui.features.tokens.model.judging.keys import read_keys, read_secret
from mfa_tui.features.tokens.model.judging.pem import UnusableKeysError
from tests.unit.test_token_minted import (
    LOGIN,
    SECRET,
    b64,
    inspect,
    keys_of,
    mint,
    oct_jwk,
    raw_token,
    rsa_jwk,
    rsa_key,
)

CLAIMS = {**LOGIN, "amr": ["mfa"]}


def rsa_token(alg: str = "RS256", **headers: object) -> str:
    return jwt.encode(CLAIMS, rsa_key(), algorithm=alg, headers=headers)


def public_pem() -> str:
    return rsa_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def certificate() -> str:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "example.auth0.com")])
    start = datetime.datetime(2026, 1, 1)
    builder = x509.CertificateBuilder(name, name, rsa_key().public_key(), 1, start, start + datetime.timedelta(9))
    return builder.sign(rsa_key(), hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def status_and_words(report: TokenReport) -> tuple[str, str]:
    return report.signature.status, report.signature.reason


@pytest.mark.parametrize("alg", ["RS256", "RS512", "PS256"])
def test_a_jwks_entry_without_alg_serves_every_rsa_algorithm(alg: str) -> None:
    report = inspect(rsa_token(alg, kid="k1"), keys_of(rsa_jwk(kid="k0"), rsa_jwk(kid="k1", use="sig")))
    assert status_and_words(report) == ("verified", f"{alg}, checked with key k1 of the key file.")


def test_one_jwk_pem_and_a_certificate_serve_as_well_as_a_jwks() -> None:
    for text in (json.dumps(rsa_jwk()), public_pem(), f"some words\n{public_pem()}", certificate()):
        assert inspect(rsa_token(kid="any"), read_keys(text)).signature.status == "verified"


def test_a_changed_token_does_not_hold_and_nothing_of_it_is_to_be_trusted() -> None:
    header, _, signature = rsa_token().split(".")
    report = inspect(f"{header}.{b64(json.dumps({**CLAIMS, 'sub': 'admin'}))}.{signature}", keys_of(rsa_jwk(kid="k")))
    assert status_and_words(report) == ("invalid", "The signature does not match key k.")
    assert report.verdict.id == "FORGED_OR_WRONG_KEY"
    assert "Do not trust any claim" in report.verdict.explanation


def test_the_signature_of_what_is_no_claims_object_is_still_judged() -> None:
    signed = jwt.PyJWS().encode(b"foo", SECRET, algorithm="HS256")
    assert inspect(signed, keys_of(oct_jwk())).signature.status == "verified"
    assert inspect(signed, keys_of(oct_jwk("x" * 32))).signature.status == "invalid"


def test_a_missing_signature_is_bad_and_not_unchecked() -> None:
    report = inspect(mint(CLAIMS).rpartition(".")[0] + ".", keys_of(oct_jwk()))
    assert status_and_words(report) == ("invalid", "The signature is missing, though alg is HS256.")


def test_an_unknown_kid_is_not_a_bad_signature() -> None:
    report = inspect(rsa_token(kid="new"), keys_of(rsa_jwk(kid="old")))
    status, words = status_and_words(report)
    assert status == "unverified"
    assert words.startswith("Key new is not in the key file, which has old: the key was rotated")
    assert report.verdict.id == "UNVERIFIED"


def test_a_public_key_never_serves_as_hmac_secret() -> None:
    public = rsa_jwk(kid="k", alg="RS256", use="sig")
    for secret in (public_pem(), public_pem().strip(), json.dumps(public), public["n"]):
        body = f"{b64(json.dumps({'alg': 'HS256', 'kid': 'k'}))}.{b64(json.dumps(CLAIMS))}"
        hs256 = jwt.get_algorithm_by_name("HS256")
        forged = f"{body}.{b64(hs256.sign(body.encode(), secret.encode()))}"
        report = inspect(forged, keys_of(public))
        assert report.signature.status == "invalid"
        assert "public keys, which never serve as one" in report.signature.reason
        assert inspect(forged, read_keys(public_pem())).signature.status == "unverified"


def test_an_algorithm_other_than_the_keys_own_is_refused() -> None:
    report = inspect(rsa_token("RS512", kid="k"), keys_of(rsa_jwk(kid="k", alg="RS256")))
    assert status_and_words(report) == ("invalid", "Key k is for RS256, and the token says RS512.")


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"use": "enc"}, 'Key k is not for signatures (use is "enc").'),
        ({"key_ops": ["sign"]}, 'Key k is not for checking signatures (key_ops lacks "verify").'),
        ({"key_ops": "verify"}, 'Key k is not for checking signatures (key_ops lacks "verify").'),
        ({"kty": "EC"}, "Key k is of type EC, and RS256 needs RSA."),
        ({"e": "AQ"}, "Key k has a public exponent with which anybody can sign."),
        ({"n": "AQAB"}, "Key k has 17 bits; RFC 7518 asks for at least 2048."),
        ({"n": None}, "Key k has 0 bits; RFC 7518 asks for at least 2048."),
    ],
)
def test_a_key_that_is_for_something_else_is_not_used(members: dict[str, object], words: str) -> None:
    report = inspect(rsa_token(kid="k"), keys_of({**rsa_jwk(kid="k"), **members}))
    assert status_and_words(report) == ("unverified", words)


def test_an_empty_secret_is_no_secret_and_a_short_one_is_an_oddity() -> None:
    assert "is empty" in inspect(mint(CLAIMS), keys_of(oct_jwk(""))).signature.reason
    report = inspect(mint(CLAIMS, secret="short"), keys_of(oct_jwk("short")))
    assert report.signature.status == "verified"
    assert "The secret has 5 bytes; HS256 should have at least 32." in [warning.text for warning in report.warnings]


def test_critical_extensions_that_are_not_known_leave_the_signature_unverified() -> None:
    token = jwt.PyJWS().encode(b"{}", SECRET, algorithm="HS256", headers={"crit": ["exp"], "exp": 1})
    report = inspect(token, keys_of(oct_jwk()))
    assert report.signature.status == "unverified"
    assert "critical" in report.signature.reason


def test_a_payload_that_is_not_encoded_makes_no_jwt() -> None:
    report = inspect(raw_token('{"alg":"HS256","b64":false}', "{}"), keys_of(oct_jwk()))
    assert report.signature.status == "unverified"
    assert report.verdict.id == "NOT_A_JWT"
    assert "RFC 7797" in report.verdict.headline


def test_a_header_that_names_its_algorithm_twice_is_not_verified() -> None:
    report = inspect(raw_token('{"alg":"none","alg":"HS256"}', "{}"), keys_of(oct_jwk()))
    assert status_and_words(report) == ("unverified", "The header names alg more than once.")


@pytest.mark.parametrize("alg", ["HS257", "hs256", "RS1", "", 5, None, ["HS256"]])
def test_an_algorithm_that_is_not_known_is_decoded_all_the_same(alg: object) -> None:
    report = inspect(raw_token(json.dumps({"alg": alg}), json.dumps(CLAIMS)), keys_of(oct_jwk()))
    assert report.signature.status == "unverified"
    assert report.claims == CLAIMS


def test_keys_that_a_token_brings_along_are_ignored_on_purpose() -> None:
    token = rsa_token(jwk=rsa_jwk(), jku="https://evil.example.com/jwks", x5u="https://evil.example.com/x5u")
    report = inspect(token, keys_of(rsa_jwk(generate_private_key(public_exponent=65537, key_size=2048))))
    assert report.signature.status == "invalid"
    (warning,) = (warning.text for warning in report.warnings if warning.id == "ignored_header")
    assert warning == "jku, jwk and x5u in the header would choose a key: ignored on purpose."


def test_a_segment_that_is_only_nearly_base64url_cannot_have_a_good_signature() -> None:
    header, payload, signature = mint(CLAIMS).split(".")
    for spoilt in (
        f"{header}=.{payload}.{signature}",
        f"{header}.{payload}.{signature}?",
        f"{header}.{payload}?.{signature}",
    ):
        report = inspect(spoilt, keys_of(oct_jwk()))
        assert status_and_words(report)[0] == "invalid"
        assert report.claims == CLAIMS


def test_a_private_key_is_not_needed_and_not_taken() -> None:
    private = rsa_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    with pytest.raises(UnusableKeysError, match="private key"):
        read_keys(private)


@pytest.mark.parametrize(
    "text",
    [
        *("", "words", "[]", "5", '{"keys": []}', '{"keys": 5}', '{"keys": [{"kid": "x"}]}', "[" * 100_000, '{"a": 1}'),
        *("-----BEGIN PUBLIC KEY-----", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"),
    ],
)
def test_a_file_without_a_key_says_so(text: str) -> None:
    with pytest.raises(UnusableKeysError):
        read_keys(text)


def test_a_damaged_entry_of_a_jwks_does_not_spoil_the_others() -> None:
    keys = keys_of({"kty": "XX"}, {"kty": "EC", "crv": "P-256", "x": "!", "kid": "bad"}, rsa_jwk(kid="k"))
    assert inspect(rsa_token(kid="k"), keys).signature.status == "verified"


def test_a_damaged_key_that_the_token_names_is_called_unusable() -> None:
    token = jwt.encode(CLAIMS, SECRET, algorithm="HS256", headers={"kid": "bad"}).replace(
        b64('{"alg":"HS256","kid":"bad","typ":"JWT"}'), b64('{"alg":"ES256","kid":"bad"}')
    )
    report = inspect(token, keys_of({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "bad"}))
    assert report.signature.status == "unverified"
    assert report.signature.reason.startswith("The key in the key file cannot be used")


def test_a_typed_secret_is_tried_as_it_stands_and_decoded() -> None:
    assert inspect(mint(CLAIMS), read_secret(SECRET)).signature.status == "verified"
    assert inspect(mint(CLAIMS), read_secret(b64(SECRET))).signature.status == "verified"
    assert inspect(mint(CLAIMS), read_secret("another")).signature.reason == "The signature does not match the secret."


@pytest.mark.parametrize("typed", ["", public_pem(), '{"kty":"RSA"}'], ids=["nothing", "a public key", "a JWK"])
def test_what_is_typed_as_secret_must_be_one(typed: str) -> None:
    with pytest.raises(UnusableKeysError):
        read_secret(typed)
