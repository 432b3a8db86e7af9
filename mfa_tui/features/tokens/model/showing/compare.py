"""Two tokens side by side, before and after step-up: what changed, claim by claim."""

import json
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from mfa_tui.domain.text import clean
from mfa_tui.features.tokens.model.inspection import TokenReport
from mfa_tui.features.tokens.model.reading.claim_names import HEADER
from mfa_tui.features.tokens.model.reading.claims import meaning_of

Change = Literal["same", "changed", "added", "removed"]
_MAX_VALUE = 300
_MAX_DIFFERENCES = 1_000


class Difference(NamedTuple):
    """One claim or header parameter in both tokens; empty where a token has none. All texts are inert."""

    part: Literal["verdict", "header", "claims"]
    name: str
    change: Change
    before: str
    after: str
    meaning: str = ""


def compare(before: TokenReport, after: TokenReport) -> tuple[Difference, ...]:
    """Return every difference and likeness, in the order of the first token and then of what the second adds.

    The verdict comes first: as claimed, because a token that is compared need not have its signature checked.
    """
    verdicts = before.claimed, after.claimed
    change: Change = "same" if verdicts[0].headline == verdicts[1].headline else "changed"
    first = Difference("verdict", "verdict", change, verdicts[0].headline, verdicts[1].headline)
    header = _differences("header", before.header, after.header)
    return (first, *header, *_differences("claims", before.claims, after.claims))[:_MAX_DIFFERENCES]


def _differences(
    part: Literal["header", "claims"], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Difference]:
    names = [*before, *(name for name in after if name not in before)]
    found = []
    for name in names[:_MAX_DIFFERENCES]:
        old = _written(before[name]) if name in before else ""
        new = _written(after[name]) if name in after else ""
        change: Change = "same" if old == new else "changed" if old and new else "added" if new else "removed"
        meaning = HEADER.get(name, "") if part == "header" else meaning_of(name)
        shown = (clean(old, _MAX_VALUE), clean(new, _MAX_VALUE))
        found.append(Difference(part, clean(name, 120), change, *shown, meaning))
    return found


def _written(value: object) -> str:
    """Return a value as JSON, so that 1, 1.0, true and "1" are four values and the order of members is none."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
