"""One user as a line of an export file."""

from __future__ import annotations

import json
import re
from typing import Any

from mfa_tui.demo.types import Json

_STEP = re.compile(r"[^.\[\]]+")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")


def json_row(shown: Json, fields: dict[str, str]) -> str:
    """Return a line of newline-delimited JSON; what the user lacks is left out."""
    found = ((as_, _value(shown, name)) for name, as_ in fields.items())
    return json.dumps({as_: value for as_, value in found if value is not None}, ensure_ascii=False) + "\n"


def csv_header(fields: dict[str, str]) -> str:
    """Return the first line of a CSV file."""
    return ",".join(_cell(as_, "") for as_ in fields.values()) + "\n"


def csv_row(shown: Json, fields: dict[str, str]) -> str:
    """Return a line of a CSV file; every text begins with an apostrophe, so that no spreadsheet runs it."""
    return ",".join(_cell(_value(shown, name), "'") for name in fields) + "\n"


def _value(shown: Any, path: str) -> Any:
    """Return what is at a path such as `identities[0].connection`, None where it leads nowhere."""
    for step in _STEP.findall(path):
        if isinstance(shown, list) and step.isdecimal() and int(step) < len(shown):
            shown = shown[int(step)]
        elif isinstance(shown, dict):
            shown = shown.get(step)
        else:
            return None
    return shown


def _cell(value: Any, guard: str) -> str:
    if value is None:
        return ""
    if isinstance(value, (bool, int, float)):
        return json.dumps(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if _INSTANT.fullmatch(text):
        return text
    return '"' + guard + text.replace('"', '""') + '"'
