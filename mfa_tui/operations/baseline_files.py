"""Baselines as files: a TOML file of our own, or an export of Auth0's Deploy CLI (tenant.yaml, or its folder)."""

import tomllib
from pathlib import Path

from mfa_tui.domain.baseline import FORMAT_KEY, BadBaselineError, baseline_from
from mfa_tui.domain.inventory import Baseline
from mfa_tui.domain.text import clean

LARGEST = 4 * 1024 * 1024
"""Bytes. A tenant.yaml with hundreds of applications has one; reading more would only take time."""


def read_baseline(path: Path) -> Baseline:
    """Return the baseline in a TOML file, a YAML file or a folder. Raises `BadBaselineError`."""
    from mfa_tui.operations import deploy_cli

    if path.is_dir():
        return deploy_cli.from_folder(path)
    if path.suffix.lower() in (".yaml", ".yml"):
        return deploy_cli.from_yaml(_name(path), text_of(path))
    text = text_of(path)
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        words = clean(str(error), 200) if isinstance(error, tomllib.TOMLDecodeError) else "it is nested too deeply"
        raise BadBaselineError(f"{_name(path)} is not TOML: {words}") from None
    return baseline_from(_name(path), tables)


def text_of(path: Path, name: str = "") -> str:
    """Return what is in a file. Raises `BadBaselineError` where it is missing, too large or no text."""
    name = name or _name(path)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "no such file"
        raise BadBaselineError(f"{name} cannot be read: {reason}") from None
    if len(content) > LARGEST:
        raise BadBaselineError(f"{name} is larger than {LARGEST // 1024 // 1024} MiB, which no baseline is")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise BadBaselineError(f"{name} is no text in UTF-8") from None


def is_ours(path: Path) -> bool:
    """Tell whether a file is a baseline that `mfa-tui export` wrote, so that it can be written again."""
    try:
        return FORMAT_KEY in tomllib.loads(text_of(path))
    except (BadBaselineError, tomllib.TOMLDecodeError, RecursionError):
        return False


def _name(path: Path) -> str:
    return clean(str(path), 200)
