"""The result of reading an Action's code."""

from dataclasses import dataclass
from typing import Literal

Effect = Literal["requires", "skips", "may", "unreadable", "none"]


@dataclass(frozen=True)
class Place:
    """A place in the code: its line (from 1), its text in one short line, and why it matters in plain words."""

    line: int
    text: str = ""
    why: str = ""


@dataclass(frozen=True)
class MfaCall:
    """One call that requires or skips MFA.

    method: "multifactor.enable", "challengeWith", "enrollWithAny"...; line: from 1; types: the factor types that it
    names, empty where they are not constants; provider: what `enable` is called with, empty where it is not one
    constant; outcomes: what it can do, a part of {"requires", "skips"}; conditional: some runs do not reach it.
    """

    method: str
    line: int
    types: tuple[str, ...] = ()
    provider: str = ""
    outcomes: frozenset[str] = frozenset({"requires"})
    conditional: bool = False

    @property
    def customizes(self) -> bool:
        """Return whether it only works with the tenant flag "Customize MFA Factors using Actions"."""
        return self.method != "multifactor.enable"

    @property
    def text(self) -> str:
        """Return the call as Auth0's documentation writes it."""
        if self.customizes:
            return f"api.authentication.{self.method}"
        return f'api.multifactor.enable("{self.provider}")' if self.provider else "api.multifactor.enable(…)"

    @property
    def words(self) -> str:
        """Return what the call does, in plain words."""
        if len(self.outcomes) > 1:
            return "requires or skips MFA, depending on its argument"
        verb = "require" if "requires" in self.outcomes else "skip"
        return f"may {verb} MFA, on a condition" if self.conditional else f"{verb}s MFA"


@dataclass(frozen=True)
class CodeReading:
    """What an Action's code does about MFA; the package defines the effects.

    calls: every call that a handler can reach, in the order of the code. unreadable: the places that cannot be read.
    expects_result: places after or around a call that expect MFA to have happened already, which it has not: Auth0
    challenges when the Action has ended.
    """

    effect: Effect = "none"
    calls: tuple[MfaCall, ...] = ()
    unreadable: tuple[Place, ...] = ()
    expects_result: tuple[Place, ...] = ()

    @property
    def can_require(self) -> bool:
        """Return whether a call that requires MFA was seen."""
        return any("requires" in call.outcomes for call in self.calls)

    @property
    def can_skip(self) -> bool:
        """Return whether a call that skips MFA was seen."""
        return any("skips" in call.outcomes for call in self.calls)


NOTHING_SEEN = CodeReading()
"""The reading of code that does nothing about MFA."""
