"""Tenant profiles: a TOML file that people may edit. It holds no secrets, and what is broken is never overwritten.

default = "prod"

[tenants.prod]
domain = "acme.eu.auth0.com"
label = "production"
access = "read-only"
authentication = "client-secret"
client_id = "..."
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from mfa_tui.storage.own_files import read_own
from mfa_tui.tenants.address import NotAHost, as_typed, located
from mfa_tui.tenants.profile import COLOURS, Algorithm, Authentication, Label, TenantProfile

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
ACCESS = {"read-only": False, "read-write": True}
_KEYS = ("domain", "label", "access", "authentication", "client_id", "audience", "colour", "key_file", "algorithm")
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "label": tuple(Label),
    "access": tuple(ACCESS),
    "authentication": tuple(Authentication),
    "colour": COLOURS,
    "algorithm": tuple(Algorithm),
}


class ProfileProblem(ValueError):
    """The profiles cannot be used as they are; the message names file and line and says what to do.

    `key` is what it is about, empty where it is the file itself.
    """

    def __init__(self, words: str, key: str = "") -> None:
        super().__init__(words)
        self.key = key


@dataclass(frozen=True)
class Profiles:
    """The profiles in the order of the file, and the name of the default one or an empty string.

    `unusable` says by name what is wrong with the others: one bad profile costs nothing but itself.
    """

    path: Path
    profiles: tuple[TenantProfile, ...] = ()
    default: str = ""
    unusable: Mapping[str, ProfileProblem] = field(default_factory=dict)

    def named(self, name: str) -> TenantProfile | None:
        """Return the profile with this name. Raises `ProfileProblem` where it is unusable."""
        if problem := self.unusable.get(name):
            raise problem
        return next((profile for profile in self.profiles if profile.name == name), None)


def read_profiles(path: Path) -> Profiles:
    """Read the profiles; a file that is not there has none. Raises `ProfileProblem` where the file is unusable."""
    return parsed(path, read_text(path)[0])


def read_text(path: Path) -> tuple[str, str]:
    """Return the text of the file, nothing where there is none, and how its lines end. Raises `ProfileProblem`."""
    try:
        # People link to their own collection of configuration files: the link is resolved, and what it names is opened.
        with TextIOWrapper(read_own(Path(os.path.realpath(path))), "utf-8") as file:
            return file.read(), "\r\n" if file.newlines == "\r\n" else "\n"
    except FileNotFoundError:
        return "", "\n"
    except UnicodeDecodeError:
        raise ProfileProblem(f"{path}: this is not UTF-8. Save it as UTF-8; nothing was changed") from None
    except OSError as error:
        raise ProfileProblem(f"{path}: cannot be read: {(error.strerror or 'no reason told').lower()}") from None


def whole(path: Path, text: str) -> Profiles:
    """Return the profiles of a text of which all are usable. Raises `ProfileProblem`."""
    profiles = parsed(path, text)
    for problem in profiles.unusable.values():
        raise problem
    return profiles


def parsed(path: Path, text: str) -> Profiles:
    """Return the profiles that a text describes; `path` is for the words of a `ProfileProblem`."""
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        why = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise ProfileProblem(f"{path}: this is not TOML: {why}. Correct it by hand; nothing was changed") from None
    file = _File(path, text)
    for key in content:
        if key not in ("default", "tenants"):
            raise file.wrong("", key, f"{_shown(key)} means nothing here. There are: default, and [tenants.NAME]")
    tables = content.get("tenants", {})
    if not isinstance(tables, dict):
        raise file.wrong("", "tenants", "write a table for each tenant: [tenants.NAME]")
    profiles: list[TenantProfile] = []
    unusable: dict[str, ProfileProblem] = {}
    for name, table in tables.items():
        try:
            profiles.append(_profile(file, name, table))
        except ProfileProblem as problem:
            unusable[name] = problem
    default = content.get("default", "")
    if not isinstance(default, str) or (default and default not in tables):
        raise file.wrong("", "default", "default names no tenant of this file. Correct or remove it")
    return Profiles(path, tuple(profiles), default, unusable)


def with_profile(text: str, profile: TenantProfile, *, default: bool = False) -> str:
    """Return the file with this profile added or replaced. Comments and everything else stay as they are."""
    import tomlkit

    document: Any = tomlkit.parse(f"{text.rstrip()}\n")  # Else what is added would go on in the last line.
    if default:
        document["default"] = profile.name
    written, tables = described(profile), document.get("tenants", {})
    if profile.name not in tables:
        if isinstance(tables, tomlkit.items.InlineTable):
            tables[profile.name] = written
            return tomlkit.dumps(document)
        before = tomlkit.dumps(document).rstrip()  # tomlkit would put a table between dotted keys, tenants.prod.domain.
        return f"{before}\n\n[tenants.{profile.name}]\n{tomlkit.dumps(written)}".lstrip()
    table: Any = tables[profile.name]
    body, below = getattr(table.value, "body", []), []  # Dotted keys have none.
    while body and body[-1][0] is None:  # Comments above the next table; new keys would come after them.
        below.append(body.pop())
    for key in _KEYS:
        if key in written:
            table[key] = written[key]
        else:
            table.pop(key, None)
    body.extend(reversed(below))
    return tomlkit.dumps(document)


def without_profile(text: str, name: str) -> str:
    """Return the file without this profile, and without a default that named it. Raises KeyError if there is none."""
    import tomlkit

    tomllib.loads(text)["tenants"][name]
    lines = text.splitlines(keepends=True)
    start = next((at for at, line in enumerate(lines) if _header(name).match(line)), None)
    if start is not None:
        # tomlkit would take the comments above the next table along.
        later = (at for at in range(start + 1, len(lines)) if lines[at].lstrip().startswith("["))
        own = range(start, next(later, len(lines)))
        end = max(at for at in own if lines[at].strip() and not lines[at].lstrip().startswith("#"))
        text = "".join([*lines[:start], *lines[end + 1 :]])
    document: Any = tomlkit.parse(text)
    if start is None:
        document["tenants"].pop(name)
    if document.get("default") == name:
        document.pop("default")
    return tomlkit.dumps(document)


def described(profile: TenantProfile) -> dict[str, str]:
    """Return what the file says of a profile: what is as by default is left out."""
    address = located(_domain(profile), "domain")
    values = {
        "domain": _domain(profile),
        "label": "" if profile.label is Label.NONE else profile.label.value,
        "access": "read-write" if profile.writable else "read-only",
        "authentication": profile.authentication.value,
        "client_id": profile.client_id,
        "audience": "" if profile.audience == address.audience else profile.audience,
        "colour": profile.colour,
        "key_file": _anywhere(profile.key_file),
        "algorithm": profile.algorithm.value if profile.authentication is Authentication.PRIVATE_KEY_JWT else "",
    }
    return {key: value for key, value in values.items() if value}


def _anywhere(path: str) -> str:
    """Return the path of a file by which it is found wherever the program is started."""
    return path if not path or path.startswith("~") else str(Path(path).absolute())


def _domain(profile: TenantProfile) -> str:
    return profile.domain if profile.base_url.startswith("https://") else profile.base_url


def _header(name: str) -> re.Pattern[str]:
    return re.compile(rf"\s*\[\s*tenants\s*\.\s*[\"']?{re.escape(name)}[\"']?\s*\]")


def drafted(name: str, told: Mapping[str, str]) -> TenantProfile:
    """Return the profile that a form describes, in the words of the file. Raises `ProfileProblem`."""
    return _profile(_Form(), name, {**told, "domain": as_typed(told.get("domain", ""))})


@dataclass(frozen=True)
class _File:
    """Finds the line that a complaint is about."""

    path: Path
    text: str

    def wrong(self, table: str, key: str, words: str) -> ProfileProblem:
        """Return the problem with its place: the key's line, else the table's, else the first."""
        header = _header(table)
        inside, at = not table, 1
        for number, line in enumerate(self.text.splitlines(), start=1):
            if line.lstrip().startswith("["):
                inside = bool(table and header.match(line))
                at = number if inside else at
            elif inside and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
                at = number
                break
        return ProfileProblem(f"{self.path}, line {at}: {words}", key)

    def incomplete(self, table: str, way: Authentication, key: str) -> ProfileProblem:
        """Return the problem that this way to sign in needs a key that is not there."""
        return self.wrong(table, "authentication", f"{way} needs {key}. Add it")


class _Form:
    """What is asked for on a screen or a command line has no lines to name."""

    def wrong(self, table: str, key: str, words: str) -> ProfileProblem:
        """Return the problem with the field that it is about."""
        return ProfileProblem(words, key)

    def incomplete(self, table: str, way: Authentication, key: str) -> ProfileProblem:
        """Return the problem that this way to sign in needs a field that is empty."""
        return self.wrong(table, key, f"the {key.replace('_', ' ')} is missing: {way.words} needs it")


def _profile(file: _File | _Form, name: str, table: Any) -> TenantProfile:
    if not NAME.fullmatch(name):
        raise file.wrong(name, "name", "a tenant's name has letters, digits, - and _, at most 40")
    if not isinstance(table, Mapping):
        raise file.wrong("", name, f"write a table: [tenants.{name}]")
    for key, value in table.items():
        if "secret" in key or "token" in key:  # What it holds must not be repeated.
            raise file.wrong(name, key, "secrets do not belong in this file. Remove it, and use: mfa-tui tenants add")
        if key not in _KEYS:
            raise file.wrong(name, key, f"{_shown(key)} means nothing here. There are: {', '.join(_KEYS)}")
        if not isinstance(value, str):
            raise file.wrong(name, key, f"{key} must be a text in quotes")
        if key in _CHOICES and value not in _CHOICES[key]:
            raise file.wrong(name, key, f"{key} is one of {', '.join(_CHOICES[key])}")
    try:
        address = located(table.get("domain", ""), "domain")
    except NotAHost as problem:
        raise file.wrong(name, "domain", str(problem)) from None
    profile = TenantProfile(
        name=name,
        domain=address.host,
        base_url=address.base_url,
        label=Label(table.get("label", Label.DEV if address.loopback else Label.NONE)),
        client_id=table.get("client_id", ""),
        audience=table.get("audience", "") or address.audience,
        authentication=Authentication(table.get("authentication", Authentication.CLIENT_SECRET)),
        writable=ACCESS[table.get("access", "read-only")],
        colour=table.get("colour", ""),
        key_file=table.get("key_file", ""),
        algorithm=Algorithm(table.get("algorithm", Algorithm.RS256)),
    )
    if lacking := lacks(profile):
        raise file.incomplete(name, profile.authentication, lacking)
    return profile


def lacks(profile: TenantProfile) -> str:
    """Return the key without which this way to sign in cannot work, or an empty string."""
    needs_id = (Authentication.CLIENT_SECRET, Authentication.PRIVATE_KEY_JWT, Authentication.DEVICE)
    if profile.authentication in needs_id and not profile.client_id:
        return "client_id"
    if profile.authentication is Authentication.PRIVATE_KEY_JWT and not profile.key_file:
        return "key_file"
    return ""


def _shown(key: str) -> str:
    return repr(key) if len(key) <= 40 else "a key"
