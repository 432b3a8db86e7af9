"""Chance that is the same each time: a demo tenant of one seed is always the same tenant."""

from __future__ import annotations

from random import Random

ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
BASE_36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_OWNER_DIGITS = 5


def dice(seed: int, what: str) -> Random:
    """Return the dice for one purpose; they roll alike for the same seed."""
    return Random(f"{seed}:{what}")  # noqa: S311 - it makes a story, not a secret


def text(random: Random, length: int, alphabet: str = ALNUM) -> str:
    """Return an id or a code."""
    return "".join(random.choices(alphabet, k=length))


def device_id(random: Random, owner: int) -> str:
    """Return `dev_` and 16 characters, of which the last five are the number of the user who owns it, in base 36.

    So the owner of an enrollment is found without an index of all enrollments.
    """
    digits = ""
    for _ in range(_OWNER_DIGITS):
        owner, digit = divmod(owner, 36)
        digits = BASE_36[digit] + digits
    return f"dev_{text(random, 16 - _OWNER_DIGITS)}{digits}"


def owner_in(device: str) -> int | None:
    """Return the number in a device id; None where it cannot be one of ours."""
    digits = device[-_OWNER_DIGITS:]
    fits = len(device) == len("dev_") + 16 and set(digits) <= set(BASE_36)
    return int(digits, 36) if fits else None
