"""Which Actions ask for MFA: found in the code of the Actions that run after a login.

The tenant's policy is only one of the places that can ask for a second factor; Actions override it, and
nothing in the API says which ones do. So their code is read, without running it: comments and the
contents of strings are blanked first, so that a mention is not taken for a call.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKENS = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))"""
    r"""|(?P<string>"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`(?:\\.|[^`\\])*`?)"""
    # A regular expression literal can only follow an operator, an opening bracket or a keyword.
    r"""|(?P<regex>(?:(?<=[=(,:;!&|?{}\[\n>])|(?<=\breturn)|(?<=\bcase))[ \t]*"""
    r"""/(?:\\.|\[(?:\\.|[^\]\\\n]){0,200}\]|[^/\\\[\n]){1,500}/)""",
    re.DOTALL,
)
_DOT = r"\s*+\??+\s*+\.\s*+"
_CALL = re.compile(
    rf"\bapi{_DOT}(?:(?P<multifactor>multifactor){_DOT}enable"
    rf"|authentication{_DOT}(?P<method>(?:challenge|enroll)With\w*))\s*+(?:\?\s*+\.\s*+)?+\("
)
_TYPE = re.compile(r"""\btype['"]?\s*:\s*['"`]([\w-]+)['"`]""")
_BLANK = re.compile(r"[^\n]")
_BRACKET = re.compile(r"[()]")
_LONGEST_ARGUMENTS = 10_000
"""Characters: far more than a call needs, and little enough that nested calls cost no time."""


@dataclass(frozen=True)
class MfaCall:
    """One call that asks for MFA: the method's name, the factor types it names, and its line (from 1)."""

    method: str
    types: tuple[str, ...]
    line: int

    @property
    def customises(self) -> bool:
        """Tell whether it only works with the tenant flag "Customise MFA factors using Actions"."""
        return self.method != "multifactor.enable"


@lru_cache(maxsize=256)
def mfa_calls(code: str) -> tuple[MfaCall, ...]:
    """Return the calls in an Action's code that enable, challenge or enroll a factor, in their order."""
    uncommented = _TOKENS.sub(lambda m: _blank(m) if m["comment"] else m[0], code)
    calls_only = _TOKENS.sub(_blank, code)
    closing = _closing_brackets(calls_only)
    found = []
    for call in _CALL.finditer(calls_only):
        arguments = uncommented[call.end() : closing.get(call.end() - 1, len(code))][:_LONGEST_ARGUMENTS]
        method = "multifactor.enable" if call["multifactor"] else call["method"]
        found.append(MfaCall(method, tuple(_TYPE.findall(arguments)), code.count("\n", 0, call.start()) + 1))
    return tuple(found)


def _blank(match: re.Match[str]) -> str:
    return _BLANK.sub(" ", match[0])


def _closing_brackets(code: str) -> dict[int, int]:
    """Return where each round bracket closes, by where it opens; one that never closes is left out."""
    pairs, open_ = {}, []
    for bracket in _BRACKET.finditer(code):
        if bracket[0] == "(":
            open_.append(bracket.start())
        elif open_:
            pairs[open_.pop()] = bracket.start()
    return pairs
