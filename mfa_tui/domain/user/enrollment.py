"""Helping a user to enroll: tickets, and secrets of authenticator apps."""

import base64
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

SECRET_BYTES = 20
"""Bytes of a TOTP secret: the size of SHA-1's output, as RFC 4226 recommends and every app accepts."""

TICKET_DAYS = 5
"""Days for which a ticket can be opened, once."""


@dataclass(frozen=True)
class Ticket:
    """An invitation to enroll (POST /api/v2/guardian/enrollments/ticket).

    Who has the link can enroll a device for the user, so it is kept out of every log and traceback.
    """

    ticket_id: str = field(repr=False)
    ticket_url: str = field(repr=False)


def base32(secret: bytes) -> str:
    """Return a TOTP secret as apps and Auth0 take it: base32 in capitals, without padding."""
    return base64.b32encode(secret).decode("ascii").rstrip("=")


def otpauth_url(secret: str, account: str, issuer: str) -> str:
    """Return what the QR code of an authenticator app holds.

    `secret` is base32. Six digits every 30 seconds with SHA-1 are Auth0's, and the defaults that apps assume where
    the URL does not say otherwise, so it does not: a shorter one makes a code that fits in a small terminal.
    Source: Google Authenticator's "Key Uri Format".
    """
    label = f"{quote(issuer, safe='')}:{quote(account, safe='')}"
    facts = {"secret": secret, "issuer": issuer}
    return f"otpauth://totp/{label}?{urlencode(facts, quote_via=quote)}"
