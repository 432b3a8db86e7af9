"""A tenant as a baseline file: TOML with comments, in an order that stays, so that a repository shows only changes."""

from collections.abc import Mapping
from typing import cast

import tomlkit
from tomlkit import TOMLDocument, comment, nl, table
from tomlkit.items import Table

from mfa_tui.domain.inventory import POLICY_KEY, SETTINGS, Inventory, Setting, Value, setting
from mfa_tui.domain.policies import CHOICES
from mfa_tui.domain.problems import Kind
from mfa_tui.domain.text import clean, listed
from mfa_tui.features.drift.model.baseline import FORMAT, FORMAT_KEY

_HEAD = """
What this tenant's multi-factor authentication should be. Written by mfa-tui export; held against a tenant by
mfa-tui check --baseline FILE. Only what stands here is compared: take out what may differ.
Not in it, on purpose: keys, tokens and certificates. A name that ends in _set says whether there is one.
Not in it either, since the API does not tell or it is no setting of MFA: Actions, users, custom domains.
"""
_COMMENTS = {
    POLICY_KEY: 'When logins are asked: "never", "adaptive" (when Auth0 rates them risky) or "always".',
    "factors": "The factors: true is on.",
    "tenant": "The two settings of the tenant that change how MFA behaves.",
    "risk-assessment": "Whether logins are rated at all, and after how many days a device counts as new.",
    "phone": "Codes by text message or voice call (the factor sms): who delivers, how, and the texts.",
    "email": "Codes by email (the factor email).",
    "push-notification": "Push notifications: by the Guardian app, or by an app of your own (SNS, APNs, FCM).",
    "duo": "The Duo account that answers.",
    "webauthn-roaming": "Security keys. Changing the relying party makes every enrolled key useless.",
    "webauthn-platform": "Device biometrics. Changing the relying party makes every enrolment useless.",
    "remember-browser": "Whether a login can skip MFA on a browser that is remembered, and for how long (seconds).",
}


def as_toml(inventory: Inventory) -> tuple[str, list[str]]:
    """Return the file's text, and what could not be written into it, in words.

    Only values that can be read back are written: one that Auth0 added since would make the file unreadable.
    """
    document = tomlkit.document()
    for line in _HEAD.strip().splitlines():
        document.add(comment(line))
    document.add(nl())
    document.add(FORMAT_KEY, tomlkit.item(FORMAT))
    document.add("tenant_name", tomlkit.item(clean(inventory.name, 200)))
    document[FORMAT_KEY].comment("the format of this file")
    document["tenant_name"].comment("where it was exported from; not compared")
    left_out = [*_unread(inventory), *_secrets(inventory)]
    tables: dict[str, Table] = {}
    for one, value in _ordered(inventory.values):
        if not one.takes(value):
            left_out.append(f"{clean(one.key, 80)} has a value that this program does not know")
        elif one.section:
            _table(document, tables, one.section).add(one.name, tomlkit.item(_plain(one, value)))
        else:
            document.add(nl())
            document.add(comment(_COMMENTS[one.key]))
            document.add(one.key, tomlkit.item(_plain(one, value)))
    for words in left_out:
        document.add(comment(f"Left out: {words}"))
    return tomlkit.dumps(document), left_out


def _ordered(values: Mapping[str, Value]) -> list[tuple[Setting, Value]]:
    """Return settings and values in the order of our table; factors that it does not know stand behind the others."""
    order = list(SETTINGS)
    sections = list(dict.fromkeys(one.section for one in SETTINGS.values()))

    def place(one: Setting) -> tuple[int, int, str]:
        return sections.index(one.section), order.index(one.key) if one.key in SETTINGS else len(order), one.key

    found = [(one, value) for key, value in values.items() if (one := setting(key))]
    return sorted(found, key=lambda pair: place(pair[0]))


def _table(document: TOMLDocument, tables: dict[str, Table], section: str) -> Table:
    if section not in tables:
        document.add(nl())
        document.add(section, table().comment(_COMMENTS[section]))
        tables[section] = cast(Table, document[section])
    return tables[section]


def _plain(one: Setting, value: Value) -> object:
    word = next((policy.id for policy in CHOICES if policy.wire == value), "") if one.key == POLICY_KEY else ""
    return word or (list(value) if isinstance(value, tuple) else value)


def _unread(inventory: Inventory) -> list[str]:
    absent = [part for part, problem in inventory.unread.items() if problem.kind is Kind.ABSENT]
    parts = ((part, problem) for part, problem in inventory.unread.items() if part not in absent)
    lines = [f"{part} could not be read: {clean(problem.title, 200)}" for part, problem in parts]
    return [f"{listed(absent)}: this tenant does not have it", *lines] if absent else lines


def _secrets(inventory: Inventory) -> list[str]:
    """Return the secrets that the tenant has and the file does not."""
    are_set = (one for key, one in SETTINGS.items() if key.endswith("_set") and inventory.values.get(key) is True)
    names = [one.words.removesuffix(" is") for one in are_set]
    return [f"{listed(names)}: secrets are never exported"] if names else []
