"""Reading a baseline: from the tables of a file to values, strictly. A misspelt key would silently not be compared.

Partial baselines are fine: only what is written is compared.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from mfa_tui.domain.factors import KNOWN
from mfa_tui.domain.inventory import POLICY_KEY, SETTINGS, WITHHELD, Baseline, Value, normal, setting
from mfa_tui.domain.policies import CHOICES
from mfa_tui.domain.text import clean, listed

FORMAT = 1
FORMAT_KEY = "mfa_baseline"
"""The key that tells our files from others, and the version of their format."""
LONGEST = 10_000
"""Characters of a text, or members of an array; nothing of Auth0's is longer."""
MOST_MISTAKES = 10
"""As many are told at once."""


class BadBaselineError(ValueError):
    """A baseline that cannot be used; the words name file, key and what is allowed, and quote no value."""


def baseline_from(source: str, tables: Mapping[str, object]) -> Baseline:
    """Return the baseline that the tables of a TOML file hold. Raises `BadBaselineError`, which names all mistakes."""
    if type(tables.get(FORMAT_KEY)) is not int or tables[FORMAT_KEY] != FORMAT:  # To Python, true is 1.
        raise BadBaselineError(f"{source} is no baseline of this program: {FORMAT_KEY} = {FORMAT} is not in it")
    values: dict[str, Value] = {}
    withheld: list[str] = []
    wrong: list[str] = []
    for name, content in tables.items():
        try:
            for key, value in _settings(name, content):
                if key in WITHHELD:
                    withheld.append(f"{key} is not compared: {WITHHELD[key]}")
                    continue
                try:
                    values[key] = _checked(key, value)
                except _Wrong as mistake:
                    wrong.append(str(mistake))
        except _Wrong as mistake:
            wrong.append(str(mistake))
    if wrong:
        raise BadBaselineError(f"{source}: {_all_of(wrong)}")
    if not values:  # Whatever a tenant has would agree with it.
        raise BadBaselineError(f"{source} holds no setting; write one with mfa-tui export")
    return Baseline(source, values, (*withheld, *doubts(values)))


class _Wrong(ValueError):
    """One mistake in a baseline."""


def _settings(name: str, content: object) -> Iterator[tuple[str, object]]:
    """Yield key and value of each setting in one entry of the file. Raises `_Wrong` where it can hold none."""
    if name in (FORMAT_KEY, "tenant_name"):
        return
    if name == POLICY_KEY:
        yield name, _policy(content)
    elif name not in {one.section for one in SETTINGS.values()}:
        raise _Wrong(_unknown(name, _names()))
    elif not isinstance(content, Mapping):
        raise _Wrong(f"{name} must be a table: [{name}]")
    else:
        yield from ((f"{name}.{member}", value) for member, value in content.items())


def _all_of(mistakes: list[str]) -> str:
    """Return the mistakes in one line: all that somebody can mend in one go."""
    if len(mistakes) == 1:
        return mistakes[0]
    shown = [f"({number}) {mistake}" for number, mistake in enumerate(mistakes[:MOST_MISTAKES], start=1)]
    more = [f"and {len(mistakes) - MOST_MISTAKES} more"] if len(mistakes) > MOST_MISTAKES else []
    return f"{len(mistakes)} things are wrong. {' '.join([*shown, *more])}"


def checked(source: str, key: str, value: object) -> Value:
    """Return the value of one setting, lists sorted. Raises `BadBaselineError` for a key or value there cannot be."""
    try:
        return _checked(key, value)
    except _Wrong as mistake:
        raise BadBaselineError(f"{source}: {mistake}") from None


def _checked(key: str, value: object) -> Value:
    found = setting(key)
    if found is None:
        section = key.partition(".")[0]
        known = [one.key for one in SETTINGS.values() if one.section == section]
        raise _Wrong(_unknown(key, known))
    value = tuple(value) if isinstance(value, list) else value
    if isinstance(value, str | tuple) and len(value) > LONGEST:
        raise _Wrong(f"{clean(key, 80)} is longer than {LONGEST:,}")
    if not found.takes(value):
        raise _Wrong(f"{clean(key, 80)} must be {found.expected}, not {_kind(value)}")
    return normal(key, value)


def _policy(content: object) -> object:
    """Return the array for one of the three words."""
    return next((list(policy.wire) for policy in CHOICES if policy.id == content), content)


def _kind(value: object) -> str:
    """Say what a wrong value is. Texts are quoted only in part: somebody may have pasted a secret."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return clean(str(value), 40) if abs(value) < 10**20 else "a number without end"
        case str() if len(value) <= 24:
            return f"“{clean(value)}”"
        case str():
            return "this text"
        case list() | tuple():
            return "this array"
        case Mapping():
            return "a table"
        case None:
            return "nothing"
        case _:
            return f"a {type(value).__name__}"


def _names() -> list[str]:
    return list(dict.fromkeys(one.section or one.name for one in SETTINGS.values()))


def _unknown(key: str, known: list[str]) -> str:
    close = get_close_matches(key, known, 1)
    hint = f"did you mean {close[0]}?" if close else f"there are {listed(known)}"
    return f"{clean(key, 80)} is no setting; {hint}"


def doubts(values: Mapping[str, Value]) -> tuple[str, ...]:
    """Return what looks like a slip and is compared as it stands, since Auth0 may have added it."""
    names = [key.partition(".")[2] for key in values if key.startswith("factors.")]
    found = [f"factors.{clean(name, 80)} is no factor that this program knows" for name in names if name not in KNOWN]
    if POLICY_KEY in values and values[POLICY_KEY] not in [policy.wire for policy in CHOICES]:
        found.append(f"{POLICY_KEY} is no combination that this program knows")
    return tuple(found)
