"""Tokens of our own making, for every test about tokens; and that decoding them loses nothing."""

import base64
import json
import warnings
from collections.abc import Mapping
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from hypothesis import given
from hypothesis import strategies as st
from jwt.algorithms import RSAAlgorithm

from mfa_tui.features.tokens.model.inspection import TokenReport, inspect_paste
from mfa_tui.features.tokens.model.judging.keys import KeySet, read_keys
from mfa_tui.features.tokens.model.showing.as_json import as_json
from mfa_tui.features.tokens.model.vocabulary import Expectations

NOW = 1_800_000_000
SECRET = "a secret of thirty-two bytes or more"
PAPE = "http://schemas.openid.net/pape/policies/2007/06/multi-factor"
LOGIN = {
    "iss": "https://example.auth0.com/",
    "sub": "auth0|5f7c8ec7c33c6c004bbafe82",
    "aud": "client-of-ours",
    "iat": NOW - 60,
    "exp": NOW + 36_000,
}


def b64(raw: bytes | str) -> str:
    return base64.urlsafe_b64encode(raw.encode() if isinstance(raw, str) else raw).rstrip(b"=").decode()


def raw_token(header: bytes | str, payload: bytes | str, signature: str = "A" * 43) -> str:
    """Return a token of any bytes under a signature that never holds."""
    return f"{b64(header)}.{b64(payload)}.{signature}"


def mint(claims: Mapping[str, Any], headers: Mapping[str, Any] | None = None, secret: str = SECRET) -> str:
    """Return a token signed with HS256, whatever its claims are: no library has checked them."""
    payload = json.dumps(claims).encode()
    with warnings.catch_warnings(action="ignore"):  # of short secrets, which are minted on purpose
        return jwt.PyJWS().encode(payload, secret, algorithm="HS256", headers={"typ": "JWT", **(headers or {})})


def oct_jwk(secret: str = SECRET, **members: Any) -> dict[str, Any]:
    return {"kty": "oct", "k": b64(secret), **members}


def keys_of(*jwks: dict[str, Any]) -> KeySet:
    return read_keys(json.dumps({"keys": list(jwks)}))


@cache
def rsa_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


def rsa_jwk(key: RSAPrivateKey | None = None, **members: Any) -> dict[str, Any]:
    return {**RSAAlgorithm.to_jwk((key or rsa_key()).public_key(), as_dict=True), **members}


def inspect(paste: str, keys: KeySet | None = None, now: float = NOW, **expected: Any) -> TokenReport:
    """Return the report of the only token in a paste."""
    (report,) = inspect_paste(paste, now=now, keys=keys, expectations=Expectations(**expected)).tokens
    return report


def judged(claims: Mapping[str, Any], now: float = NOW, **expected: Any) -> TokenReport:
    """Return the report of a token with a good signature."""
    return inspect(mint(claims), keys_of(oct_jwk()), now, **expected)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), json_values, max_size=8))
def test_what_was_put_into_a_token_comes_out_unchanged_in_value_type_and_order(claims: dict[str, Any]) -> None:
    payload = json.dumps(claims)
    report = inspect(raw_token('{"alg":"HS256"}', payload))
    assert json.dumps(report.claims) == payload
    answer = json.loads(as_json(inspect_paste(raw_token('{"alg":"HS256"}', payload), now=NOW)))
    assert json.dumps(answer["tokens"][0]["claims"]) == payload


def test_claims_stand_in_the_order_of_the_token_with_what_is_inside_them() -> None:
    report = inspect(
        mint({"zeta": {"b": [1, {"x": None}], "a": True}, "iss": "https://e.auth0.com/", "https://e/r": 1.5})
    )
    rows = [(row.path, row.value, row.type) for row in report.claim_tree.rows]
    assert rows == [
        (".zeta", "", "object"),
        (".zeta.b", "", "array"),
        (".zeta.b[0]", "1", "number"),
        (".zeta.b[1]", "", "object"),
        (".zeta.b[1].x", "null", "null"),
        (".zeta.a", "true", "boolean"),
        (".iss", "https://e.auth0.com/", "string"),
        ('["https://e/r"]', "1.5", "number"),
    ]
    assert "issuer" in report.claim_tree.rows[6].meaning
    assert "namespace" in report.claim_tree.rows[7].meaning


def test_a_token_with_thousands_of_claims_is_shown_up_to_a_limit_and_says_so() -> None:
    report = inspect(raw_token('{"alg":"HS256"}', json.dumps({f"claim{number}": number for number in range(5000)})))
    assert len(report.claim_tree.rows) == 1000
    assert report.claim_tree.cut
    assert len(report.claims) == 5000
