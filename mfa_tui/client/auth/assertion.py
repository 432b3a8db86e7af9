"""Proving who the client is with a private key: a signed assertion instead of a secret (RFC 7523 section 2.2)."""

import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from mfa_tui.client.auth.tokens import Proof
from mfa_tui.domain.text import clean

LIFETIME = 120
"""Seconds for which an assertion is good, as the Auth0 CLI has it."""
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LARGEST = 64 * 1024


class KeyProblem(ValueError):
    """The private key cannot be used; the message says why, and never quotes it."""


def read_key(path: str) -> SecretStr:
    """Return the PEM text of a key file; `~` is the home folder. Raises `KeyProblem`."""
    file = clean(path, 200)
    try:
        with Path(path).expanduser().open("rb") as opened:
            text = opened.read(_LARGEST + 1)
    except (OSError, ValueError, RuntimeError) as error:  # The home of a user that is none is a RuntimeError.
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "no such file"
        raise KeyProblem(f"the key file {file} cannot be read: {reason.lower()}") from None
    if len(text) > _LARGEST:
        raise KeyProblem(f"{file} is too large for a private key")
    try:
        return SecretStr(text.decode("ascii"))
    except UnicodeDecodeError:
        raise KeyProblem(f"{file} is not PEM text. Convert it: openssl pkcs8 -inform DER -in FILE") from None


def by_assertion(
    client_id: str, pem: SecretStr, algorithm: str, base_url: str, clock: Callable[[], float] = time.time
) -> Proof:
    """Return the proof by signed assertion for the tenant at `base_url`. Raises `KeyProblem` now, not at sign-in."""
    import jwt

    key = _loaded(pem)

    def proof() -> dict[str, str]:
        now = int(clock())
        claims = {
            "iss": client_id,
            "sub": client_id,
            "aud": f"{base_url}/",
            "iat": now,
            "exp": now + LIFETIME,
            "jti": secrets.token_urlsafe(24),
        }
        assertion = jwt.encode(claims, key, algorithm=algorithm)
        return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}

    return proof


def _loaded(pem: SecretStr) -> Any:
    """Return the RSA private key in a PEM text."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    text = pem.get_secret_value()
    if "PUBLIC KEY-----" in text or "CERTIFICATE-----" in text:
        raise KeyProblem("this is a public key or certificate; the private key is needed, and Auth0 has the public one")
    try:
        key = load_pem_private_key(text.encode(), None)
    except TypeError:
        raise KeyProblem("the private key is encrypted. Decrypt it first: openssl pkcs8 -in FILE -out NEW") from None
    except (ValueError, UnsupportedAlgorithm):
        raise KeyProblem("this is no private key in PEM, or it is damaged") from None
    if not isinstance(key, RSAPrivateKey):
        raise KeyProblem("the private key is not RSA; Auth0 takes RS256, RS384 and PS256")
    if key.key_size < 2048:
        raise KeyProblem(f"the private key has {key.key_size} bits; Auth0 takes 2048 and more")
    return key
