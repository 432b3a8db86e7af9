"""Packages of npm that tests run: installed once in a user's cache folder, for all runs and workers after it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from platformdirs import user_cache_path


def node() -> str:
    """Return the path of `node`; skip the test where it or npm is missing."""
    found = shutil.which("node")
    if not found or not shutil.which("npm"):
        pytest.skip("needs node and npm")
    return found


def installed(package: str) -> Path:
    """Return the `node_modules` folder that holds a package, such as `auth0@7.1.0`; skip where npm cannot install it.

    It is installed beside its final place and moved there at once, so that a folder that exists is complete.
    """
    node()
    cache = user_cache_path("mfa-tui-tests") / "npm"
    wanted = cache / package.replace("/", "+")
    if not wanted.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            command = ["npm", "install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts", package]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
            if done.returncode:
                pytest.skip(f"npm cannot install {package}: {done.stderr.strip().splitlines()[-1:]}")
            complete = Path(folder) / "complete"
            complete.mkdir()
            shutil.move(Path(folder) / "node_modules", complete)
            try:
                os.rename(complete, wanted)
            except OSError:
                assert wanted.exists()  # another worker was faster
    return wanted / "node_modules"
