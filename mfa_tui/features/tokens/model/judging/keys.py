"""Keys to check signatures with: a JWK Set, one JWK, PEM, or a typed secret; and whether one fits a token.

Fit is judged here and not left to the library: `use` and `key_ops` (RFC 7517 section 4), the key's own `alg`, its type
and curve for the algorithm (RFC 7518 section 3.1), and its size. A public key is never taken for a shared secret.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mfa_tui.domain.text import clean
from mfa_tui.features.tokens.model.judging.pem import UnusableKeysError, jwks_of_pem
from mfa_tui.features.tokens.model.reading.base64url import decode_segment

MAX_KEYS_TEXT = 1024 * 1024
_MAX_KEYS = 500

# kty, and the curves or None (RFC 7518 section 3.1, RFC 8037 section 3.1, RFC 8812 section 3.2).
ALGORITHMS: dict[str, tuple[str, tuple[str, ...]]] = {
    **dict.fromkeys(("HS256", "HS384", "HS512"), ("oct", ())),
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), ("RSA", ())),
    "ES256": ("EC", ("P-256",)),
    "ES256K": ("EC", ("secp256k1",)),
    "ES384": ("EC", ("P-384",)),
    "ES512": ("EC", ("P-521",)),
    "EdDSA": ("OKP", ("Ed25519", "Ed448")),
}
_HASH_BYTES = {"HS256": 32, "HS384": 48, "HS512": 64}
_MIN_RSA_BITS = 2048


@dataclass(frozen=True)
class Key:
    """One key as a JWK (RFC 7517). `kid` is empty where it has none."""

    jwk: Mapping[str, Any] = field(repr=False)
    kid: str = ""


class KeySet(NamedTuple):
    """The keys to choose from, and where they came from in words: "the JWKS of example.auth0.com"."""

    keys: tuple[Key, ...] = ()
    source: str = "the key file"


def read_keys(text: str, source: str = "the key file") -> KeySet:
    """Read a JWK Set, a single JWK or PEM (public keys and certificates). PyJWT is imported for PEM only.

    Raises:
        UnusableKeysError: there is no key in the text. Entries of a set that are no keys are left out.
    """
    if len(text) > MAX_KEYS_TEXT:
        raise UnusableKeysError("it is larger than 1 MiB")
    if "-----BEGIN" in text:
        return KeySet(tuple(Key(jwk) for jwk in jwks_of_pem(text)), source)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise UnusableKeysError("it is neither JSON (a JWK Set or a JWK) nor PEM") from None
    entries = value.get("keys", [value]) if isinstance(value, dict) else None
    if not isinstance(entries, list):
        raise UnusableKeysError('it is JSON, but no JWK Set ({"keys": [...]}) and no JWK')
    keys = [entry for entry in entries if isinstance(entry, dict) and isinstance(entry.get("kty"), str)]
    if not keys:
        raise UnusableKeysError("it has no JSON Web Key in it")
    return KeySet(tuple(Key(jwk, _kid(jwk)) for jwk in keys[:_MAX_KEYS]), source)


def read_secret(secret: str) -> KeySet:
    """Return a typed client secret as keys: as it stands, and decoded if it reads as base64url.

    Raises:
        UnusableKeysError: it is empty, or a public key, with which anybody could sign (RFC 8725 section 2.1).
    """
    if not secret:
        raise UnusableKeysError("the secret is empty")
    if "-----BEGIN" in secret or '"kty"' in secret:
        raise UnusableKeysError("that is a key and no secret; a public key must never serve as one")
    forms = [secret.encode(errors="surrogatepass")]
    decoded, oddities = decode_segment(secret.rstrip("="), "the secret")
    if decoded and not oddities:
        forms.append(decoded)
    encoded = (base64.urlsafe_b64encode(form).rstrip(b"=").decode() for form in forms)
    return KeySet(tuple(Key({"kty": "oct", "k": value}) for value in encoded), "the secret")


def misfit(key: Key, alg: str) -> str:
    """Return why a key cannot check a token signed with `alg`, or nothing if it can."""
    jwk = key.jwk
    kty, curves = ALGORITHMS[alg]
    if jwk.get("use", "sig") != "sig":
        return f'is not for signatures (use is "{clean(str(jwk["use"]), 40)}")'
    if "key_ops" in jwk and not (isinstance(jwk["key_ops"], list) and "verify" in jwk["key_ops"]):
        return 'is not for checking signatures (key_ops lacks "verify")'
    if jwk.get("kty") != kty:
        return f"is of type {clean(str(jwk.get('kty')), 20)}, and {alg} needs {kty}"
    if jwk.get("alg", alg) != alg:
        return f"is for {clean(str(jwk['alg']), 20)}, and the token says {alg}"
    if curves and jwk.get("crv") not in curves:
        return f"is on the curve {clean(str(jwk.get('crv')), 20)}, and {alg} needs {' or '.join(curves)}"
    return _weakness(jwk)


def _weakness(jwk: Mapping[str, Any]) -> str:
    if jwk["kty"] == "oct" and not _bytes_of(jwk, "k"):
        return "is empty"
    if jwk["kty"] == "RSA":
        bits = int.from_bytes(_bytes_of(jwk, "n")).bit_length()
        exponent = int.from_bytes(_bytes_of(jwk, "e"))
        if bits < _MIN_RSA_BITS:
            return f"has {bits} bits; RFC 7518 asks for at least {_MIN_RSA_BITS}"
        if exponent < 3 or exponent % 2 == 0:
            return "has a public exponent with which anybody can sign"
    return ""


def short_secret(key: Key, alg: str) -> str:
    """Return a warning about an HMAC key shorter than its hash (RFC 7518 section 3.2), or nothing."""
    wanted = _HASH_BYTES.get(alg, 0)
    length = len(_bytes_of(key.jwk, "k")) if wanted else 0
    return f"The secret has {length} bytes; {alg} should have at least {wanted}." if length < wanted else ""


def _bytes_of(jwk: Mapping[str, Any], member: str) -> bytes:
    value = jwk.get(member)
    return decode_segment(value, member)[0] if isinstance(value, str) else b""


def _kid(jwk: Mapping[str, Any]) -> str:
    kid = jwk.get("kid")
    return kid if isinstance(kid, str) else ""
