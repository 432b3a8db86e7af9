"""What stories about several tenants need: demo tenants over real HTTP, and a keyring in memory."""

from collections.abc import Iterator

import keyring as library
import pytest

from tests.conformance.conftest import served as served
from tests.keyrings import MemoryKeyring


@pytest.fixture
def keyring() -> Iterator[MemoryKeyring]:
    """Return the keyring that this machine has, which is empty."""
    before, ours = library.get_keyring(), MemoryKeyring()
    library.set_keyring(ours)
    yield ours
    library.set_keyring(before)
