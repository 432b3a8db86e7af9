"""From a paste to the tokens in it: raw, in a header, a curl command, JSON, a URL, cookies, a HAR, a log.

A paste of one word is taken as the token, exactly as it is, so that every oddity shows. Anything else is searched for
what decodes to a JOSE header. White space inside a token is taken out only where header and payload then are JSON.
"""

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from mfa_tui.domain.text import clean
from mfa_tui.features.tokens.model.reading.wrapped import looks_like_header, unwrap, whole_without_spaces
from mfa_tui.features.tokens.model.vocabulary import MAX_TOKEN, TokenWarning

MAX_LISTED = 200
"""How many tokens of one paste are shown."""

# Each may read a whole token, or look back: hostile text must not have as many as it likes.
_MAX_JOINS = 20
_MAX_COOKIE_PARTS = 1_000
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]|\x1b\\[[0-9;]*m")
_PREFIX = re.compile(r"(?:authorization\s*:\s*)?(?:bearer|jwt|dpop)\s+|(?:id_|access_)?token\s*[:=]\s*(?=\S)", re.I)
_QUOTES = "\"'`<>"
# One word that is no URL, form, header or JSON: the user means it as a token. "=" may only pad.
_WORD = re.compile(r"(?:[^\s:&;{}\"'<>,()\[\]\\|@%=`]|=(?=[=.]|\Z))+")

# A token starts where no base64url text runs on, or after an escape of URLs and JSON that ends like one.
_START = r"(?:(?<![A-Za-z0-9_.-])|(?<=%[0-9A-Fa-f]{2})|(?<=\\[nrt])|(?<=\\u[0-9A-Fa-f]{4}))"
_TOKEN = re.compile(
    _START + r"e[w-z0-9_-][A-Za-z0-9_-]{2,}=?=?(?:\.[A-Za-z0-9_-]*=?=?(?![A-Za-z0-9_-])){0,4}", re.ASCII
)
_IRON = re.compile(r"Fe26\.2\*[A-Za-z0-9_.*~-]{1,8000}", re.ASCII)
_LABELLED = re.compile(
    r"(?P<label>access_token|id_token|mfa_token|logout_token|\bbearer)"
    r"(?:\\?[\"']|%22)?(?:\s{0,9}(?:[=:]|%3[Aa])|\s)\s{0,9}(?:\\?[\"']|%22)?"
    r"(?P<token>[A-Za-z0-9_.~+/*-]{16,4096})",
    re.I | re.ASCII,
)
_PART = re.compile(
    r"(?:\.|__)(?P<index>\d{1,2})(?:=|\"\s{0,9},\s{0,9}\"value\"\s{0,9}:\s{0,9}\")(?P<value>[A-Za-z0-9_.-]+)"
)
_COOKIE_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}\Z", re.ASCII)
_LABEL = re.compile(r"([A-Za-z0-9_.:-]{1,40})\\?[\"']?\s{0,9}[=:]\s{0,9}\\?[\"']?(?:bearer\s{1,9})?\Z", re.I | re.ASCII)


@dataclass(frozen=True)
class Candidate:
    """What may be a token: its text, where in the paste it was, and what had to be done to get at it."""

    text: str = field(repr=False)
    where: str
    notes: tuple[TokenWarning, ...] = ()


class Extraction(NamedTuple):
    """The candidates in the order of the paste, repeated ones too, and how many more there were."""

    candidates: tuple[Candidate, ...]
    left_out: int = 0


def holds_token(paste: str) -> bool:
    """Return whether a text surely holds a token: one that begins with a JOSE header. Linear in its length."""
    found = islice(_TOKEN.finditer(_INVISIBLE.sub("", paste[:MAX_TOKEN])), MAX_LISTED)
    return any("." in one[0] and looks_like_header(one[0].partition(".")[0]) for one in found)


def extract(paste: str) -> Extraction:
    """Return what may be a token in `paste`, which must not be longer than `MAX_PASTE`. Linear in its length."""
    text = _INVISIBLE.sub("", paste)
    notes = () if len(text) == len(paste) else (TokenWarning("invisible", "Invisible characters were taken out."),)
    bare = text.strip().strip(_QUOTES + " \t")
    prefix = _PREFIX.match(bare)
    where = clean(prefix[0].strip(" \t:="), 40) if prefix else "the paste"
    bare = bare[prefix.end() if prefix else 0 :].strip(_QUOTES + " \t\r\n")
    if not bare:
        return Extraction(())
    if _WORD.fullmatch(bare) and not _is_path(bare):
        return Extraction((Candidate(bare, where, notes),))
    if _is_json_itself(bare):
        return Extraction((Candidate(bare, where, notes),))
    if len(bare) <= MAX_TOKEN and (whole := whole_without_spaces(bare)):
        joined = TokenWarning("joined", "White space inside the token was taken out.")
        return Extraction((Candidate(whole, where, (*notes, joined)),))
    return _Search(text, notes).run()


