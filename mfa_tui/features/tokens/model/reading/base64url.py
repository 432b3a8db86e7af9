"""base64url as RFC 7515 section 2 wants it, and a lenient way to read what misses that."""

import base64
import binascii
import re

from mfa_tui.features.tokens.model.vocabulary import TokenWarning

_STRICT = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
_ILLEGAL = re.compile(r"[^A-Za-z0-9_-]+", re.ASCII)
_WHITESPACE = re.compile(r"\s+")

_TEXTS = {
    "whitespace": "{} has white space inside",
    "standard_alphabet": "{} uses + and / of plain base64 instead of - and _",
    "padding": "{} has = padding, which a JWT leaves out",
    "illegal_characters": "{} has characters that base64url does not know",
    "cut_off": "{} has a length that no base64url text has: a character is missing or too many",
    "stray_bits": "{} has unused bits that are not zero at its end",
}


def decode_segment(text: str, name: str) -> tuple[bytes, tuple[TokenWarning, ...]]:
    """Return the bytes of a segment, and what is odd about its encoding. Without oddities it is strict base64url."""
    odd = []
    if not _STRICT.fullmatch(text):
        bare = _WHITESPACE.sub("", text)
        if len(bare) != len(text):
            odd.append("whitespace")
        if "+" in bare or "/" in bare:
            odd.append("standard_alphabet")
            bare = bare.replace("+", "-").replace("/", "_")
        if bare.endswith("="):
            odd.append("padding")
            bare = bare.rstrip("=")
        text = _ILLEGAL.sub("", bare)
        if len(text) != len(bare):
            odd.append("illegal_characters")
    if len(text) % 4 == 1:
        odd.append("cut_off")
        text = text[:-1]
    try:
        value = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:  # pragma: no cover - the alphabet and the length were seen to above
        value = b""
    if base64.urlsafe_b64encode(value).rstrip(b"=") != text.encode():
        odd.append("stray_bits")
    return value, tuple(TokenWarning(oddity, f"{_TEXTS[oddity].format(name)}.") for oddity in odd)
