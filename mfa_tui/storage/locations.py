"""Where mfa-tui keeps its files. What is about one tenant is in its `folder`, where it has one."""

import hashlib
import json
from pathlib import Path

import platformdirs


def profiles_file() -> Path:
    """Return the tenant profiles: TOML in the user's configuration folder."""
    return platformdirs.user_config_path("mfa-tui", appauthor=False) / "tenants.toml"


def journal_file(folder: Path | None = None) -> Path:
    """Return the change journal: JSONL in the user's state folder."""
    return (folder or platformdirs.user_state_path("mfa-tui", appauthor=False)) / "journal.jsonl"


def coverage_file(*work: str, folder: Path | None = None) -> Path:
    """Return where a coverage scan keeps its progress, in the cache folder; `work` tells scans apart."""
    return (folder or _cache()) / f"coverage-{_short(work)}.jsonl"


def numbers_file(tenant: str, folder: Path | None = None) -> Path:
    """Return where the numbers of the last complete coverage scan of a whole tenant are kept."""
    return (folder or _cache()) / f"coverage-{_short((tenant,))}.json"


def _cache() -> Path:
    return platformdirs.user_cache_path("mfa-tui", appauthor=False)


def bulk_file(tenant: str) -> Path:
    """Return where a reset of many users keeps its progress: one at a time in each tenant."""
    return platformdirs.user_state_path("mfa-tui", appauthor=False) / f"bulk-reset-{_short((tenant,))}.jsonl"


def login_lock(account: str) -> Path:
    """Return the file that keeps two runs of this program from renewing one login at the same time."""
    return platformdirs.user_state_path("mfa-tui", appauthor=False) / f"login-{_short((account,))}.lock"


def profiles_lock(profiles: Path) -> Path:
    """Return the file that keeps two runs of this program from changing one file of profiles at the same time."""
    return platformdirs.user_state_path("mfa-tui", appauthor=False) / f"profiles-{_short((str(profiles),))}.lock"


def _short(texts: tuple[str, ...]) -> str:
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:16]
