"""Tokens broken over lines: which of the lines that follow still belong to the token.

Joined text counts only if its header and payload then are JSON objects. Where the signature ends is told by its length.
"""

import json
import re

from mfa_tui.features.tokens.model.reading.base64url import decode_segment
from mfa_tui.features.tokens.model.vocabulary import MAX_TOKEN

_HEADER_START = re.compile(rb"\s*\{\s*[\"}]")
_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*)?", re.ASCII)
_WRAPPING = re.compile(r"[\s\"'>\\+]+")
_NEXT_LINE = re.compile(
    r"[ \t]{0,80}[\"']?[ \t]{0,9}[+\\]?[ \t]{0,9}\r?\n[ \t>|]{0,80}[\"']?([A-Za-z0-9_.-]+)(?=[\"',;)}\]\s\\]|\Z)",
    re.ASCII,
)
_RSA = frozenset({342, 512, 683})
_SIGNATURE_LENGTHS = {
    "HS256": frozenset({43}),
    "HS384": frozenset({64}),
    "HS512": frozenset({86}),
    "ES256": frozenset({86}),
    "ES256K": frozenset({86}),
    "ES384": frozenset({128}),
    "ES512": frozenset({176}),
    "EdDSA": frozenset({86, 152}),
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), _RSA),
}
_TAG_LENGTHS = frozenset({22, 32, 43})
_MAX_LINES = 2_000


def looks_like_header(text: str) -> bool:
    """Tell whether base64url text starts like a JSON object."""
    return _HEADER_START.match(decode_segment(text[:24].partition(".")[0], "")[0]) is not None


def whole_without_spaces(text: str) -> str | None:
    """Return a paste that is one token with white space, quotes or quoting marks in it, without them."""
    if not looks_like_header(text[:24]):
        return None
    pieces = [piece for piece in _WRAPPING.split(text) if piece]
    compact = "".join(pieces)
    if not _COMPACT.fullmatch(compact):
        return None
    taken, certain = _lines_that_belong(pieces)
    return compact if taken == len(pieces) and certain else None


def unwrap(text: str, start: int, end: int) -> tuple[str, int, int] | None:
    """Follow a token at `text[start:end]` over line breaks.

    Returns the token, where it ends, and how many costly attempts that was (0 or 1); None where no line follows.
    """
    following = _NEXT_LINE.match(text, end)
    if not following:
        return None
    token = text[start:end]
    if _is_complete(token):
        return token, end, 0
    lines, ends = [token], [end]
    dots, length = token.count("."), len(token)
    while following and length < MAX_TOKEN and len(lines) < _MAX_LINES:
        line = following[1]
        # The next token of a list, and not this one's payload.
        if dots >= 2 and looks_like_header(line):
            break
        lines.append(line)
        ends.append(following.end())
        dots, length = dots + line.count("."), length + len(line)
        following = _NEXT_LINE.match(text, following.end())
    taken, _ = _lines_that_belong(lines)
    return ("".join(lines[:taken]), ends[taken - 1], 1) if taken else (token, end, 1)


def _is_complete(token: str) -> bool:
    parts = token.split(".")
    if len(parts) != 3:
        return False
    header = _object(parts[0])
    return header is not None and len(parts[2]) in _SIGNATURE_LENGTHS.get(str(header.get("alg")), ())


def _lines_that_belong(lines: list[str]) -> tuple[int, bool]:
    """Return how many lines make a token whose header and payload are JSON objects (0 if none do), and if that is sure.

    It is sure where the signature has the length that its algorithm makes, or was not broken.
    """
    parts = "".join(lines).split(".", 4)
    header = _object(parts[0])
    if header is None:
        return 0, False
    is_jwe = "enc" in header
    last = 4 if is_jwe else 2
    if len(parts) <= last or not (is_jwe or _object(parts[1]) is not None):
        return 0, False
    lengths = _TAG_LENGTHS if is_jwe else _SIGNATURE_LENGTHS.get(str(header.get("alg")), frozenset())
    before_last = sum(len(part) + 1 for part in parts[:last])
    position = 0
    for count, line in enumerate(lines, start=1):
        position += len(line)
        if position - before_last in lengths:
            return count, True
    return len(lines), position - len(lines[-1]) < before_last


def _object(segment: str) -> dict[str, object] | None:
    raw, _ = decode_segment(segment, "")
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
