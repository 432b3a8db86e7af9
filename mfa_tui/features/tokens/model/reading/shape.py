"""Taking a token apart: what it is made of, what of it can be read, and what is odd (RFC 7515, 7516, 7519)."""

import re
from collections.abc import Mapping
from typing import Any

from mfa_tui.features.tokens.model.reading.base64url import decode_segment
from mfa_tui.features.tokens.model.reading.json_text import JsonText, read_json
from mfa_tui.features.tokens.model.vocabulary import MAX_TOKEN, Form, Segment, Shape

_JWS_NAMES = ("the header", "the payload", "the signature")
_JWE_NAMES = ("the header", "the encrypted key", "the initialization vector", "the ciphertext", "the tag")
_OPAQUE = re.compile(r"[A-Za-z0-9_.~+/=-]{20,}", re.ASCII)
_REFRESH = re.compile(r"v1\.[A-Za-z0-9_-]{20,}", re.ASCII)


def take_apart(token: str) -> Shape:
    """Take a token apart and read what can be read, however broken the rest is. Never raises."""
    if len(token) > MAX_TOKEN:
        return Shape("too_large", problem=f"it has more than {MAX_TOKEN // 1024} KiB, and is not decoded")
    if token.startswith("Fe26.2"):
        return Shape("iron", problem="it is an MFA token (Fe26.2), sealed by Auth0 for its MFA API")
    if token.lstrip().startswith("{"):
        return Shape("json", problem=_json_problem(token))
    parts = token.split(".", 6)
    readable = [_read(part, name) for part, name in zip(parts[:3], _JWS_NAMES, strict=False)]
    header = readable[0].value if isinstance(readable[0].value, dict) and not readable[0].json.problem else None
    if len(parts) == 5 and header is not None and "enc" in header:
        return _jwe(parts, readable[0], header)
    return _jws(token, parts, readable, header)


def _jwe(parts: list[str], first: "_Part", header: Mapping[str, Any]) -> Shape:
    segments = (
        first.segment,
        *(Segment(name, len(part)) for part, name in zip(parts[1:], _JWE_NAMES[1:], strict=True)),
    )
    return Shape(
        "jwe",
        segments,
        header,
        warnings=first.segment.oddities + first.json.warnings,
        header_duplicates=first.json.duplicates,
    )


def _jws(token: str, parts: list[str], readable: "list[_Part]", header: Mapping[str, Any] | None) -> Shape:
    second = readable[1] if len(readable) > 1 else None
    # A lone segment that names no algorithm is somebody's claims, copied without the rest.
    if second is None and header is not None and not {"alg", "enc"} & header.keys():
        second, header = readable[0], None
    claims = second.value if second is not None and isinstance(second.value, dict) else None
    payload_problem = _payload_problem(second)
    form, problem = _form(token, parts, header, readable[0])
    shown = tuple(part.segment for part in readable)
    warnings = [oddity for segment in shown for oddity in segment.oddities]
    for part in readable[:2]:
        warnings += part.json.warnings
    return Shape(
        form,
        shown,
        header,
        claims,
        problem,
        tuple(dict.fromkeys(warnings)),
        second.json.duplicates if second is not None else frozenset(),
        readable[0].json.duplicates if header is not None else frozenset(),
        well_formed=form == "jws" and not any(segment.oddities for segment in shown),
        signature_length=len(parts[2]) if len(parts) > 2 else 0,
        payload_problem=payload_problem,
        token=token,
    )


def _form(token: str, parts: list[str], header: Mapping[str, Any] | None, first: "_Part") -> tuple[Form, str]:
    count = f"{len(parts)}" if len(parts) <= 6 else "more than 6"
    if header is not None and len(parts) == 3:
        return "jws", ""
    if len(parts) <= 2 and isinstance(first.value, dict):
        lost = "the payload and the signature are" if len(parts) == 1 and header is not None else "the signature is"
        lost = "the header and the signature are" if header is None else lost
        return "partial", f"it is cut off: {lost} missing (segment {len(parts) + (header is not None)} of 3)"
    if _REFRESH.fullmatch(token):
        return "opaque", "it looks like a refresh token of Auth0 (v1...), which is opaque"
    if len(parts) == 1 and _OPAQUE.fullmatch(token):
        return "opaque", "it is opaque: a reference that only its issuer can look up"
    if len(parts) == 1:
        return "malformed", f"it has no dots, where a JWT has two; segment 1: {first.why}"
    if len(parts) in (2, 3):
        return "malformed", f"segment 1 of {count}: {first.why}"
    if len(parts) == 5 and header is not None:
        return "malformed", 'it has 5 segments like an encrypted token, but its header has no "enc"'
    return "malformed", f"it has {count} segments, where a signed token has 3 and an encrypted one 5"


class _Part:
    """One segment decoded and read as JSON."""

    def __init__(self, segment: Segment, json: JsonText) -> None:
        self.segment = segment
        self.json = json
        self.value = json.value

    @property
    def why(self) -> str:
        """Return why this is no JSON object, or nothing."""
        if self.segment.problem:
            return self.segment.problem
        return "" if isinstance(self.value, dict) else f"{self.segment.name} is JSON, but not an object"


def _read(part: str, name: str) -> _Part:
    raw, oddities = decode_segment(part, name)
    if name == "the signature":
        return _Part(Segment(name, len(part), oddities), JsonText())
    if not part:
        return _Part(Segment(name, 0, oddities, f"{name} is empty"), JsonText())
    json = read_json(raw, name)
    return _Part(Segment(name, len(part), oddities, json.problem), json)


def _payload_problem(payload: _Part | None) -> str:
    return "the payload is missing" if payload is None else payload.why


def _json_problem(text: str) -> str:
    if '"ciphertext"' in text:
        return "it is a JWE in JSON serialization; a JWT is the compact form, five parts with dots"
    if '"payload"' in text and '"signature' in text:
        return "it is a JWS in JSON serialization; a JWT is the compact form, three parts with dots"
    return "it is JSON that was decoded from a token; paste the token itself"
