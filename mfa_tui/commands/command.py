"""What a command and a mode are; the registry of both is `commands`."""

from dataclasses import dataclass
from typing import Literal

Scope = Literal[
    "everywhere",
    "overview",
    "factors",
    "policy",
    "users",
    "user",
    "coverage",
    "covered",
    "bulk",
    "tokens",
    "tenants",
    "drift",
]
"""Where a command works: everywhere, or on one screen."""


@dataclass(frozen=True)
class Command:
    """One command.

    `id` is also the name of the action; `keys` are Textual key names, the first is shown as `label`; `aliases`
    are typed after `:`; `mutates` marks what may lead to a write and is greyed while a tenant is read-only;
    `brief` is its word in the key bar, and without one it stays out of it; `scopes` must all be in a token for it to
    do anything, and without them it is greyed, where the token tells its scopes.
    """

    id: str
    title: str
    help: str
    keys: tuple[str, ...]
    label: str
    scope: Scope = "everywhere"
    aliases: tuple[str, ...] = ()
    mutates: bool = False
    brief: str = ""
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mode:
    """One of the eight screens. `coming` says what will be there, for a screen that is not built yet.

    `per_tenant` where each tenant has a screen of its own, with what was searched for, opened and marked there.
    """

    id: str
    title: str
    about: str
    coming: str = ""
    per_tenant: bool = False
