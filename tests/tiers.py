"""What runs by default, and every combination beside it, marked `exhaustive`."""

from typing import Any

import pytest


def usual(first: Any, *others: Any) -> list[Any]:
    """Return values to parametrize with: the first one runs by default, the others in the exhaustive run."""
    return [first, *(pytest.param(other, marks=pytest.mark.exhaustive) for other in others)]
