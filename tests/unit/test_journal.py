"""The change journal tells the truth, also after a crash."""

import getpass
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from mfa_tui import __version__
from mfa_tui.domain.action_kinds import ActionKind
from mfa_tui.domain.changes import POLICY, Change, Kind, Target
from mfa_tui.storage.journal import Journal

OTP_ON = Change(Target(Kind.FACTOR, "otp"), False, True)
ALWAYS = Change(POLICY, (), ("all-applications",))


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "state" / "journal.jsonl")


def test_intent_and_outcome_are_one_line_each_and_for_the_owner_only(journal: Journal) -> None:
    id_ = journal.intend("acme.eu.auth0.com", "plan-1", OTP_ON)
    journal.conclude(id_, "applied", True)
    intent, outcome = (json.loads(line) for line in journal.path.read_text().splitlines())
    assert (intent["entry"], intent["target"], intent["before"], intent["after"]) == (
        "intent",
        "factor:otp",
        False,
        True,
    )
    assert (outcome["entry"], outcome["id"], outcome["result"], outcome["found"]) == ("outcome", id_, "applied", True)
    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(journal.path.parent.stat().st_mode) == 0o700


def test_an_intent_without_outcome_is_found_for_its_tenant_only(journal: Journal) -> None:
    done = journal.intend("acme", "p", OTP_ON)
    journal.conclude(done, "applied", True)
    journal.intend("acme", "p", ALWAYS)
    journal.intend("other", "p", OTP_ON)
    (intent,) = journal.unfinished("acme")
    assert intent.change == ALWAYS


def test_a_line_that_a_crash_cut_short_hides_nothing_else(journal: Journal) -> None:
    journal.intend("acme", "p", OTP_ON)
    with journal.path.open("a") as file:
        file.write('{"entry": "outc')
    journal.intend("acme", "p", ALWAYS)
    assert [intent.change for intent in journal.unfinished("acme")] == [OTP_ON, ALWAYS]


def test_a_missing_or_foreign_file_has_no_intents(journal: Journal) -> None:
    assert journal.unfinished("acme") == ()
    journal.path.parent.mkdir()
    journal.path.write_bytes(b'\xff\xfe[1]\n{"entry":"intent","tenant":"acme","target":"nonsense"}\nnull\n')
    assert journal.unfinished("acme") == ()


def test_an_action_on_a_user_is_told_apart_from_changes(journal: Journal) -> None:
    journal.intend("acme", "p", OTP_ON)
    done = journal.intend_action("acme", ActionKind.FORGET_BROWSERS, "forget remembered browsers", "auth0|1")
    journal.conclude(done, "done")
    journal.intend_action("acme", ActionKind.DELETE_METHOD, "delete: any words", "auth0|2", method_id="totp|dev_1")
    journal.intend_action("other", ActionKind.END_SESSIONS, "end all sessions", "auth0|3")
    (action,) = journal.unfinished_actions("acme")
    assert (action.kind, action.action) == (ActionKind.DELETE_METHOD, "delete: any words")
    assert (action.user_id, action.method_id, action.detail) == ("auth0|2", "totp|dev_1", "")
    assert [intent.change for intent in journal.unfinished("acme")] == [OTP_ON]


def test_each_line_says_its_kind_who_wrote_it_and_with_which_version(journal: Journal) -> None:
    change = journal.intend("acme", "p", OTP_ON)
    journal.conclude(change, "applied", True)
    journal.intend("acme", "p", ALWAYS)
    journal.intend_action("acme", ActionKind.END_SESSIONS, "end all sessions", "auth0|1")
    lines = [json.loads(line) for line in journal.path.read_text().splitlines()]
    assert [line.get("kind") for line in lines] == ["set-factor", None, "set-policy", "end-sessions"]
    assert {(line["by"], line["version"]) for line in lines} == {(getpass.getuser(), __version__)}


