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
    return f"dev_{text(random, 16 - _OWNER_DIGITS)}{owner_digits(owner)}"


def owned_id(random: Random, owner: int, length: int) -> str:
    """Return an id that ends with the number of the user who owns it, as `device_id` does."""
    return f"{text(random, length)[:-_OWNER_DIGITS]}{owner_digits(owner)}"


def owner_digits(owner: int) -> str:
    """Return the number of a user as five digits in base 36."""
    digits = ""
    for _ in range(_OWNER_DIGITS):
        owner, digit = divmod(owner, 36)
        digits = BASE_36[digit] + digits
    return digits


def owner_in(id_: str) -> int | None:
    """Return the number in an id; None where it has none."""
    digits = id_[-_OWNER_DIGITS:]
    fits = len(digits) == _OWNER_DIGITS and set(digits) <= set(BASE_36)
    return int(digits, 36) if fits else None
