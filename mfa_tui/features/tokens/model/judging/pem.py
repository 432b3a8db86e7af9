"""PEM (RFC 7468) to JWKs: public keys, and certificates as an Auth0 tenant offers them at `/pem`."""

import re
from typing import Any

_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]{1,40})-----[^-]*-----END \1-----")


class UnusableKeysError(ValueError):
    """A text that holds no key. The message is for people, inert, and does not repeat the text."""


def jwks_of_pem(text: str) -> list[dict[str, Any]]:
    """Return the public keys of a PEM text as JWKs.

    Raises:
        UnusableKeysError: a block is a private key, damaged, or of a kind that signs no tokens; or there is none.
    """
    blocks = list(_BLOCK.finditer(text))[:50]
    if not blocks:
        raise UnusableKeysError("its PEM has no complete block")
    return [_jwk(block[1], block[0].encode(errors="replace")) for block in blocks]


def _jwk(label: str, block: bytes) -> dict[str, Any]:
    if "PRIVATE" in label:
        raise UnusableKeysError("it is a private key; give the public one, which is all that a check needs")
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
    from cryptography.hazmat.primitives.serialization import load_pem_public_key
    from cryptography.x509 import load_pem_x509_certificate
    from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

    try:
        is_certificate = label == "CERTIFICATE"
        key = load_pem_x509_certificate(block).public_key() if is_certificate else load_pem_public_key(block)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise UnusableKeysError(f"its PEM block {label} cannot be read as a public key") from None
    if isinstance(key, rsa.RSAPublicKey):
        return RSAAlgorithm.to_jwk(key, as_dict=True)
    if isinstance(key, ec.EllipticCurvePublicKey):
        return ECAlgorithm.to_jwk(key, as_dict=True)
    if isinstance(key, (ed25519.Ed25519PublicKey, ed448.Ed448PublicKey)):
        return OKPAlgorithm.to_jwk(key, as_dict=True)
    raise UnusableKeysError("its PEM holds a kind of key that signs no tokens")
