"""The change journal tells the truth, also after a crash."""

import json
import stat
from pathlib import Path

import pytest

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
    done = journal.intend_action("acme", "forget remembered browsers", "auth0|1")
    journal.conclude(done, "done")
    journal.intend_action("acme", "delete an authentication method", "auth0|2", "totp|dev_1")
    journal.intend_action("other", "end all sessions", "auth0|3")
    (action,) = journal.unfinished_actions("acme")
    assert (action.action, action.user_id, action.detail) == (
        "delete an authentication method",
        "auth0|2",
        "totp|dev_1",
    )
    assert [intent.change for intent in journal.unfinished("acme")] == [OTP_ON]
