"""The key that signs the tenant's access tokens. Made when first needed: that takes tens of milliseconds."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from mfa_tui.demo.options import DEMO_DOMAIN

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

# PyJWT and cryptography are imported in functions: a tenant that is only created should not pay for them.


class BadTokenError(Exception):
    """A token that this key did not sign. The words are Auth0's."""


@dataclass(frozen=True)
class SigningKey:
    """An RSA-2048 key, its id, and its public half as a JWK."""

    private_key: RSAPrivateKey
    kid: str
    jwk: dict[str, str]

    @classmethod
    def generate(cls) -> SigningKey:
        """Make a new key. Slow: call it in a worker thread."""
        from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
        from jwt.algorithms import RSAAlgorithm

        private_key = generate_private_key(public_exponent=65537, key_size=2048)
        public = RSAAlgorithm.to_jwk(private_key.public_key(), as_dict=True)
        kid = hashlib.sha256(public["n"].encode()).hexdigest()[:21]
        jwk = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": public["n"], "e": public["e"]}
        return cls(private_key, kid, jwk)

    def certificate(self, since: float) -> dict[str, str]:
        """Return a certificate that the key signs itself, valid for 10 years, as GET keys/signing shows it.

        since: Unix seconds. The same arguments give the same certificate.
        """
        from cryptography import x509
        from cryptography.hazmat.primitives.hashes import SHA1, SHA256
        from cryptography.hazmat.primitives.serialization import Encoding
        from cryptography.hazmat.primitives.serialization.pkcs7 import serialize_certificates

        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, DEMO_DOMAIN)])
        first = datetime.fromtimestamp(since, UTC)
        certificate = (
            x509.CertificateBuilder(name, name, self.private_key.public_key(), serial_number=1)
            .not_valid_before(first)
            .not_valid_after(first + timedelta(days=3650))
            .sign(self.private_key, SHA256())
        )
        # Auth0 names certificates by SHA-1.
        thumbprint = certificate.fingerprint(SHA1()).hex().upper()  # noqa: S303 - a name, not a proof
        return {
            "cert": certificate.public_bytes(Encoding.PEM).decode(),
            "pkcs7": serialize_certificates([certificate], Encoding.PEM).decode(),
            "fingerprint": ":".join(thumbprint[at : at + 2] for at in range(0, len(thumbprint), 2)),
            "thumbprint": thumbprint,
        }

    def sign(self, claims: dict[str, Any]) -> str:
        """Return the claims as an RS256 JWT."""
        import jwt

        return jwt.encode(claims, self.private_key, algorithm="RS256", headers={"kid": self.kid})

    def claims_of(self, token: str) -> dict[str, Any]:
        """Return the claims of a token that this key signed, expired or not. Raises BadTokenError."""
        import jwt

        # Time and audience are judged by the caller, on the tenant's own clock.
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self.private_key.public_key(),
                algorithms=["RS256"],
                options={"verify_exp": False, "verify_iat": False, "verify_aud": False},
            )
        except jwt.InvalidSignatureError:
            raise BadTokenError("Invalid signature received for JSON Web Token validation") from None
        except jwt.InvalidTokenError:
            raise BadTokenError("Invalid token") from None
        return claims


class LazySigningKey:
    """Makes the key once, off the event loop, for whoever asks first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: SigningKey | None = None

    async def get(self) -> SigningKey:
        """Return the tenant's key."""
        if self._key is None:
            return await asyncio.to_thread(self._make_once)
        return self._key

    def _make_once(self) -> SigningKey:
        with self._lock:
            if self._key is None:
                self._key = SigningKey.generate()
            return self._key
