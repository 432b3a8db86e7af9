"""What `amr` and `acr` prove, by the rule in Auth0's documentation and by the factors that are named.

An absent `amr` is no evidence, never proof that MFA was left out: at Auth0 refreshed and silent logins, the MFA API and
remembered browsers all give ID tokens without it.
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from mfa_tui.domain.text import clean
from mfa_tui.features.tokens.model.judging.acr import Level, level
from mfa_tui.features.tokens.model.judging.amr import MARKERS, SELF_SUFFICIENT, STRONG, Method, method

_MAX_METHODS = 50
_FACTORS = ("knowledge", "possession", "inherence")

Strength = Literal["proven", "combined", "strong", "single", "none", "malformed"]


class Evidence(NamedTuple):
    """What a token says about factors. None means "cannot tell".

    `auth0_rule`: `amr` is an array that contains "mfa", which is what applications test for. `combined_rule`: a marker,
    two different kinds of factor, or a method that holds two. `malformed` and `acr_malformed` say which type is wrong.
    """

    methods: tuple[Method, ...] = ()
    level: Level | None = None
    auth0_rule: bool | None = None
    combined_rule: bool | None = None
    malformed: str = ""
    acr_malformed: str = ""
    present: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of factor that known values name, each once."""
        return tuple(kind for kind in _FACTORS if any(method.kind == kind for method in self.methods))

    @property
    def strength(self) -> Strength:
        """Return what this amounts to, before its freshness is asked."""
        if self.malformed:
            return "malformed"
        if self.auth0_rule:
            return "proven"
        if len(self.kinds) > 1 or self._has(MARKERS) or (self.level and self.level.multi_factor):
            return "combined"
        if self._has(STRONG) or (self.level and self.level.phishing_resistant):
            return "strong"
        return "single" if self.kinds else "none"

    def _has(self, values: frozenset[str]) -> bool:
        return any(method.value in values for method in self.methods)


def weigh(claims: Mapping[str, Any]) -> Evidence:
    """Return what the claims prove. Malformed values are shown but prove nothing under the combined rule."""
    acr = claims.get("acr")
    shown_level = level(clean(acr, 200)) if isinstance(acr, str) else None
    acr_malformed = "" if acr is None or shown_level else f"acr must be a string and is {_type(acr)}"
    if "amr" not in claims:
        combined = True if shown_level and shown_level.multi_factor else None
        return Evidence((), shown_level, None, combined, "", acr_malformed)
    amr = claims["amr"]
    malformed = _malformed(amr)
    methods = tuple(method(clean(name, 100)) for name in _names(amr)[:_MAX_METHODS])
    combined_of = Evidence(methods, shown_level)
    two = len(combined_of.kinds) > 1 or any(found.value in MARKERS | SELF_SUFFICIENT for found in methods)
    return Evidence(
        methods,
        shown_level,
        isinstance(amr, list) and "mfa" in amr,
        None if malformed else two,
        malformed,
        acr_malformed,
        present=True,
    )


def _names(amr: object) -> list[str]:
    values = amr if isinstance(amr, list) else [amr]
    # Supabase writes {"method": ..., "timestamp": ...}.
    named = [value.get("method") if isinstance(value, dict) else value for value in values]
    return [name for name in named if isinstance(name, str)]


def _malformed(amr: object) -> str:
    if not isinstance(amr, list):
        return f"amr must be an array of strings and is {_type(amr)}"
    wrong = next((value for value in amr if not isinstance(value, str)), None)
    if wrong is not None or None in amr:
        return f"amr must be an array of strings and has {_type(wrong)} in it"
    return ""


def _type(value: object) -> str:
    names = {bool: "true or false", str: "a string", dict: "an object", list: "an array", type(None): "null"}
    return names.get(type(value), "a number")
