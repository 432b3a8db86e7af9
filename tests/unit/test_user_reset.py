"""Resetting MFA deletes what was shown, nothing else, and tells the truth when it fails half-way."""

from pathlib import Path

import pytest

from mfa_tui.demo.tenant.methods import Method
from mfa_tui.domain.factors import Factor
from mfa_tui.domain.tenant import Configuration, Loaded
from mfa_tui.domain.user.methods import Enrollment
from mfa_tui.domain.user.users import User
from mfa_tui.features.reset.model import FollowUp, ResetPlan, follow_ups, plan_all, plan_one, plan_orphan
from mfa_tui.features.reset.service import ResetOutcome, carry_out, preview_all, preview_one, reset
from mfa_tui.session.user_writes import State, Step
from tests.desk import BROKEN, Desk, LostAfterDeleting, LostThenRefused, TakesEverything, desk, refusal
from tests.unit.test_methods import method


async def plan_for(d: Desk, nickname: str) -> ResetPlan:
    shown = await preview_all(d.client, d.id_of(nickname))
    assert shown.value is not None
    return shown.value


async def plan_for_one(d: Desk, nickname: str, type_: str) -> ResetPlan:
    methods = d.tenant.demo.state.directory.methods_of(d.person(nickname))
    method = next(method for method in methods if method.type == type_)
    shown = await preview_one(d.client, d.id_of(nickname), method.id)
    assert shown.value is not None
    return shown.value


