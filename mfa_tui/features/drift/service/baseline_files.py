"""Baselines as files: a TOML file of our own, or an export of Auth0's Deploy CLI (tenant.yaml, or its folder)."""

import re
import tomllib
from pathlib import Path
from typing import Any

from mfa_tui.domain.inventory import Baseline
from mfa_tui.domain.text import clean
from mfa_tui.features.drift.model.baseline import FORMAT_KEY, BadBaselineError, baseline_from
from mfa_tui.features.drift.service import deploy_cli
from mfa_tui.features.drift.service.limited_files import text_of

_LARGEST_TOML = 64 * 1024
"""Bytes; an export has three KiB."""
_DEEP_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){32}""")
"""A key of so many parts that the parser, which is quadratic in them, would take minutes."""


def read_baseline(path: Path) -> Baseline:
    """Return the baseline in a TOML file, a YAML file or a folder. Raises `BadBaselineError`."""
    name = clean(str(path), 200)
    try:
        if path.is_dir():
            return deploy_cli.from_folder(path)
    except (OSError, RuntimeError) as error:  # Python calls a link to itself a RuntimeError.
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "a link leads to itself"
        raise BadBaselineError(f"{name} cannot be read: {reason}") from None
    if path.suffix.lower() in (".yaml", ".yml"):
        return deploy_cli.from_yaml(name, text_of(path, name))
    return baseline_from(name, _tables(path, name))


def _tables(path: Path, name: str) -> dict[str, Any]:
    text = text_of(path, name, _LARGEST_TOML)
    try:
        if _DEEP_KEY.search(text):
            raise RecursionError
        return tomllib.loads(text)
    except RecursionError:
        raise BadBaselineError(f"{name} is not TOML that can be read: it is nested too deeply") from None
    except ValueError as error:
        raise BadBaselineError(f"{name} is not TOML: {clean(str(error), 200)}") from None


def is_ours(path: Path) -> bool:
    """Tell whether a file is a baseline that `mfa-tui export` wrote, so that it can be written again."""
    try:
        return FORMAT_KEY in _tables(path, path.name)
    except BadBaselineError:
        return False
