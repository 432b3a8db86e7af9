"""The kinds of writes in the journal: what a change or an action is, apart from the sentence that describes it."""

from enum import StrEnum

from mfa_tui.domain.changes import Kind, Target


class ActionKind(StrEnum):
    """The value is the `kind` field of a journal line. Values are permanent: journals of earlier versions hold them."""

    SET_FACTOR = "set-factor"
    SET_FLAG = "set-flag"
    SET_POLICY = "set-policy"
    DELETE_METHOD = "delete-method"
    DELETE_PROVIDER = "delete-provider"
    DELETE_ENROLLMENT = "delete-enrollment"
    CREATE_TICKET = "create-ticket"
    NEW_RECOVERY_CODE = "new-recovery-code"
    ADD_PHONE = "add-phone"
    ADD_EMAIL = "add-email"
    ADD_APP = "add-app"
    RENAME_METHOD = "rename-method"
    SET_CHANNEL = "set-channel"
    LIFT_BLOCK = "lift-block"
    UNBLOCK_USER = "unblock-user"
    UNBLOCK_IDENTIFIER = "unblock-identifier"
    FORGET_BROWSERS = "forget-browsers"
    CLEAR_RISK = "clear-risk"
    END_SESSIONS = "end-sessions"
    REVOKE_TOKENS = "revoke-tokens"


RESET_KINDS = frozenset({ActionKind.DELETE_METHOD, ActionKind.DELETE_PROVIDER, ActionKind.DELETE_ENROLLMENT})
"""The requests of a reset."""

_OF_TARGET = {Kind.FACTOR: ActionKind.SET_FACTOR, Kind.FLAG: ActionKind.SET_FLAG, Kind.POLICY: ActionKind.SET_POLICY}

_LEGACY = {
    "delete an authentication method": ActionKind.DELETE_METHOD,
    "delete the MFA provider": ActionKind.DELETE_PROVIDER,
    "delete a Guardian enrollment": ActionKind.DELETE_ENROLLMENT,
    "create an enrollment ticket": ActionKind.CREATE_TICKET,
    "make a new recovery code": ActionKind.NEW_RECOVERY_CODE,
    "add a phone": ActionKind.ADD_PHONE,
    "add an email address": ActionKind.ADD_EMAIL,
    "add an authenticator app": ActionKind.ADD_APP,
    "name a method": ActionKind.RENAME_METHOD,
    "choose the preferred channel of a phone": ActionKind.SET_CHANNEL,
    "lift the admin's block of a user": ActionKind.LIFT_BLOCK,
    "remove the blocks of a user": ActionKind.UNBLOCK_USER,
    "remove the blocks of an identifier": ActionKind.UNBLOCK_IDENTIFIER,
    "forget remembered browsers": ActionKind.FORGET_BROWSERS,
    "clear what the risk assessment knows": ActionKind.CLEAR_RISK,
    "end all sessions": ActionKind.END_SESSIONS,
    "revoke all refresh tokens": ActionKind.REVOKE_TOKENS,
}
"""How the sentences of actions began in version 0.1 before lines had a `kind`. Never edit these: they are on disk."""


def kind_of_target(target: Target) -> ActionKind:
    """Return the kind of a change to this target."""
    return _OF_TARGET[target.kind]


def parse_kind(value: object) -> ActionKind | None:
    """Return the kind with this value; None for a kind that only a newer version knows."""
    try:
        return ActionKind(str(value))
    except ValueError:
        return None


def kind_of_legacy(sentence: str) -> ActionKind | None:
    """Return the kind of an action from a line without `kind`, by its sentence; None where no version wrote it."""
    return next((kind for start, kind in _LEGACY.items() if sentence.startswith(start)), None)