def _is_path(word: str) -> bool:
    """Tell whether a word is a path or query with a token in it and not a token: `#eyJ...`, `/cb/eyJ...`."""
    return word[0] in "#?/" and _TOKEN.search(word) is not None


def _is_json_itself(text: str) -> bool:
    """Tell whether a text is a JOSE object or decoded claims in JSON, and not a wrapper around compact tokens."""
    if not text.startswith("{"):
        return False
    if any("." in match[0] and looks_like_header(match[0]) for match in _TOKEN.finditer(text)):
        return False
    if ('"payload"' in text and '"signature' in text) or ('"ciphertext"' in text and '"iv"' in text):
        return True
    return sum(f'"{name}"' in text for name in ("iss", "sub", "aud", "exp", "iat", "amr", "acr")) >= 2


class _Search:
    """One pass over a text. Spans already taken by a better reading are not read again."""

    def __init__(self, text: str, notes: tuple[TokenWarning, ...]) -> None:
        self._text = text
        self._notes = notes
        self._found: list[tuple[int, int, Candidate]] = []
        self._joins = 0
        self._left_out = 0

    def run(self) -> Extraction:
        taken = self._split_cookies()
        self._tokens(taken)
        taken = sorted((start, end) for start, end, _ in self._found)
        self._others(_IRON, taken)
        taken = sorted((start, end) for start, end, _ in self._found)
        self._others(_LABELLED, taken)
        in_order = sorted(self._found, key=lambda found: found[0])
        return Extraction(tuple(candidate for _, _, candidate in in_order), self._left_out)

    def _add(self, start: int, end: int, text: str, where: str, *notes: TokenWarning) -> None:
        if len(self._found) == MAX_LISTED:
            self._left_out += 1
            return
        where = where or self._where(start)
        self._found.append((start, end, Candidate(text, where, self._notes + notes)))

    def _split_cookies(self) -> list[tuple[int, int]]:
        """Join `name.0=...; name.1=...`, as session cookies over 4 KiB are split by Auth0's SDKs and others."""
        if not re.search(r"(?:\.|__)1[=\"]", self._text):
            return []
        parts: dict[str, dict[int, re.Match[str]]] = {}
        for match in islice(_PART.finditer(self._text), _MAX_COOKIE_PARTS):
            found = _COOKIE_NAME.search(self._text, max(0, match.start() - 64), match.start())
            if found:
                parts.setdefault(found[0], {}).setdefault(int(match["index"]), match)
        taken: list[tuple[int, int]] = []
        for name, by_index in parts.items():
            run = [by_index[index] for index in range(len(by_index)) if index in by_index]
            if len(run) < 2 or not looks_like_header(run[0]["value"]):
                continue
            text = "".join(match["value"] for match in run)
            note = TokenWarning("joined", f"Joined from {len(run)} parts of a split cookie.")
            self._add(run[0].start("value"), run[0].end(), text, f"the split cookie {clean(name, 40)}", note)
            taken += [match.span("value") for match in run]
        return sorted(taken)

    def _tokens(self, taken: list[tuple[int, int]]) -> None:
        position = 0
        skip = iter([*taken, (len(self._text) + 1, 0)])
        gap_start, gap_end = next(skip)
        while match := _TOKEN.search(self._text, position):
            while gap_end and gap_end <= match.start():
                gap_start, gap_end = next(skip)
            if gap_start <= match.start() < gap_end:
                position = gap_end
                continue
            position = self._token(match)

    def _token(self, match: re.Match[str]) -> int:
        """Take the token that starts at a match, over wrapped lines if need be; return where to go on."""
        text, end = match[0], match.end()
        if not looks_like_header(text):
            return end
        notes: tuple[TokenWarning, ...] = ()
        if self._joins < _MAX_JOINS and (joined := unwrap(self._text, match.start(), end)):
            text, end, tried = joined
            self._joins += tried
            if end != match.end():
                notes = (TokenWarning("joined", "Line breaks inside the token were taken out."),)
        text = _without_full_stop(text)
        if "." in text or len(text) >= 16:
            self._add(match.start(), end, text, "", *notes)
        return end

    def _where(self, start: int) -> str:
        label = _LABEL.search(self._text, max(0, start - 80), start)
        return clean(label[1], 40) if label else "the text"

    def _others(self, pattern: re.Pattern[str], taken: list[tuple[int, int]]) -> None:
        index = 0
        for match in pattern.finditer(self._text):
            group = "token" if pattern is _LABELLED else 0
            start, end = match.span(group)
            while index < len(taken) and taken[index][1] <= start:
                index += 1
            overlaps = index < len(taken) and taken[index][0] < end
            # Without a digit it is a placeholder such as YOUR_ACCESS_TOKEN.
            if not overlaps and any(character.isdigit() for character in match[group]):
                where = match["label"] if pattern is _LABELLED else ""
                self._add(start, end, match[group].rstrip("."), where)


def _without_full_stop(token: str) -> str:
    """Return a token without what prose put behind it: the dot of a sentence, or a fourth segment."""
    parts = token.split(".")
    return ".".join(parts[:3]) if len(parts) == 4 else token