def test_a_reason_is_on_the_line_where_one_was_given(journal: Journal) -> None:
    journal.intend("acme", "p", OTP_ON, reason="CHG-1204: pilot is over")
    journal.intend_action("acme", ActionKind.END_SESSIONS, "end all sessions", "auth0|1", reason="Laptop stolen")
    journal.intend("acme", "p", ALWAYS)
    lines = [json.loads(line) for line in journal.path.read_text().splitlines()]
    assert [line.get("reason") for line in lines] == ["CHG-1204: pilot is over", "Laptop stolen", None]


def test_an_account_without_a_name_is_its_number() -> None:
    code = "from mfa_tui.storage.journal import _account; print(_account())"
    nameless = "import os, pwd; pwd.getpwuid = lambda uid: {}[uid]; "
    unset = {name: value for name, value in os.environ.items() if name not in ("LOGNAME", "USER", "LNAME", "USERNAME")}
    ran = subprocess.run([sys.executable, "-c", nameless + code], capture_output=True, text=True, check=True, env=unset)
    assert ran.stdout.strip() == str(os.getuid())


OLD_ACTION = """{"at": "2026-10-05T08:00:00.000+00:00", "entry": "intent", "id": "1", "tenant": "acme", \
"action": "%s", "user_id": "auth0|1", "detail": "%s"}
"""
"""A line as versions wrote it before there was a `kind`."""


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("delete an authentication method: security key", ActionKind.DELETE_METHOD),
        ("delete the MFA provider duo", ActionKind.DELETE_PROVIDER),
        ("delete a Guardian enrollment", ActionKind.DELETE_ENROLLMENT),
        ("create an enrollment ticket and mail it", ActionKind.CREATE_TICKET),
        ("create an enrollment ticket", ActionKind.CREATE_TICKET),
        ("make a new recovery code", ActionKind.NEW_RECOVERY_CODE),
        ("add a phone", ActionKind.ADD_PHONE),
        ("add an email address", ActionKind.ADD_EMAIL),
        ("add an authenticator app", ActionKind.ADD_APP),
        ("name a method", ActionKind.RENAME_METHOD),
        ("choose the preferred channel of a phone", ActionKind.SET_CHANNEL),
        ("lift the admin's block of a user", ActionKind.LIFT_BLOCK),
        ("remove the blocks of a user", ActionKind.UNBLOCK_USER),
        ("remove the blocks of an identifier", ActionKind.UNBLOCK_IDENTIFIER),
        ("forget remembered browsers", ActionKind.FORGET_BROWSERS),
        ("clear what the risk assessment knows", ActionKind.CLEAR_RISK),
        ("end all sessions", ActionKind.END_SESSIONS),
        ("revoke all refresh tokens", ActionKind.REVOKE_TOKENS),
        ("delete all authentication methods", None),
    ],
)
def test_a_line_from_before_there_were_kinds_is_known_by_its_sentence(
    journal: Journal, sentence: str, kind: ActionKind | None
) -> None:
    journal.path.parent.mkdir()
    journal.path.write_text(OLD_ACTION % (sentence, "the-id"))
    (action,) = journal.unfinished_actions("acme")
    assert (action.kind, action.action) == (kind, sentence)
    ids = ("the-id", "") if kind is ActionKind.DELETE_METHOD else ("", "the-id")
    assert (action.method_id, action.detail) == ids


def test_a_kind_that_only_a_newer_version_knows_is_not_guessed_from_the_sentence(journal: Journal) -> None:
    journal.path.parent.mkdir()
    line = json.loads(OLD_ACTION % ("delete the MFA provider duo", "duo"))
    journal.path.write_text(json.dumps({**line, "kind": "delete-everything"}) + "\n")
    (action,) = journal.unfinished_actions("acme")
    assert (action.kind, action.action) == (None, "delete the MFA provider duo")


def test_a_change_from_before_there_were_kinds_is_still_read(journal: Journal) -> None:
    journal.path.parent.mkdir()
    entry = {"entry": "intent", "id": "1", "plan": "p", "tenant": "acme", "target": "factor:otp"}
    journal.path.write_text(json.dumps({"at": "2026-10-05", **entry, "before": False, "after": True}) + "\n")
    assert [intent.change for intent in journal.unfinished("acme")] == [OTP_ON]