async def test_the_preview_equals_what_is_deleted(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        plan = await plan_for(d, "several.methods")
        outcome = await reset(d.writes, plan)
        left = d.methods_of("several.methods")
    assert outcome.done
    assert outcome.gone == plan.going
    assert [method.type for method in plan.going] == [
        "totp",
        "totp",
        "phone",
        "email",
        "webauthn-roaming",
        "webauthn-platform",
        "recovery-code",
    ]
    assert left == ["password"]
    assert plan.staying_words == "Not MFA, and not touched: password."
    assert outcome.words.startswith("Gone: Authenticator app")


async def test_a_passkey_stays(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        plan = await plan_for(d, "passkey.only")
        outcome = await reset(d.writes, plan)
    assert plan.empty
    assert (outcome.done, outcome.words) == (True, "Nothing was deleted.")
    assert d.tenant.writes == []
    assert d.journal == []


def give(d: Desk, nickname: str, *methods: Method) -> None:
    """Add to what somebody has."""
    directory, user = d.tenant.demo.state.directory, d.person(nickname)
    directory.set_methods(user, (*directory.methods_of(user), *methods), 0.0)


async def test_beside_what_goes_a_passkey_stays_also_where_auth0s_request_for_all_would_take_it(tmp_path: Path) -> None:
    async with desk(tmp_path, tenant=TakesEverything()) as d:
        give(d, "phone.only", Method("passkey|dev_1", "passkey", 0.0), Method("totp|dev_2", "totp", 0.0))
        plan = await plan_for(d, "phone.only")
        outcome = await reset(d.writes, plan)
        assert d.methods_of("phone.only") == ["passkey"]
    assert (outcome.complete, outcome.gone, outcome.unplanned) == (True, plan.going, ())


async def test_what_is_enrolled_after_the_last_look_is_not_touched_and_told(tmp_path: Path) -> None:
    async with desk(tmp_path, tenant=TakesEverything()) as d:
        plan = await plan_for(d, "phone.only")
        give(d, "phone.only", Method("totp|dev_new", "totp", 0.0))
        outcome = await carry_out(d.writes, plan)
        assert d.methods_of("phone.only") == ["totp"]
    assert outcome.words == (
        "Gone: Phone …0105, by text message. Enrolled meanwhile, and not touched: Authenticator app."
    )


async def test_a_passkey_that_goes_with_what_it_was_enrolled_with_is_shown_to_go(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        key = Method("webauthn-platform|dev_1", "webauthn-platform", 0.0, link_id="link_1")
        give(d, "phone.only", key, Method("passkey|dev_1", "passkey", 0.0, link_id="link_1"))
        plan = await plan_for(d, "phone.only")
        outcome = await reset(d.writes, plan)
        assert d.methods_of("phone.only") == []
    assert [method.type for method in plan.going] == ["phone", "webauthn-platform", "passkey"]
    assert (len(outcome.steps), outcome.complete) == (2, True)


async def test_deleting_one_names_what_is_linked_and_takes_it_along(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        plan = await plan_for_one(d, "linked.methods", "totp")
        assert [method.type for method in plan.going] == ["push", "totp"]
        outcome = await reset(d.writes, plan)
        assert d.methods_of("linked.methods") == ["email"]
    assert (outcome.done, outcome.gone) == (True, plan.going)
    assert plan.staying_words == "Stays: Email code ****@exam*******."


async def test_a_method_that_is_gone_already_leaves_nothing_to_do(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        shown = await preview_one(d.client, d.id_of("jane.doe"), "totp|dev_gone")
    assert shown.value is not None
    assert shown.value.empty


async def test_if_the_methods_changed_since_they_were_shown_nothing_is_deleted(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        plan = await plan_for(d, "phone.only")
        give(d, "phone.only", Method("totp|dev_new", "totp", 0.0))
        outcome = await reset(d.writes, plan)
    assert not outcome.done
    assert outcome.conflict is not None
    assert [method.type for method in outcome.conflict.going] == ["phone", "totp"]
    assert "nothing was deleted" in outcome.words
    assert d.tenant.writes == []


async def test_the_journal_has_the_intent_before_and_the_outcome_after(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await reset(d.writes, await plan_for(d, "phone.only"))
        intent, outcome = d.journal
    assert (intent["entry"], intent["action"], intent["user_id"], intent["tenant"]) == (
        "intent",
        "delete an authentication method: phone",
        d.id_of("phone.only"),
        "acme-demo.eu.auth0.com",
    )
    assert (outcome["entry"], outcome["id"], outcome["result"]) == ("outcome", intent["id"], "done")
    assert "example.com" not in str(d.journal)


async def test_what_is_from_before_guardian_goes_too(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        plan = await plan_for(d, "legacy.google")
        outcome = await reset(d.writes, plan)
        assert d.person("legacy.google").legacy_provider is None
    assert plan.words == ("google-authenticator, from before Guardian",)
    assert outcome.done


async def test_a_failure_half_way_says_what_is_gone_and_what_is_not_done(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        d.person("phone.only").legacy_provider = "duo"
        plan = await plan_for(d, "phone.only")
        d.tenant.faults["DELETE /api/v2/users/" + plan.user.user_id + "/multifactor"] = refusal(400, "No.")
        outcome = await reset(d.writes, plan)
    assert not outcome.done
    assert [step.state for step in outcome.steps] == [State.DONE, State.FAILED]
    assert outcome.words == "Gone: Phone …0105, by text message. Not done: delete the MFA provider duo."
    assert [entry.get("result") for entry in d.journal] == [None, "done", None, "not done"]


async def test_the_first_failure_stops_the_rest(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        d.person("phone.only").legacy_provider = "duo"
        plan = await plan_for(d, "phone.only")
        d.tenant.faults["/authentication-methods"] = refusal(400, "No.")
        stopped = await reset(d.writes, plan)
        d.tenant.faults = {f"DELETE /api/v2/users/{plan.user.user_id}/authentication-methods": refusal(400, "No.")}
        half = await reset(d.writes, plan)
    assert stopped.steps == ()
    assert [step.state for step in half.steps] == [State.FAILED]
    assert [path for method, path in d.tenant.writes if "multifactor" in path] == []


async def test_an_answer_that_got_lost_is_settled_by_reading_back(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        plan = await plan_for(d, "several.methods")
        d.tenant.faults_after["DELETE"] = BROKEN
        outcome = await reset(d.writes, plan)
    assert outcome.done
    assert outcome.gone == plan.going


@pytest.mark.parametrize("status", [401, 400, 404, 429])
async def test_a_deletion_whose_answer_got_lost_is_done_also_where_its_repetition_is_refused(
    tmp_path: Path, status: int
) -> None:
    tenant = LostThenRefused(refusal=refusal(status, "Not any more."))
    async with desk(tmp_path, tenant=tenant) as d:
        outcome = await reset(d.writes, await plan_for(d, "phone.only"))
        assert d.methods_of("phone.only") == []
    assert outcome.done
    assert [step.state for step in outcome.steps] == [State.DONE]
    assert d.journal[-1]["result"] == "done"


async def test_a_refusal_after_which_nobody_can_look_is_no_proof(tmp_path: Path) -> None:
    tenant = LostThenRefused(refusal=refusal(429, "Too many."))
    async with desk(tmp_path, tenant=tenant) as d:
        plan = await plan_for(d, "phone.only")
        tenant.faults["GET"] = BROKEN
        outcome = await carry_out(d.writes, plan)
    assert [step.state for step in outcome.steps] == [State.UNKNOWN]
    assert d.journal[-1]["result"] == "unknown"


async def test_a_refusal_deletes_nothing_and_says_so(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        plan = await plan_for(d, "phone.only")
        d.tenant.faults["DELETE"] = refusal(403, "Insufficient scope, expected any of: delete:it", "insufficient_scope")
        outcome = await reset(d.writes, plan)
    assert outcome.problem is not None
    assert outcome.problem.scopes == ("delete:it",)
    assert outcome.gone == ()
    assert outcome.words.startswith("Nothing is gone. Left: Phone")


async def test_auth0_saying_yes_and_doing_nothing_is_noticed(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        plan = await plan_for(d, "phone.only")
        d.tenant.faults["DELETE"] = (204, "application/json", b"")
        outcome = await reset(d.writes, plan)
    assert not outcome.done
    assert [step.state for step in outcome.steps] == [State.FAILED]
    assert outcome.left == plan.going


async def test_where_it_cannot_be_read_back_nothing_is_claimed(tmp_path: Path) -> None:
    async with desk(tmp_path, tenant=LostAfterDeleting()) as d:
        outcome = await reset(d.writes, await plan_for(d, "phone.only"))
    assert not outcome.done
    assert (outcome.gone, outcome.left) == (None, None)
    assert [step.state for step in outcome.steps] == [State.UNKNOWN]
    assert "not known" in outcome.words
    assert d.journal[-1]["result"] == "unknown"


async def test_a_method_that_a_gap_in_the_list_may_hide_is_not_called_gone(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        plan = await plan_for(d, "phone.only")
        body = b'{"authenticators":[{"id":"password|dev_1","type":"password","created_at":"2026-01-01"},5]}'
        d.tenant.faults["GET"] = (200, "application/json", body)
        outcome = await carry_out(d.writes, plan)
    assert outcome.steps[0].state is State.UNKNOWN
    assert not outcome.done
    assert outcome.gone is None
    assert outcome.words == "What is gone is not known, for the user could not be read back."


async def test_read_only_nothing_is_sent_and_the_journal_says_so(tmp_path: Path) -> None:
    async with desk(tmp_path, writable=False) as d:
        outcome = await reset(d.writes, await plan_for(d, "phone.only"))
    assert outcome.problem is not None
    assert outcome.problem.title == "This tenant is read-only here."
    assert d.tenant.writes == []
    assert d.journal[-1]["result"] == "not done"


async def test_without_a_journal_nothing_is_sent(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        plan = await plan_for(d, "phone.only")
        d.session.journal.path.mkdir()
        outcome = await reset(d.writes, plan)
    assert outcome.problem is not None
    assert outcome.problem.title == "The change journal cannot be written."
    assert d.tenant.writes == []


async def test_a_user_who_is_gone_is_a_problem_and_no_reset(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        assert (await preview_all(d.client, "auth0|nobody")).problem is not None
        assert (await preview_one(d.client, "auth0|nobody", "totp|1")).problem is not None
        outcome = await reset(d.writes, ResetPlan(User("auth0|nobody"), ()))
    assert outcome.problem is not None
    assert not outcome.done


def test_an_orphaned_enrollment_is_part_of_a_full_reset() -> None:
    plan = plan_all(User("auth0|1"), (), (Enrollment("dev_9", "confirmed", name="Old phone"),))
    assert plan.words == ("Guardian enrollment Old phone",)
    assert not plan.empty


def test_what_goes_beyond_the_plan_is_told() -> None:
    plan = ResetPlan(User("auth0|1"), (method("totp"),), (method("passkey", "dev_2"),))
    outcome = ResetOutcome(plan, (Step("delete", State.DONE),), gone=(*plan.going, *plan.staying), left=())
    assert outcome.words == "Gone: Authenticator app and Passkey. Auth0 deleted more than was planned: Passkey."


async def test_a_reset_can_be_stopped_before_a_step_and_tells_what_was_not_begun(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        d.person("phone.only").legacy_provider = "duo"
        plan = await plan_for(d, "phone.only")
        taken: list[int] = []
        outcome = await reset(d.writes, plan, stop=lambda: bool(taken), report=lambda steps: taken.append(len(steps)))
    assert taken == [1]
    assert not outcome.done
    assert outcome.unsent == ("delete the MFA provider duo",)
    assert outcome.words.endswith("Not begun: delete the MFA provider duo.")
    assert len(d.tenant.writes) == 1


async def test_what_is_no_method_is_named_among_what_is_gone(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        outcome = await reset(d.writes, await plan_for(d, "legacy.google"))
    assert outcome.words == "Gone: google-authenticator, from before Guardian."


def test_one_orphaned_enrollment_can_go_by_itself() -> None:
    everything = plan_all(User("auth0|1"), (method("totp"),), (Enrollment("dev_8"), Enrollment("dev_9", name="Old")))
    plan = plan_orphan(everything, "dev_9")
    assert (plan.words, plan.going, len(plan.staying)) == (("Guardian enrollment Old",), (), 1)
    assert plan_orphan(everything, "dev_gone").empty


def test_the_login_afterwards_is_foretold_with_what_stays() -> None:
    tenant = Configuration(factors=Loaded((Factor("otp", True), Factor("sms", True))))
    app, phone = method("totp"), method("phone", "dev_2")
    one = plan_one(User("auth0|1"), (app, phone), app)
    both = plan_all(User("auth0|1", multifactor=("guardian", "duo")), (app, phone))
    assert one.afterwards(tenant).can == "Can do MFA with: Phone."
    assert not one.takes_last_way(tenant)
    assert both.afterwards(tenant).can == "Cannot do MFA: nothing is enrolled."
    assert both.takes_last_way(tenant)


async def test_the_follow_ups_fit_the_tenant_and_the_user(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        configuration = await d.session.read()
        jane = await d.client.users.get(d.id_of("jane.doe"))
        bob = await d.client.users.get(d.id_of("blocked"))
        d.tenant.demo.state.tenant.policies = ["confidence-score"]
        adaptive = await d.session.read()
    always = [FollowUp.REVOKE_ACCESS, FollowUp.FORGET_BROWSERS, FollowUp.SEND_TICKET]
    assert list(follow_ups(jane, configuration)) == always
    assert FollowUp.SEND_TICKET not in follow_ups(bob, configuration)
    assert FollowUp.CLEAR_RISK in follow_ups(jane, adaptive)


@pytest.mark.parametrize("nickname", ["jane.doe", "hostile.method", "guardian.app", "two.message.types"])
async def test_what_will_go_is_said_in_inert_words(nickname: str, tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        plan = await plan_for(d, nickname)
    assert plan.words
    assert all(words.isprintable() for words in (*plan.words, plan.staying_words))
