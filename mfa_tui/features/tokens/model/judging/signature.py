"""The signature of a JWS: verified, invalid, unsecured, or not verified with the reason (RFC 7515, RFC 8725).

PyJWT does the arithmetic, imported when there is a key to try; which key may be tried is decided in `keys`. What the
token says about its own keys (`jku`, `x5u`, `jwk`, `x5c`, and `iss` as an address) is never followed.
"""

import warnings
from collections.abc import Sequence

from mfa_tui.domain.text import clean
from mfa_tui.features.tokens.model.judging.keys import ALGORITHMS, Key, KeySet, misfit, short_secret
from mfa_tui.features.tokens.model.vocabulary import Shape, Signature, TokenWarning

_LISTED_KIDS = 5
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth"})


def check_signature(shape: Shape, keys: KeySet | None) -> Signature:
    """Judge the signature of a token with the keys given; None means that nobody asked. Never raises."""
    asked = keys is not None
    header = shape.header
    if shape.form != "jws" or header is None:
        return Signature("unverified", "There is no complete signed token to check.", asked)
    alg = header.get("alg")
    if isinstance(alg, str) and alg.lower() == "none":
        return Signature("unsecured", "alg is none: there is no signature, and anybody can have written this.", asked)
    if reason := _cannot_be_judged(shape, alg):
        return Signature("unverified", reason, asked)
    if not shape.signature_length:
        return Signature("invalid", f"The signature is missing, though alg is {alg}.", asked)
    if keys is None:
        return Signature("unverified", "Not checked: no key was given.")
    if not shape.well_formed:
        return Signature("invalid", "A part is not strict base64url, which RFC 7515 section 5.2 rejects.", asked)
    return _judge(shape, str(alg), keys)


def _cannot_be_judged(shape: Shape, alg: object) -> str:
    header = shape.header or {}
    if not isinstance(alg, str) or not alg:
        return 'The header names no algorithm ("alg").'
    if twice := {"alg", "kid", "crit", "b64"} & shape.header_duplicates:
        return f"The header names {' and '.join(sorted(twice))} more than once."
    if "crit" in header:
        return f"The header marks extensions as critical that are not known here: {clean(str(header['crit']), 80)}."
    if header.get("b64", True) is not True:
        return "The payload is not base64url encoded (b64 is false), which RFC 7797 forbids in a JWT."
    if alg not in ALGORITHMS:
        return f"The algorithm {clean(alg, 40)} is not known here."
    return ""


def _judge(shape: Shape, alg: str, keys: KeySet) -> Signature:
    candidates, reason = _candidates(shape, keys)
    if not candidates:
        return Signature("unverified", reason, asked=True)
    fitting, misfits = [], []
    for key in candidates:
        if why := misfit(key, alg):
            misfits.append((key, why))
        else:
            fitting.append(key)
    if not fitting:
        return _no_fit(alg, misfits, keys, bool((shape.header or {}).get("kid")))
    return _try_keys(shape.token, alg, fitting, keys)


def _candidates(shape: Shape, keys: KeySet) -> tuple[list[Key], str]:
    """Return the keys that the token's `kid` allows: the same, or none on either side."""
    kid = (shape.header or {}).get("kid")
    if not isinstance(kid, str) or not kid:
        return list(keys.keys), f"There is no key in {keys.source}."
    same = [key for key in keys.keys if key.kid == kid]
    if same or not all(key.kid for key in keys.keys):
        return same or [key for key in keys.keys if not key.kid], ""
    kids = ", ".join(clean(key.kid, 40) for key in keys.keys[:_LISTED_KIDS])
    return [], (
        f"Key {clean(kid, 80)} is not in {keys.source}, which has {kids}: "
        "the key was rotated, or the token is from another tenant or custom domain."
    )


def _no_fit(alg: str, misfits: Sequence[tuple[Key, str]], keys: KeySet, named: bool) -> Signature:
    key, why = misfits[0]
    name = f"Key {clean(key.kid, 80)}" if key.kid else f"The key of {keys.source}"
    if ALGORITHMS[alg][0] == "oct" and all(key.jwk.get("kty") != "oct" for key, _ in misfits):
        reason = f"{alg} is checked with the client secret; {keys.source} has public keys, which never serve as one."
        # With the kid of a public key this is no mix-up: somebody signed with the public key as secret (RFC 8725, 2.1).
        return Signature("invalid" if named and key.kid else "unverified", reason, asked=True)
    if named and key.kid and key.jwk.get("alg", alg) != alg and key.jwk.get("use", "sig") == "sig":
        return Signature("invalid", f"{name} {why}.", asked=True)
    more = f" {len(misfits) - 1} more keys do not fit either." if len(misfits) > 1 else ""
    return Signature("unverified", f"{name} {why}.{more}", asked=True)


def _try_keys(token: str, alg: str, fitting: Sequence[Key], keys: KeySet) -> Signature:
    import jwt

    failures = []
    for key in fitting:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # short keys get our own warning
                # Without the algorithm PyJWK takes RSA keys for RS256, and an Auth0 JWKS may leave `alg` out.
                public = {name: value for name, value in key.jwk.items() if name not in _PRIVATE}
                jwk = jwt.PyJWK(public, algorithm=alg)
                jwt.PyJWS().decode_complete(token, jwk, algorithms=[alg])
        except jwt.InvalidSignatureError:
            failures.append("")
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            failures.append(clean(str(error), 120) or type(error).__name__)
        else:
            short = short_secret(key, alg)
            found = (TokenWarning("weak_key", short),) if short else ()
            name = f"key {clean(key.kid, 80)} of {keys.source}" if key.kid else f"{keys.source}"
            return Signature("verified", f"{alg}, checked with {name}.", True, found)
    if all(failures):
        return Signature("unverified", f"The key in {keys.source} cannot be used: {failures[0]}.", asked=True)
    tried = f"key {clean(fitting[0].kid, 80)}" if len(fitting) == 1 and fitting[0].kid else f"{keys.source}"
    return Signature("invalid", f"The signature does not match {tried}.", asked=True)
